using System.Runtime.CompilerServices;
using KpiPlatform.Domain;
using KpiPlatform.Domain.Customers;
using KpiPlatform.Domain.Identity;
using KpiPlatform.Domain.Interactions;
using KpiPlatform.Domain.Journal;
using KpiPlatform.Grains.Abstractions;
using KpiPlatform.Grains.Abstractions.Customers;

namespace KpiPlatform.Grains.Customers;

/// <content>
/// Customers that count as one: the folded ones pass everything on to their survivor, whose state is of all of them. Calls go from the
/// folded to the survivor, never back, and nobody who calls is in the gate: so there is no circle to wait in. What a folded one knows of its
/// links may be old, and what two of them know may not fit together: a call says whom it has come through, and goes to none of them again.
/// </content>
public sealed partial class CustomerGrain
{
    private const int MaxLinkAttempts = 8;

    // Null for customers that were never linked.
    private CustomerLinks? _links;

    /// <inheritdoc/>
    public Task<RecordReply?> RecordFolded(string[] through, RecordCommand command, CancellationToken cancellationToken) =>
        RecordLinkedAsync(through, command, cancellationToken);

    /// <inheritdoc/>
    public async Task<Reply<CustomerView>?> GetFolded(string[] through, CancellationToken cancellationToken)
    {
        try
        {
            if (_links?.Survivor is not null && await AskSurvivorAsync(through, (survivor, passed) => survivor.GetFolded(passed, cancellationToken), cancellationToken) is { } reply)
                return reply;
            if (!HasFolded(through[0]) && !await KnowsBetterAsync(() => HasFolded(through[0]), cancellationToken))
                return null;
            await RefreshAsync(cancellationToken);
            return HasFolded(through[0]) ? ReplyFactory.Of(_committed! with { Survivor = _customer.Value }) : null;
        }
        catch (DomainException exception)
        {
            return ReplyFactory.Failed<CustomerView>(GrainError.Of(exception));
        }
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<CustomerView> WatchFolded(string[] through, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (ComesBack(through))
            await ReloadAsync(cancellationToken);
        if (_links?.Survivor is not null)
        {
            if (ComesBack(through))
                yield break;
            await foreach (var view in Survivor().WatchFolded(Passed(through), cancellationToken).WithCancellation(cancellationToken))
                yield return view;
            yield break;
        }

        if (!HasFolded(through[0]))
            yield break;
        await foreach (var view in WatchOwn(cancellationToken))
            yield return view with { Survivor = _customer.Value };
    }

    /// <inheritdoc/>
    public async Task<AdoptReply?> AdoptFolded(string[] through, int version, CancellationToken cancellationToken)
    {
        if (_links?.Survivor is not null && await AdoptWithSurvivorAsync(through, version, cancellationToken) is { } reply)
            return reply;
        return HasFolded(through[0]) || await KnowsBetterAsync(() => HasFolded(through[0]), cancellationToken)
            ? await AdoptAsync(through[0], version, cancellationToken)
            : null;
    }

    /// <inheritdoc/>
    public Task Settled(CancellationToken cancellationToken) => _links?.Moving?.Task.WaitAsync(cancellationToken) ?? Task.CompletedTask;

    /// <summary>Records where links may decide who does it.</summary>
    /// <param name="through">Ids of those who passed them on, the folded customer whose interactions they are first; empty for the customer's own.</param>
    /// <param name="command">The interactions.</param>
    /// <param name="cancellationToken">Gives up before anything is computed.</param>
    /// <returns>The answer; null if no such customer is folded into this one.</returns>
    private async Task<RecordReply?> RecordLinkedAsync(string[] through, RecordCommand command, CancellationToken cancellationToken)
    {
        var folded = through is [var first, ..] ? first : null;
        if (folded is null && _erased is not null && Array.ConvertAll(command.Interactions, message => OfErased(message.ToEncoded())) is var known && Array.Exists(known, result => result is not null))
            return await RecordWithoutErasedAsync(command, known, cancellationToken);

        GrainError? refused = null;
        var isFresh = false;
        for (var attempt = 0; attempt < MaxLinkAttempts; attempt++)
        {
            if (_links?.Moving is { } moving)
                await moving.Task;
            if (_links?.Survivor is not null)
            {
                if (!ComesBack(through) && await Survivor().RecordFolded(Passed(through), command, cancellationToken) is { } reply)
                    return reply;
                if (isFresh && folded is not null)
                    return null;
            }
            else if (folded is not null && !HasFolded(folded))
            {
                if (isFresh)
                    return null;
            }
            else
            {
                var recording = await ComputeInGateAsync(folded, command, refused, cancellationToken);
                if (recording is null)
                    continue;
                if (recording.LinkTo is not { } target)
                    return await AnswerAsync(command, recording, cancellationToken);
                var absorbed = await MoveAsync(target, folded, command, cancellationToken);
                if (absorbed.Status == AbsorbStatus.Done)
                    return absorbed.Reply;
                refused = absorbed.Problem;
                if (absorbed.BusyId is { } busy)
                    await GrainFactory.GetGrain<ICustomerGrain>(GrainKeys.Customer(_tenant, CustomerId.Parse(busy))).Settled(cancellationToken);
                continue;
            }

            // What is known of the links is old: somebody else has changed them since.
            isFresh = true;
            if (await ReloadAsync(cancellationToken) is { } problem)
                return Unavailable(command, problem);
        }

        return Unavailable(command, "the customer is being linked and unlinked");
    }

    /// <summary>Records what an erased person who had this id had not recorded; the survivor knows nothing of that person.</summary>
    private async Task<RecordReply> RecordWithoutErasedAsync(RecordCommand command, RecordResult?[] known, CancellationToken cancellationToken)
    {
        var left = command.Interactions.Where((_, i) => known[i] is null).ToArray();
        var reply = left.Length == 0 ? new([], default, null) : (await RecordLinkedAsync([], command with { Interactions = left }, cancellationToken))!;
        var next = 0;
        return reply with { Results = Array.ConvertAll(known, result => result ?? reply.Results[next++]) };
    }

    /// <summary>Computes a command; null if links have changed while it waited.</summary>
    private async Task<Recording?> ComputeInGateAsync(string? folded, RecordCommand command, GrainError? refused, CancellationToken cancellationToken)
    {
        var definition = await _definitions.FindForRecordingAsync(_tenant, cancellationToken);
        await _computing.EnterAsync();
        try
        {
            if (_broken is not null || definition is null)
                return Recording.Of(Unavailable(command, _broken ?? "the tenant is gone"));
            if (_links?.Survivor is not null || _links?.Moving is not null || (folded is not null && !HasFolded(folded)))
                return null;
            await UseDefinitionAsync(definition, cancellationToken);
            var recording = await ComputeAsync(command, folded is null ? null : _links!.Family!.Find(folded), refused, cancellationToken);

            // From here on nothing is appended until the other has answered: it adds to the rows as they are now.
            if (recording.LinkTo is not null)
                Links().Moving = new(TaskCreationOptions.RunContinuationsAsynchronously);
            return recording;
        }
        catch (DomainException exception) when (exception.Kind == ErrorKind.Unavailable)
        {
            return Recording.Of(Unavailable(command, exception.Message));
        }
        catch (Exception exception)
        {
            Break(AppendOutcome.NotCommitted(AppendStatus.Unavailable, exception.Message));
            throw;
        }
        finally
        {
            _computing.Leave();
        }
    }

    /// <summary>Has the survivor-to-be fold the customer, or a folded one that is linked elsewhere now, into itself.</summary>
    private async Task<AbsorbReply> MoveAsync(CustomerId target, string? folded, RecordCommand command, CancellationToken cancellationToken)
    {
        var moving = _links!.Moving!;
        try
        {
            AbsorbReply reply;
            try
            {
                reply = await GrainFactory.GetGrain<ICustomerGrain>(GrainKeys.Customer(_tenant, target))
                    .Absorb(new(_customer.Value, folded ?? _customer.Value, command, [_customer.Value]), cancellationToken);
            }
            catch (Exception exception)
            {
                // It may or may not have been committed; the journal knows.
                LogLinkOutcomeUnknown(exception);
                reply = new(AbsorbStatus.Done, Unavailable(command, "the survivor did not answer"));
            }

            if (reply.Status is AbsorbStatus.Done or AbsorbStatus.Changed && await ReloadAsync(cancellationToken) is { } problem && reply.Status == AbsorbStatus.Changed)
                return new(AbsorbStatus.Done, Unavailable(command, problem));
            return reply;
        }
        finally
        {
            if (ReferenceEquals(_links?.Moving, moving))
                _links.Moving = null;
            moving.SetResult();
        }
    }

    /// <summary>Whether links concern any of these.</summary>
    private bool ConcernsLinks(List<EncodedInteraction> added, FamilyMember? from)
    {
        var member = from ?? _links?.Family?.Root;
        foreach (var interaction in added)
        {
            if (member is null ? IdentityLinks.Is(interaction) : member.Concerns(interaction))
                return _customer != CustomerId.TenantFacts;
        }

        return false;
    }

    private bool HasFolded(string id) => _links?.Family?.Find(id) is { Ordinal: > 0 };

    /// <summary>Whether the survivor is one that a call has come through: what is known of links, here or there, is old.</summary>
    private bool ComesBack(string[] through) => _links?.Survivor is { } survivor && through.Contains(survivor.Value, StringComparer.Ordinal);

    /// <summary>The path of a call that goes on from here.</summary>
    private string[] Passed(string[] through) => [.. through, _customer.Value];

    private ICustomerGrain Survivor() => GrainFactory.GetGrain<ICustomerGrain>(GrainKeys.Customer(_tenant, _links!.Survivor!.Value));

    private IReadOnlyList<CustomerNumber> FamilyNumbers(CustomerNumber number) =>
        _links?.Family is { Folded.Count: > 0 } family ? [number, .. family.Folded.Select(member => member.Number!.Value)] : [number];

    /// <summary>The survivor's view; null if the customer is not folded (any more), as the journal says.</summary>
    private async Task<CustomerView?> FindSurvivorViewAsync(CancellationToken cancellationToken) =>
        (await AskSurvivorAsync([], (survivor, passed) => survivor.GetFolded(passed, cancellationToken), cancellationToken))?.Require();

    private async Task<AdoptReply?> AdoptWithSurvivorAsync(string[] through, int version, CancellationToken cancellationToken)
    {
        try
        {
            return await AskSurvivorAsync(through, (survivor, passed) => survivor.AdoptFolded(passed, version, cancellationToken), cancellationToken);
        }
        catch (DomainException exception)
        {
            return new(AdoptStatus.Failed, exception.Message);
        }
    }

    /// <summary>Asks the survivor, and if that knows nothing of the folded customer, after another look into the journal once more.</summary>
    /// <param name="through">Whom the question has come through, who is folded first; empty if it is this customer itself.</param>
    /// <param name="ask">The question; null is the answer of who has not folded that customer.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The answer; null if there is no survivor any more, or it sticks to its answer.</returns>
    private async Task<T?> AskSurvivorAsync<T>(string[] through, Func<ICustomerGrain, string[], Task<T?>> ask, CancellationToken cancellationToken)
        where T : class
    {
        for (var attempt = 0; attempt < MaxLinkAttempts && _links?.Survivor is not null; attempt++)
        {
            if (!ComesBack(through) && await ask(Survivor(), Passed(through)) is { } answer)
                return answer;
            if (attempt > 0 && through.Length > 0)
                return null;
            if (await ReloadAsync(cancellationToken) is { } problem)
                throw new DomainException(ErrorKind.Unavailable, "STORAGE_UNAVAILABLE", problem);
        }

        return _links?.Survivor is null
            ? null
            : throw new DomainException(ErrorKind.Unavailable, "STORAGE_UNAVAILABLE", "The customer is being linked and unlinked. Try again.");
    }

    /// <summary>Reads the journal anew and says whether something holds then.</summary>
    private async Task<bool> KnowsBetterAsync(Func<bool> holds, CancellationToken cancellationToken) =>
        await ReloadAsync(cancellationToken) is null && holds();

    /// <summary>Drops what is held and reads the journal, for an activation that others have got ahead of. A problem, if it could not be read.</summary>
    private async Task<string?> ReloadAsync(CancellationToken cancellationToken)
    {
        await _computing.EnterAsync();
        try
        {
            if (_broken is not null)
                return _broken;
            await DrainAsync();
            var definition = _definitions.Latest(_tenant) ?? await _definitions.FindAsync(_tenant, cancellationToken);
            if (definition is null)
                return "the tenant is gone";
            var moving = _links?.Moving;
            (_context, _definition, _others) = (FoldContext.Of(definition), null, []);
            (_number, _version, _newestDefinition, _snapshotVersion) = (null, 0, 0, 0);
            (_positions, _knowsAllPositions) = (PositionVector.Empty, true);
            (_links, _committed) = (null, null);
            await LoadAsync(definition, cancellationToken);
            if (moving is { Task.IsCompleted: false })
                Links().Moving = moving;
            _changed?.SetResult();
            _changed = null;
            return null;
        }
        catch (Exception exception)
        {
            // Half of it may be read: nothing of it is used.
            Break(AppendOutcome.NotCommitted(AppendStatus.Unavailable, exception.Message));
            if (exception is DomainException { Kind: ErrorKind.Unavailable })
                return exception.Message;
            throw;
        }
        finally
        {
            _computing.Leave();
        }
    }

    /// <summary>What is known of links, from now on something.</summary>
    private CustomerLinks Links() => _links ??= new() { Family = new Family(new FamilyMember(_customer, _number), []) };

    private static bool IsLinked(StoredCustomer stored)
    {
        foreach (var row in stored.Tail)
        {
            if (row.IsMark ? !row.Interaction.Facts.IsEmpty : IdentityLinks.Is(row.Interaction))
                return true;
        }

        return false;
    }

    /// <summary>Builds a customer that was linked once. Since then it has had no snapshot, so that all marks and links stand in the tail.</summary>
    private async Task LoadLinkedAsync(StoredCustomer stored, CancellationToken cancellationToken)
    {
        var mark = stored.Tail.Select(row => LinkMark.Of(row.Interaction)).LastOrDefault(found => found is not null);
        if (mark?.IsFolded == true)
        {
            await LoadFoldedAsync(stored, cancellationToken);
        }
        else if (mark is null or { Folded.Count: 0 })
        {
            var root = new FamilyMember(_customer, stored.Customer);
            foreach (var row in stored.Tail)
                root.Remember(row.Interaction);
            _state = await RestoreAsync(stored, cancellationToken);
            _links = new() { Family = new Family(root, []) };
            _committed = View();
        }
        else if (await Family.ReadAsync(_reader, _context.Definition.Tenant, stored.Customer, cancellationToken) is { Folded.Count: > 0 } family)
        {
            UseFamily(family);
            _state = CustomerState.Replay([.. family.Rows], _context);
            family.Forget();
            _committed = View();
        }
        else
        {
            // Unlinked, or folded itself, between the two looks.
            await LoadAsync(_context.Definition, cancellationToken);
        }

        EstimatedBytes = _state.EstimatedBytes;
    }

    private async Task LoadFoldedAsync(StoredCustomer stored, CancellationToken cancellationToken)
    {
        (_number, _version, _state) = (stored.Customer, stored.Tail[^1].Version, new CustomerState(_context));
        _newestDefinition = stored.Tail.Max(row => row.Definition);
        var survivor = IdentityLinks.SurvivorOf(await ReadRowsAsync(stored.Customer, cancellationToken))
            ?? throw new InvalidOperationException($"Customer number {stored.Customer.Value} is folded, and no link of it says into whom.");
        _links = new() { Survivor = CustomerId.Parse(survivor) };
    }

    private void UseFamily(Family family)
    {
        _links = new() { Family = family };
        _number = family.Root.Number;
        _version = family.Root.Version;
        _newestDefinition = family.Root.Definition;
        _knowsAllPositions = false;
    }

    private Task<Family> ReadFamilyAsync(CancellationToken cancellationToken) => ReadFamilyAsync(_number!.Value, _version, cancellationToken);

    /// <summary>This customer's family as it is committed, with its rows; it must be what this activation believes.</summary>
    private async Task<Family> ReadFamilyAsync(CustomerNumber number, long version, CancellationToken cancellationToken)
    {
        var family = await Family.ReadAsync(_reader, _context.Definition.Tenant, number, cancellationToken);
        return family is not null && family.Root.Version == version
            ? family
            : throw new DomainException(ErrorKind.Unavailable, "STORAGE_UNAVAILABLE", $"The customer is at another version than {version} meanwhile.");
    }

    private async Task<List<EncodedInteraction>> ReadRowsAsync(CustomerNumber number, CancellationToken cancellationToken)
    {
        var rows = new List<EncodedInteraction>();
        await foreach (var row in _reader.ReadCustomerAsync(_context.Definition.Tenant, number, 1, cancellationToken))
            rows.Add(row.Interaction);
        return rows;
    }

    private CustomerView? Shown(CustomerView view, FamilyMember? from) => from is null ? null : view with { Survivor = _customer.Value };

    /// <summary>What the index is to know of a folded customer.</summary>
    private CustomerIndexEntry FoldedEntry(CustomerNumber customer, long version) =>
        new() { Tenant = _context.Definition.Tenant, Customer = customer, Version = version, IsFolded = true };
}
