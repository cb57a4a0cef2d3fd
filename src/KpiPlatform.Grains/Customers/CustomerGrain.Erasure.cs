using KpiPlatform.Domain;
using KpiPlatform.Domain.Customers;
using KpiPlatform.Domain.Identity;
using KpiPlatform.Domain.Interactions;
using KpiPlatform.Domain.Journal;
using KpiPlatform.Domain.Measures;
using KpiPlatform.Domain.Quality;
using KpiPlatform.Grains.Abstractions;
using KpiPlatform.Grains.Abstractions.Customers;
using NodaTime;

namespace KpiPlatform.Grains.Customers;

/// <content>
/// Forgetting the person. One append does it: a mark, so that any other activation loses its next append and reads anew, with what the
/// rows count differently without their personal parts (nothing, mostly), and with it, in the same commit, the deletions.
/// </content>
public sealed partial class CustomerGrain
{
    // Interactions of persons who had this id before and were erased; null, nearly always, if there were none.
    private IdentitySet? _erased;
    private int _erasureCount;

    /// <inheritdoc/>
    public Task<Reply<EraseReply>> Erase(CancellationToken cancellationToken) => ReplyFactory.Try(() => EraseOrPassOnAsync(null, cancellationToken));

    /// <inheritdoc/>
    public Task<Reply<EraseReply>> EraseBefore(long beforeTicks, CancellationToken cancellationToken) =>
        ReplyFactory.Try(() => EraseOrPassOnAsync(beforeTicks, cancellationToken));

    /// <inheritdoc/>
    public async Task<Reply<EraseReply>?> EraseFolded(string[] through, long? beforeTicks, CancellationToken cancellationToken)
    {
        try
        {
            if (_links?.Survivor is not null && await AskSurvivorAsync(through, (survivor, passed) => survivor.EraseFolded(passed, beforeTicks, cancellationToken), cancellationToken) is { } reply)
                return reply;
            if (!HasFolded(through[0]) && !await KnowsBetterAsync(() => HasFolded(through[0]), cancellationToken))
                return null;
            return await EraseAsync(through[0], InstantOf(beforeTicks), cancellationToken) is { } erased ? ReplyFactory.Of(erased) : null;
        }
        catch (DomainException exception)
        {
            return ReplyFactory.Failed<EraseReply>(GrainError.Of(exception));
        }
    }

    /// <summary>Who is folded is erased with the survivor: they are one person.</summary>
    private async Task<EraseReply> EraseOrPassOnAsync(long? beforeTicks, CancellationToken cancellationToken)
    {
        if (_links?.Survivor is not null && await AskSurvivorAsync([], (survivor, passed) => survivor.EraseFolded(passed, beforeTicks, cancellationToken), cancellationToken) is { } reply)
            return reply.Require();
        return await EraseAsync(null, InstantOf(beforeTicks), cancellationToken)
            ?? throw new DomainException(ErrorKind.Unavailable, "STORAGE_UNAVAILABLE", "The customer was linked or unlinked meanwhile. Send it again.");
    }

    private static Instant? InstantOf(long? ticks) => ticks is { } value ? Instant.FromUnixTimeTicks(value) : null;

    /// <summary>Erases; null if links have changed meanwhile.</summary>
    private async Task<EraseReply?> EraseAsync(string? folded, Instant? before, CancellationToken cancellationToken)
    {
        if (_customer == CustomerId.TenantFacts)
            throw new DomainException(ErrorKind.InvalidArgument, "NO_PERSON", "The tenant's own facts belong to no person.", "name");
        await _computing.EnterAsync();
        try
        {
            if (_broken is not null || await _definitions.FindAsync(_tenant, cancellationToken) is not { } definition)
                throw new DomainException(ErrorKind.Unavailable, "STORAGE_UNAVAILABLE", $"It was not erased ({_broken ?? "the tenant is gone"}). Send it again.");
            await UseDefinitionAsync(_definitions.Latest(_tenant) ?? definition, cancellationToken);
            await DrainAsync();
            if (_links?.Survivor is not null || _links?.Moving is not null || (folded is not null && !HasFolded(folded)))
                return null;
            if (_number is null)
                return _erased is not null ? new(0, 0, AlreadyErased: true) : throw NotFound();

            // The index is not to hear of the person any more once it is gone, and no snapshot is to be on its way.
            await _indexer.FlushAsync(cancellationToken);
            foreach (var number in FamilyNumbers(_number.Value))
                await _snapshots.ForgetAsync(_context.Definition.Tenant, number, cancellationToken);
            var rows = await ReadJournalRowsAsync(cancellationToken);
            return before is { } limit && rows.Exists(row => row.Interaction.OccurredAt >= limit)
                ? await ForgetPersonAsync(rows, limit, cancellationToken)
                : await ForgetPersonAsync(rows, null, cancellationToken);
        }
        catch (DomainException)
        {
            throw;
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            Break(AppendOutcome.NotCommitted(AppendStatus.Unavailable, exception.Message));
            throw;
        }
        finally
        {
            _computing.Leave();
        }
    }

    private async Task<EraseReply> ForgetPersonAsync(List<JournalRow> rows, Instant? before, CancellationToken cancellationToken)
    {
        var counted = _others.Select(other => other.Context).Prepend(_context).ToList();
        var factAttributes = counted.SelectMany(context => context.Definition.FactAttributes).ToHashSet(StringComparer.Ordinal);
        var left = rows.ConvertAll(row => IsForgotten(row.Interaction, before) ? PersonalPart.Remove(row.Interaction, factAttributes) : row.Interaction);
        var rewritten = new Dictionary<CustomerNumber, List<JournalRow>>();
        var deleted = 0L;
        for (var i = 0; i < left.Count; i++)
        {
            if (ReferenceEquals(left[i], rows[i].Interaction))
                continue;
            deleted++;
            if (left[i].Facts.Span.SequenceEqual(rows[i].Interaction.Facts.Span))
                continue;
            if (!rewritten.TryGetValue(rows[i].Customer, out var facts))
                rewritten.Add(rows[i].Customer, facts = []);
            facts.Add(rows[i] with { Interaction = left[i] });
        }

        if (before is not null && deleted == 0)
            return new(rows.Count, 0, AlreadyErased: false);
        var recorded = rows.ConvertAll(row => row.Interaction);
        var deltas = counted.ConvertAll(context => new ShardDelta(context.Definition.ShardOf(_number!.Value), Contribution.Difference(recorded, left, context)));
        var family = _links?.Family?.Folded ?? [];
        var together = new List<JournalAppend>(family.Count);
        foreach (var member in family)
        {
            var erasure = await ErasureOfAsync(member.Id, before, rewritten.GetValueOrDefault(member.Number!.Value), cancellationToken);
            together.Add(new(_context.Definition.Tenant, member.Number.Value, null, ++member.Version, [Mark()], deltas[0].Shard, new CellDelta(), null) { Erasure = erasure });
        }

        var own = await ErasureOfAsync(_customer, before, rewritten.GetValueOrDefault(_number!.Value), cancellationToken);
        _version++;
        _lastAppend = _writer.AppendAsync(new(
            _context.Definition.Tenant,
            _number.Value,
            NewCustomerId: null,
            _version,
            [Mark()],
            deltas[0].Shard,
            deltas[0].Delta,
            IndexEntry: null)
        {
            Also = deltas[1..],
            Chain = _chain,
            Erasure = own,
            Together = together,
        });
        var outcome = await _lastAppend;
        if (outcome.Status != AppendStatus.Committed)
        {
            Break(outcome);
            throw new DomainException(ErrorKind.Unavailable, "STORAGE_UNAVAILABLE", "It is not known to be erased. Send it again: erasing twice does no harm.");
        }

        _erasureCount++;
        if (before is null)
            BecomeNobody(recorded.FindAll(interaction => interaction.Member == 0));
        else
            Refold(left);
        await _erasures.ScrubAsync(cancellationToken);
        return new(rows.Count, deleted, AlreadyErased: false);

        JournalEntry Mark() => DefinitionMark.Of(NewestDefinition(), _state.Fold.Activity.LastInteractionAt);
    }

    /// <summary>Whether the personal part of an interaction goes. Whom a customer is linked to stays known for as long as the customer does.</summary>
    private static bool IsForgotten(EncodedInteraction interaction, Instant? before) =>
        before is not { } limit || (interaction.OccurredAt < limit && !IdentityLinks.Is(interaction));

    private async Task<PersonErasure> ErasureOfAsync(CustomerId? id, Instant? before, List<JournalRow>? rewritten, CancellationToken cancellationToken) => new(
        before is null && id is { } known ? await _erasures.HashAsync(new(_context.Definition.Tenant, known), cancellationToken) : default,
        rewritten ?? [],
        before);

    /// <summary>Nobody has the id from here on; the next new interaction makes a customer.</summary>
    private void BecomeNobody(List<EncodedInteraction> recorded)
    {
        _segments.Leave(_context.Definition.Tenant, _number!.Value);
        RememberErased(recorded.ConvertAll(interaction => new KnownIdentity(interaction.IdentityHash, interaction.Revision, interaction.ContentHash)));
        (_number, _version, _newestDefinition, _snapshotVersion) = (null, 0, 0, 0);
        (_positions, _knowsAllPositions, _lastAppend) = (PositionVector.Empty, true, null);
        (_state, _others, _definition, _links) = (new CustomerState(_context), [], null, null);
        _committed = null;
        _changed?.SetResult();
        _changed = null;
        EstimatedBytes = EstimateBytes();
    }

    private void Refold(List<EncodedInteraction> left)
    {
        _snapshotVersion = 0;
        _state = CustomerState.Replay(left, _context);
        _others = _others.ConvertAll(other => other with { State = CustomerState.Replay(left, other.Context) });
        _committed = View();
        if (IndexEntry() is { } entry)
        {
            _indexer.Enqueue(entry);
            _segments.Enqueue(entry);
        }

        EstimatedBytes = EstimateBytes();
    }

    private void RememberErased(IReadOnlyList<KnownIdentity> identities)
    {
        foreach (var identity in identities)
            (_erased ??= new()).Add(identity);
    }

    /// <summary>What an interaction is that a person who was erased had recorded; null for all others.</summary>
    private RecordResult? OfErased(EncodedInteraction interaction)
    {
        if (_erased?.Knows(interaction.IdentityHash) != true)
            return null;
        return _erased.Match(interaction.IdentityHash, interaction.Revision, interaction.ContentHash).Same
            ? RecordResult.Duplicate
            : new(
                RecordStatus.Rejected,
                RejectedLimits.CustomerErased,
                "This interaction was recorded of a customer who has been erased, and can't be corrected any more. What is new needs an id of its own.",
                "id");
    }

    /// <summary>All interactions of the customer, with those of whoever is folded into it, tagged.</summary>
    private async Task<List<JournalRow>> ReadJournalRowsAsync(CancellationToken cancellationToken)
    {
        var numbers = FamilyNumbers(_number!.Value);
        var ordinals = (_links?.Family?.Folded ?? []).ToDictionary(member => member.Number!.Value, member => member.Ordinal);
        var rows = new List<JournalRow>();
        await foreach (var (row, _) in _reader.ReadTogetherAsync(_context.Definition.Tenant, numbers, cancellationToken))
        {
            if (!row.IsMark)
                rows.Add(ordinals.TryGetValue(row.Customer, out var ordinal) ? row with { Interaction = row.Interaction with { Member = ordinal } } : row);
        }

        return rows;
    }

    private DomainException NotFound() => new(
        ErrorKind.NotFound,
        "CUSTOMER_NOT_FOUND",
        $"The tenant has no customer \"{DisplayText.Of(_customer.Value)}\"; it is created by its first interaction.",
        "name");
}
