using KpiPlatform.Domain.Customers;
using KpiPlatform.Domain.Identity;
using KpiPlatform.Domain.Interactions;
using KpiPlatform.Domain.Journal;
using KpiPlatform.Domain.Measures;
using KpiPlatform.Grains.Abstractions;
using KpiPlatform.Grains.Abstractions.Customers;

namespace KpiPlatform.Grains.Customers;

/// <content>Computing a command on pending state. Runs in the gate: one command at a time, also while it awaits the journal.</content>
public sealed partial class CustomerGrain
{
    private async ValueTask<Recording> ComputeAsync(RecordCommand command, FamilyMember? from, GrainError? refused, CancellationToken cancellationToken)
    {
        var results = new RecordResult[command.Interactions.Length];
        var added = new List<EncodedInteraction>(command.Interactions.Length);
        for (var i = 0; i < results.Length; i++)
        {
            var interaction = command.Interactions[i].ToEncoded();
            if (from is { Ordinal: > 0 })
                interaction = interaction with { Member = from.Ordinal };
            results[i] = (from is null ? OfErased(interaction) : null) ?? Classify(_state, interaction, added) switch
            {
                RecordVerdict.New => RecordResult.Accepted,
                RecordVerdict.Duplicate => RecordResult.Duplicate,
                _ => await CompareAsync(_state, from is null ? _number : from.Number, interaction, added, cancellationToken),
            };
            if (results[i].Status == RecordStatus.Accepted && IsBeforeCoverage(interaction))
                results[i] = BeforeCoverage();
            if (results[i].Status == RecordStatus.Accepted && MayBeDecided(interaction))
                results[i] = await CheckClosedAsync(interaction, added, isWhole: false, cancellationToken);
            if (results[i].Status == RecordStatus.Accepted)
                added.Add(interaction);
        }

        if (added.Count > 0 && ConcernsLinks(added, from))
            return await ComputeLinksAsync(command, results, added, from, refused, cancellationToken);
        return added.Count == 0 || command.ValidateOnly
            ? new(results, added, null, _lastAppend, null, null, _erasureCount)
            : await AddAsync(results, added, from, mark: null, cancellationToken);
    }

    /// <summary>Adds what is new to the customer as it stands, and queues it.</summary>
    private async ValueTask<Recording> AddAsync(RecordResult[] results, List<EncodedInteraction> added, FamilyMember? from, LinkMark? mark, CancellationToken cancellationToken)
    {
        while (true)
        {
            if (NeedsHistory(added))
                await LoadHistoryAsync(added, cancellationToken);

            // No pause between this look and the queue: once this process knows of a definition, nothing is queued without it.
            if (_definitions.Latest(_tenant) is not { } latest || ReferenceEquals(latest, _definition))
                return Append(results, added, from, mark);
            await UseDefinitionAsync(latest, cancellationToken);
        }
    }

    /// <summary>Folds what is new and queues its append, without a pause between, so that appends queue in version order.</summary>
    private Recording Append(RecordResult[] results, List<EncodedInteraction> added, FamilyMember? from, LinkMark? mark)
    {
        var behind = _lastAppend;
        var delta = new CellDelta();
        _state.Add(added, delta);
        var isNew = _number is null;
        _number ??= _writer.AllocateCustomer();
        var also = AddToOthers(added, _number.Value);
        EstimatedBytes = EstimateBytes();
        _newestDefinition = NewestDefinition();
        var firstVersion = _version + 1;
        var (entries, together) = Entries(added, from, mark);
        _version += entries.Length;
        var view = View();
        CustomerSnapshot? snapshot = null;
        if (_links is null && _version - _snapshotVersion >= _options.SnapshotEveryRows)
        {
            snapshot = new(_context.Definition.Tenant, _number.Value, _version, _state.Snapshot()) { Generation = _context.Definition.Generation, Definition = _newestDefinition };
            _snapshotVersion = _version;
        }

        _lastAppend = _writer.AppendAsync(new(
            _context.Definition.Tenant,
            _number.Value,
            isNew ? _customer : null,
            firstVersion,
            entries,
            _context.Definition.ShardOf(_number.Value),
            delta,
            IndexEntry())
        {
            Also = also,
            Chain = _chain,
            Together = together,
        });
        return new(results, added, _lastAppend, behind, view, snapshot, _erasureCount) { Rows = from is null && mark is null ? added.Count : added.Count + 1, Shown = Shown(view, from) };
    }

    /// <summary>
    /// The customer's own rows; where interactions of a folded one are recorded, those stand with its rows, and a mark in the customer's
    /// own. So every commit of a family is a version of its survivor, and two activations can't both append to it.
    /// </summary>
    private (JournalEntry[] Entries, JournalAppend[] Together) Entries(List<EncodedInteraction> added, FamilyMember? from, LinkMark? mark)
    {
        var rows = new JournalEntry[added.Count];
        for (var i = 0; i < rows.Length; i++)
            rows[i] = new(added[i], _newestDefinition);
        if (from is null)
            return (rows, []);
        var newest = _state.Fold.Activity.LastInteractionAt;
        var together = new JournalAppend(_context.Definition.Tenant, from.Number!.Value, null, from.Version + 1, rows, _context.Definition.ShardOf(_number!.Value), new CellDelta(), null);
        from.Version += rows.Length;
        return ([mark?.ToEntry(_newestDefinition, newest) ?? DefinitionMark.Of(_newestDefinition, newest)], [together]);
    }

    private static RecordVerdict Classify(CustomerState state, EncodedInteraction interaction, List<EncodedInteraction> added)
    {
        foreach (var earlier in added)
        {
            if (earlier.IdentityHash == interaction.IdentityHash && earlier.Revision == interaction.Revision)
                return earlier.ContentHash == interaction.ContentHash ? RecordVerdict.Duplicate : RecordVerdict.Differs;
        }

        return state.Classify(interaction);
    }

    /// <summary>Settles, with the row itself, what an equal identity hash with other content means.</summary>
    private async Task<RecordResult> CompareAsync(CustomerState state, CustomerNumber? of, EncodedInteraction interaction, List<EncodedInteraction> added, CancellationToken cancellationToken)
    {
        var sent = InteractionCodec.Decode(interaction);
        var candidates = added.Where(earlier => earlier.IdentityHash == interaction.IdentityHash && earlier.Revision == interaction.Revision).ToList();
        if (of is { } number && state.Classify(interaction) == RecordVerdict.Differs)
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
        if (_links?.Family is { Folded.Count: > 0 })
            return [.. (await ReadFamilyAsync(cancellationToken)).Rows];
        await foreach (var row in _reader.ReadCustomerAsync(_context.Definition.Tenant, number, 1, cancellationToken))
            rows.Add(row.Interaction);
        return rows;
    }
}
