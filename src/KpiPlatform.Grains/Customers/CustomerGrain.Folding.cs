using KpiPlatform.Domain;
using KpiPlatform.Domain.Customers;
using KpiPlatform.Domain.Identity;
using KpiPlatform.Domain.Interactions;
using KpiPlatform.Domain.Journal;
using KpiPlatform.Domain.Measures;
using KpiPlatform.Grains.Abstractions;
using KpiPlatform.Grains.Abstractions.Customers;

namespace KpiPlatform.Grains.Customers;

/// <content>
/// Links and unlinks. Each is one commit: the interaction, marks of the survivors that gain and lose, and the difference of what all
/// concerned contribute. Every append of a family has a row of its survivor, so the versions of the survivors fence everybody else off.
/// </content>
public sealed partial class CustomerGrain
{
    private const string LinkField = "identity_linked.survivor";

    /// <inheritdoc/>
    public async Task<AbsorbReply> Absorb(AbsorbCommand command, CancellationToken cancellationToken)
    {
        if (_links?.Moving is { } moving)
        {
            // Waiting goes from lesser to greater ids only: no circle.
            if (string.CompareOrdinal(command.Root, _customer.Value) > 0)
                return new(AbsorbStatus.Busy, BusyId: _customer.Value);
            await moving.Task;
        }

        var definition = await _definitions.FindForRecordingAsync(_tenant, cancellationToken);
        Recording? recording = null;
        await _computing.EnterAsync();
        try
        {
            if (_broken is not null || definition is null)
                return new(AbsorbStatus.Done, Unavailable(command.Command, _broken ?? "the tenant is gone"));
            if (_links?.Moving is not null)
                return new(AbsorbStatus.Busy, BusyId: _customer.Value);
            if (_links?.Survivor is null)
            {
                await UseDefinitionAsync(definition, cancellationToken);
                recording = await FoldAsync(command, cancellationToken);
            }
        }
        catch (DomainException exception) when (exception.Kind == ErrorKind.FailedPrecondition)
        {
            return new(AbsorbStatus.Refused, Problem: GrainError.Of(exception));
        }
        catch (DomainException exception) when (exception.Kind == ErrorKind.Aborted)
        {
            return new(AbsorbStatus.Changed);
        }
        catch (DomainException exception) when (exception.Kind == ErrorKind.Unavailable)
        {
            return new(AbsorbStatus.Done, Unavailable(command.Command, exception.Message));
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

        if (recording is not null)
            return new(AbsorbStatus.Done, await AnswerAsync(command.Command, recording, cancellationToken));
        var survivor = _links!.Survivor;
        var reply = ComesBack(command.Through)
            ? new(AbsorbStatus.Changed)
            : await Survivor().Absorb(command with { Through = Passed(command.Through) }, cancellationToken);
        if (reply.Status != AbsorbStatus.Changed)
            return reply;

        // What this one knows of its survivor may be what is old.
        if (await ReloadAsync(cancellationToken) is { } problem)
            return new(AbsorbStatus.Done, Unavailable(command.Command, problem));
        return _links?.Survivor == survivor ? reply : await Absorb(command, cancellationToken);
    }

    /// <summary>What is new may change whom the customer, or a folded one, is linked to.</summary>
    private async ValueTask<Recording> ComputeLinksAsync(
        RecordCommand command, RecordResult[] results, List<EncodedInteraction> added, FamilyMember? from, GrainError? refused, CancellationToken cancellationToken)
    {
        await DrainAsync();
        var family = Links().Family!;
        var member = from ?? family.Root;
        var number = from is null ? _number : from.Number;
        var rows = number is null ? [] : await ReadRowsAsync(number.Value, cancellationToken);
        var branch = family.BranchOf(member);
        RejectLinks(results, added, rows, member, branch, refused);
        if (added.Count == 0 || command.ValidateOnly)
            return new(results, added, null, _lastAppend, null, null, _erasureCount);
        foreach (var interaction in added)
            member.Remember(interaction);

        var target = IdentityLinks.SurvivorOf([.. rows, .. added]);
        var current = from is null ? null : family.Members.First(other => MemberNumber(other) == from.Survivor).Id?.Value;
        if (string.Equals(target, current, StringComparison.Ordinal))
            return await AddAsync(results, added, from, mark: null, cancellationToken);
        if (target is null)
            return await SplitAsync(results, added, branch.Root, cancellationToken);
        if (family.Find(target) is { } inside)
        {
            // Nobody joins or leaves: only who hangs where changes.
            from!.Survivor = MemberNumber(inside);
            return await AddAsync(results, added, from, family.Mark, cancellationToken);
        }

        return new(results, [], null, _lastAppend, null, null, _erasureCount) { LinkTo = CustomerId.Parse(target) };
    }

    private CustomerNumber? MemberNumber(FamilyMember member) => member.Ordinal == 0 ? _number : member.Number;

    /// <summary>Rejects, one after the other, what would fold a customer into itself over others, and what the survivor has refused.</summary>
    private static void RejectLinks(RecordResult[] results, List<EncodedInteraction> added, List<EncodedInteraction> rows, FamilyMember member, Family branch, GrainError? refused)
    {
        var kept = new List<EncodedInteraction>(rows);
        var at = -1;
        for (var i = 0; i < added.Count; i++)
        {
            at = Array.FindIndex(results, at + 1, result => result.Status == RecordStatus.Accepted);
            kept.Add(added[i]);
            if (!member.Concerns(added[i]) || (ToItself(added[i], member) ?? Problem(IdentityLinks.SurvivorOf(kept), branch, refused)) is not { } problem)
                continue;
            results[at] = new(RecordStatus.Rejected, problem.Reason, problem.Message, problem.Field);
            kept.RemoveAt(kept.Count - 1);
            added.RemoveAt(i--);
        }
    }

    private static GrainError? ToItself(EncodedInteraction interaction, FamilyMember member) =>
        interaction.Kind == InteractionKind.IdentityLinked && InteractionCodec.Decode(interaction).Facts is IdentityLinked link && string.Equals(link.Survivor, member.Id?.Value, StringComparison.Ordinal)
            ? new(ErrorKind.FailedPrecondition, "SAME_CUSTOMER", $"\"{DisplayText.Of(link.Survivor)}\" is the customer itself; give the other customer, who survives.", LinkField)
            : null;

    private static GrainError? Problem(string? target, Family branch, GrainError? refused)
    {
        if (target is null)
            return null;
        if (refused is not null)
            return refused;
        try
        {
            _ = CustomerId.Parse(target, LinkField);
        }
        catch (DomainException exception)
        {
            return GrainError.Of(exception);
        }

        return branch.Find(target) is null
            ? null
            : new(
                ErrorKind.FailedPrecondition,
                "LINK_CYCLE",
                $"\"{DisplayText.Of(target)}\" is folded into this customer already, so this customer can't be folded into it. To make it the survivor, unlink it first.",
                LinkField);
    }

    /// <summary>Lets a folded customer, with those folded into it, go again; the link that is taken back is among what is added.</summary>
    private async ValueTask<Recording> SplitAsync(RecordResult[] results, List<EncodedInteraction> added, FamilyMember leaver, CancellationToken cancellationToken)
    {
        var family = await ReadFamilyAsync(cancellationToken);
        var branch = family.BranchOf(family.Find(leaver.Id!.Value.Value)!);
        var stay = family.Without(branch);
        await UseLatestDefinitionAsync(cancellationToken);

        // No pause from here to the queue.
        var untagged = added.ConvertAll(interaction => interaction with { Member = 0 });
        var deltas = new ShardDeltas();
        var (staying, leaving) = (new List<CountedState>(), new List<CountedState>());
        foreach (var context in Contexts())
        {
            var delta = deltas.Of(context, _number!.Value);
            Count([.. family.Rows], context, delta, -1);
            staying.Add(Count([.. stay.Rows], context, delta, 1));
            leaving.Add(Count([.. branch.Rows, .. untagged], context, deltas.Of(context, branch.Root.Number!.Value), 1));
        }

        _newestDefinition = NewestDefinition();
        var version = branch.Root.Version + untagged.Count + 1;
        var leaverAppend = AppendOf(
            branch.Root.Number!.Value,
            null,
            branch.Root.Version + 1,
            [branch.Mark.ToEntry(_newestDefinition, leaving[0].State.Fold.Activity.LastInteractionAt), .. EntriesOf(untagged, _newestDefinition)],
            CustomerViews.IndexEntry(branch.Root.Number.Value, NewestOf(leaving).State, NewestOf(leaving).Context, version));
        var shown = CustomerViews.View(branch.Root.Id!.Value, leaving[0].State, leaving[0].Context, version);
        stay.Forget();
        branch.Forget();
        if (branch.Folded.Count > 0)
            shown = CustomerViews.WithFamily(shown, branch);
        return AppendFamily(results, added, stay, staying, deltas, [leaverAppend], shown);
    }

    /// <summary>Folds a customer, with those folded into it, into this one or one that is folded into this one.</summary>
    private async ValueTask<Recording> FoldAsync(AbsorbCommand command, CancellationToken cancellationToken)
    {
        await DrainAsync();
        var tenant = _context.Definition.Tenant;
        var mine = _number is { } known ? await ReadFamilyAsync(known, _version, cancellationToken) : Family.OfNew(_customer);
        var theirs = await _reader.FindCustomerAsync(new(tenant, CustomerId.Parse(command.Root)), cancellationToken) is { } rootNumber
            ? await Family.ReadAsync(_reader, tenant, rootNumber, cancellationToken) ?? throw Changed()
            : Family.OfNew(CustomerId.Parse(command.Root));
        if (theirs.Find(command.Customer) is not { } found)
            throw Changed();
        if (theirs.Definition > Math.Max(_definition!.Newest.Version, _newestDefinition))
        {
            // They count under a definition that this process has not heard of, or that was given up meanwhile.
            _definitions.Forget(_tenant);
            await UseDefinitionAsync(await _definitions.FindForRecordingAsync(_tenant, cancellationToken) ?? throw Changed(), cancellationToken);
        }

        var branch = theirs.BranchOf(found);
        var isWhole = found.Ordinal == 0;
        if (mine.Folded.Count + 1 + branch.Folded.Count > IdentityLinks.MaxFolded)
        {
            throw new DomainException(
                ErrorKind.FailedPrecondition,
                "TOO_MANY_FOLDED",
                $"\"{DisplayText.Of(_customer.Value)}\" would have more than {IdentityLinks.MaxFolded} customers folded into it. A customer has that many accounts by mistake only; unlink those that are not the same.",
                LinkField);
        }

        // What is new of it, as its own rows tell.
        var alone = CustomerState.Replay(found.Rows, _context);
        var (results, added) = await ClassifyAsync(command.Command, alone, found, cancellationToken);
        var target = IdentityLinks.SurvivorOf([.. found.Rows, .. added]) is { } survivor ? mine.Find(survivor) : null;
        if (target is null)
            throw Changed();
        await UseLatestDefinitionAsync(cancellationToken);

        // No pause from here to the queue.
        var (before, theirsBefore) = (_number is null ? int.MaxValue : _newestDefinition, theirs.Root.Number is null ? int.MaxValue : theirs.Definition);
        var isNew = _number is null;
        _number ??= _writer.AllocateCustomer();
        var given = found.Number ?? _writer.AllocateCustomer();
        var together = new Family(mine.Root.With(_number.Value), mine.Folded)
            .With(new Family(branch.Root.With(given), branch.Folded), MemberNumberOf(target));
        var tag = together.Find(command.Customer)!;
        var tagged = added.ConvertAll(interaction => interaction with { Member = tag.Ordinal });
        var stay = isWhole ? null : theirs.Without(branch);
        var (folding, staying, deltas) = (new List<CountedState>(), new List<CountedState>(), new ShardDeltas());
        foreach (var context in Contexts(isNew || theirs.Definition >= _definition.Next?.Version))
        {
            var delta = deltas.Of(context, _number.Value);
            var theirDelta = deltas.Of(context, theirs.Root.Number ?? _number.Value);
            var isNext = context.Definition.Version == _definition.Next?.Version;

            // Under a definition that is still being counted, only who has adopted it contributes yet.
            if (!isNext || before >= context.Definition.Version)
                Count([.. mine.Rows], context, delta, -1);
            if (!isNext || theirsBefore >= context.Definition.Version)
            {
                Count([.. theirs.Rows], context, theirDelta, -1);
                if (stay is not null)
                    staying.Add(Count([.. stay.Rows], context, theirDelta, 1));
            }

            folding.Add(Count([.. together.Rows, .. tagged], context, delta, 1));
        }

        _newestDefinition = Math.Max(_newestDefinition, folding.Max(counted => counted.Context.Definition.Version));
        _newestDefinition = Math.Max(_newestDefinition, branch.Definition);
        List<JournalAppend> appends = [];
        if (stay is not null)
        {
            var (number, version, newest) = (stay.Root.Number!.Value, stay.Root.Version + 1, NewestOf(staying));
            appends.Add(AppendOf(
                number, null, version, [stay.Mark.ToEntry(theirs.Definition, newest.State.Fold.Activity.LastInteractionAt)], CustomerViews.IndexEntry(number, newest.State, newest.Context, version)));
        }

        appends.Add(AppendOf(
            given,
            found.Number is null ? found.Id : null,
            found.Version + 1,
            [LinkMark.OfFolded.ToEntry(_newestDefinition, found.NewestEventAt), .. EntriesOf(added, _newestDefinition)],
            FoldedEntry(given, found.Version + 1 + added.Count)));
        foreach (var interaction in added)
            tag.Remember(interaction);
        tag.Version = found.Version + 1 + added.Count;
        together.Forget();
        _knowsAllPositions = false;
        return AppendFamily(results, tagged, together, folding, deltas, appends, shown: null, isNew);

        CustomerNumber MemberNumberOf(FamilyMember member) => member.Ordinal == 0 ? _number!.Value : member.Number!.Value;
    }

    /// <summary>Queues the commit that changes who belongs to the customer, and goes on as it then is.</summary>
    private Recording AppendFamily(
        RecordResult[] results, List<EncodedInteraction> added, Family family, List<CountedState> states, ShardDeltas deltas, List<JournalAppend> appends, CustomerView? shown, bool isNew = false)
    {
        var behind = _lastAppend;
        _links = new() { Family = family };
        (_context, _state) = states[0];
        _others = states[1..];
        EstimatedBytes = EstimateBytes();
        _version++;
        var view = View();
        _lastAppend = _writer.AppendAsync(new(
            _context.Definition.Tenant,
            _number!.Value,
            isNew ? _customer : null,
            _version,
            [family.Mark.ToEntry(_newestDefinition, _state.Fold.Activity.LastInteractionAt)],
            deltas.First.Shard,
            deltas.First.Delta,
            IndexEntry())
        {
            Also = deltas.Others,
            Chain = _chain,
            Together = appends,
        });
        return new(results, added, _lastAppend, behind, view, null, _erasureCount)
        {
            Rows = 1 + appends.Sum(append => append.Entries.Count),
            Shown = shown ?? view with { Survivor = _customer.Value },
        };
    }

    private async ValueTask<(RecordResult[] Results, List<EncodedInteraction> Added)> ClassifyAsync(
        RecordCommand command, CustomerState state, FamilyMember of, CancellationToken cancellationToken)
    {
        var results = new RecordResult[command.Interactions.Length];
        var added = new List<EncodedInteraction>();
        for (var i = 0; i < results.Length; i++)
        {
            var interaction = command.Interactions[i].ToEncoded();
            results[i] = Classify(state, interaction, added) switch
            {
                RecordVerdict.New => RecordResult.Accepted,
                RecordVerdict.Duplicate => RecordResult.Duplicate,
                _ => await CompareAsync(state, of.Number, interaction, added, cancellationToken),
            };
            if (results[i].Status == RecordStatus.Accepted && IsBeforeCoverage(interaction))
                results[i] = BeforeCoverage();
            if (results[i].Status == RecordStatus.Accepted && MayBeDecided(interaction))
                results[i] = await CheckClosedAsync(interaction, [.. of.Rows, .. added], isWhole: true, cancellationToken);
            if (results[i].Status == RecordStatus.Accepted)
                added.Add(interaction);
        }

        return (results, added);
    }

    private async ValueTask UseLatestDefinitionAsync(CancellationToken cancellationToken)
    {
        while (_definitions.Latest(_tenant) is { } latest && !ReferenceEquals(latest, _definition))
            await UseDefinitionAsync(latest, cancellationToken);
    }

    /// <summary>The definitions that the customer counts under, the one that readers see first.</summary>
    /// <param name="andNext">With the next one, if there is one, also if the customer has not adopted it yet.</param>
    private List<FoldContext> Contexts(bool andNext = false)
    {
        List<FoldContext> contexts = [_context, .. _others.Select(other => other.Context)];
        if (andNext && _definition?.Next is { } next && !contexts.Exists(context => context.Definition.Generation == next.Generation))
            contexts.Add(FoldContext.Of(next));
        return contexts;
    }

    private static CountedState Count(IReadOnlyList<EncodedInteraction> rows, FoldContext context, CellDelta delta, int sign)
    {
        var state = new CustomerState(context);
        var contribution = new CellDelta();
        state.Add(rows, contribution);
        delta.Add(contribution, sign);
        return new(context, state);
    }

    private static CountedState NewestOf(List<CountedState> states) => states.MaxBy(counted => counted.Context.Definition.Version)!;

    private static JournalEntry[] EntriesOf(List<EncodedInteraction> added, int definition) => [.. added.Select(interaction => new JournalEntry(interaction, definition))];

    private JournalAppend AppendOf(CustomerNumber number, CustomerId? newId, long firstVersion, IReadOnlyList<JournalEntry> entries, CustomerIndexEntry indexEntry) =>
        new(_context.Definition.Tenant, number, newId, firstVersion, entries, _context.Definition.ShardOf(_number!.Value), new CellDelta(), indexEntry);

    private static DomainException Changed() => new(ErrorKind.Aborted, "LINKS_CHANGED", "The customer is linked otherwise meanwhile.");
}
