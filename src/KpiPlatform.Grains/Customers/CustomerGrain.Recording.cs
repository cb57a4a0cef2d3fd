using KpiPlatform.Domain.Customers;
using KpiPlatform.Domain.Identity;
using KpiPlatform.Domain.Interactions;
using KpiPlatform.Domain.Journal;
using KpiPlatform.Domain.Measures;
using KpiPlatform.Grains.Abstractions.Customers;

namespace KpiPlatform.Grains.Customers;

/// <content>Computing a command on pending state. Runs in the gate: one command at a time, also while it awaits the journal.</content>
public sealed partial class CustomerGrain
{
    private async ValueTask<Recording> ComputeAsync(RecordCommand command, CancellationToken cancellationToken)
    {
        var results = new RecordResult[command.Interactions.Length];
        var added = new List<EncodedInteraction>(command.Interactions.Length);
        for (var i = 0; i < results.Length; i++)
        {
            var interaction = command.Interactions[i].ToEncoded();
            results[i] = OfErased(interaction) ?? Classify(interaction, added) switch
            {
                RecordVerdict.New => RecordResult.Accepted,
                RecordVerdict.Duplicate => RecordResult.Duplicate,
                _ => await CompareAsync(interaction, added, cancellationToken),
            };
            if (results[i].Status == RecordStatus.Accepted && MayBeDecided(interaction))
                results[i] = await CheckClosedAsync(interaction, added, cancellationToken);
            if (results[i].Status == RecordStatus.Accepted)
                added.Add(interaction);
        }

        if (added.Count == 0 || command.ValidateOnly)
            return new(results, added, null, _lastAppend, null, null, _erasureCount);
        while (true)
        {
            if (NeedsHistory(added))
                await LoadHistoryAsync(added, cancellationToken);

            // No pause between this look and the queue: once this process knows of a definition, nothing is queued without it.
            if (_definitions.Latest(_tenant) is not { } latest || ReferenceEquals(latest, _definition))
                return Append(results, added);
            await UseDefinitionAsync(latest, cancellationToken);
        }
    }

    /// <summary>Folds what is new and queues its append, without a pause between, so that appends queue in version order.</summary>
    private Recording Append(RecordResult[] results, List<EncodedInteraction> added)
    {
        var firstVersion = _version + 1;
        var behind = _lastAppend;
        var delta = new CellDelta();
        _state.Add(added, delta);
        var also = AddToOthers(added);
        EstimatedBytes = EstimateBytes();
        _version += added.Count;
        _newestDefinition = NewestDefinition();
        var isNew = _number is null;
        _number ??= _writer.AllocateCustomer();
        var view = View();
        CustomerSnapshot? snapshot = null;
        if (_version - _snapshotVersion >= _options.SnapshotEveryRows)
        {
            snapshot = new(_context.Definition.Tenant, _number.Value, _version, _state.Snapshot()) { Generation = _context.Definition.Generation, Definition = _newestDefinition };
            _snapshotVersion = _version;
        }

        var entries = new JournalEntry[added.Count];
        for (var i = 0; i < entries.Length; i++)
            entries[i] = new(added[i], _newestDefinition);
        _lastAppend = _writer.AppendAsync(new(
            _context.Definition.Tenant,
            _number.Value,
            isNew ? _customer : null,
            firstVersion,
            entries,
            _context.Definition.MeasuresShard,
            delta,
            IndexEntry())
        {
            Also = also,
            Chain = _chain,
        });
        return new(results, added, _lastAppend, behind, view, snapshot, _erasureCount);
    }

    private RecordVerdict Classify(EncodedInteraction interaction, List<EncodedInteraction> added)
    {
        foreach (var earlier in added)
        {
            if (earlier.IdentityHash == interaction.IdentityHash && earlier.Revision == interaction.Revision)
                return earlier.ContentHash == interaction.ContentHash ? RecordVerdict.Duplicate : RecordVerdict.Differs;
        }

        return _state.Classify(interaction);
    }

    /// <summary>Settles, with the row itself, what an equal identity hash with other content means.</summary>
    private async Task<RecordResult> CompareAsync(EncodedInteraction interaction, List<EncodedInteraction> added, CancellationToken cancellationToken)
    {
        var sent = InteractionCodec.Decode(interaction);
        var candidates = added.Where(earlier => earlier.IdentityHash == interaction.IdentityHash && earlier.Revision == interaction.Revision).ToList();
        if (_number is { } number && _state.Classify(interaction) == RecordVerdict.Differs)
        {
            await DrainAsync();
            var rows = await _reader.FindAsync(_context.Definition.Tenant, number, interaction.IdentityHash, interaction.Revision, cancellationToken);
            candidates.AddRange(rows.Select(row => row.Interaction));
        }

        foreach (var candidate in candidates)
        {
            var recorded = InteractionCodec.Decode(candidate);
            if (!string.Equals(recorded.Id, sent.Id, StringComparison.Ordinal) || !string.Equals(recorded.Source, sent.Source, StringComparison.Ordinal))
                continue;
            if (candidate.ContentHash == interaction.ContentHash)
                return RecordResult.Duplicate;
            var fields = InteractionCodec.Difference(recorded, sent);
            return new(
                RecordStatus.Rejected,
                "CONTENT_DIFFERS",
                $"Interaction \"{DisplayText.Of(sent.Id)}\" of source \"{DisplayText.Of(sent.Source)}\", revision {sent.Revision}, is recorded with other content ({string.Join(", ", fields)}). "
                + "To correct it, send it with a higher revision.",
                fields.Count > 0 ? fields[0] : null);
        }

        return RecordResult.Accepted;
    }

    /// <summary>Waits until everything appended so far is committed.</summary>
    private async Task DrainAsync()
    {
        if (_lastAppend is null)
            return;
        var outcome = await _lastAppend;
        if (outcome.Status != AppendStatus.Committed)
        {
            Break(outcome);
            throw new Domain.DomainException(Domain.ErrorKind.Unavailable, "STORAGE_UNAVAILABLE", outcome.Problem ?? "An earlier append failed.");
        }
    }

    private async Task<IReadOnlyList<EncodedInteraction>> ReadAllAsync(CancellationToken cancellationToken)
    {
        var rows = new List<EncodedInteraction>();
        if (_number is not { } number)
            return rows;
        await foreach (var row in _reader.ReadCustomerAsync(_context.Definition.Tenant, number, 1, cancellationToken))
            rows.Add(row.Interaction);
        return rows;
    }
}
