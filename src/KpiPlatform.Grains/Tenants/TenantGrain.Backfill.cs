using KpiPlatform.Domain;
using KpiPlatform.Domain.Identity;
using KpiPlatform.Domain.Journal;
using KpiPlatform.Domain.Tenants;
using KpiPlatform.Grains.Abstractions;
using KpiPlatform.Grains.Abstractions.Customers;
using KpiPlatform.Grains.Abstractions.Measures;
using KpiPlatform.Grains.Abstractions.Tenants;
using NodaTime;

namespace KpiPlatform.Grains.Tenants;

/// <content>
/// Counting every customer under the next definition, page by page between the turns. What is done is in the journal: each customer's
/// mark. So a pass may begin again at any time, and a stop at any moment loses nothing and counts nothing twice.
/// </content>
/// <remarks>
/// That a pass without failures sees everybody: (1) every process with an open writer learns the next definition before the pass
/// begins, and a customer's grain looks at what its process knows in the moment it queues an append; so appends without the next
/// definition were queued before. (2) Other processes say so once what they had queued is committed or given up; here the pass
/// begins with a mark of the tenant itself, queued after them and, the order within a tenant being kept, committed after them. (3) So whoever is not counted and ever will be in the journal is in it when the pass begins.
/// </remarks>
public sealed partial class TenantGrain
{
    private BackfillPass _pass = new();
    private IGrainTimer? _worker;
    private (int Version, long Notice) _announced;
    private int _knownToAll;

    private void WorkIfNeeded()
    {
        if (State.Next is null && State.Previous is null && !State.HasGarbage)
        {
            _worker?.Dispose();
            _worker = null;
            return;
        }

        _worker ??= this.RegisterGrainTimer(WorkAsync, new() { DueTime = TimeSpan.Zero, Period = _options.Pause, Interleave = true, KeepAlive = true });
    }

    private async Task WorkAsync(CancellationToken cancellationToken)
    {
        if (_failed)
            return;
        try
        {
            if (State.Next is { } next)
                await CountAsync(next, cancellationToken);
            await TidyAsync(cancellationToken);
        }
        catch (DomainException exception) when (exception.Kind == ErrorKind.Unavailable)
        {
            HoldUp(exception.Message);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            LogHeldUp(exception.Message, exception);
            HoldUp("An internal error; the log has it.");
        }
    }

    private void HoldUp(string problem)
    {
        _pass.Problem = problem;
        _worker?.Change(_options.RetryDelay, _options.Pause);
    }

    private async Task CountAsync(DefinitionDocument next, CancellationToken cancellationToken)
    {
        if (!await IsKnownToAllAsync(next, cancellationToken))
            return;
        if (_pass.Target != next.Version && !await BeginPassAsync(next, cancellationToken))
            return;
        var pass = _pass;
        var page = await _backfill.ReadCustomersAsync(Number, pass.After, _options.PageSize, cancellationToken);
        if (page.Count > 0)
        {
            await AdoptAsync(next, page, pass, cancellationToken);
            pass.After = page[^1].Customer;
            if (pass.Failed == 0)
                pass.Problem = null;
            await CheckCellsAsync(next, cancellationToken);
        }
        else if (pass.Failed > 0)
        {
            // Again, from the beginning: those who are done cost a look.
            _pass = new() { Problem = pass.Problem };
            _worker?.Change(_options.RetryDelay, _options.Pause);
        }
        else if (await CheckCellsAsync(next, cancellationToken))
        {
            await SwitchAsync(next, cancellationToken);
        }
    }

    /// <summary>Whether nobody appends any more without knowing the next definition; tells those who may.</summary>
    private async Task<bool> IsKnownToAllAsync(DefinitionDocument next, CancellationToken cancellationToken)
    {
        if (_knownToAll == next.Version)
            return true;
        if (_announced.Version != next.Version)
            _announced = (next.Version, await _notices.AnnounceAsync(Id, cancellationToken));
        if (await _notices.IsKnownToAllAsync(_announced.Notice, cancellationToken))
            _knownToAll = next.Version;
        else
            _worker?.Change(_options.AnnounceInterval, _options.Pause);
        return _knownToAll == next.Version;
    }

    private async Task<bool> BeginPassAsync(DefinitionDocument next, CancellationToken cancellationToken)
    {
        var reply = await GrainFactory.GetGrain<ICustomerGrain>(GrainKeys.Customer(Id, CustomerId.TenantFacts)).Adopt(next.Version, cancellationToken);
        if (reply.Status != AdoptStatus.Done)
        {
            HoldUp(reply.Problem ?? "The definition has just changed.");
            return false;
        }

        var counts = await _backfill.CountCustomersAsync(Number, cancellationToken);
        _pass = new() { Target = next.Version, Total = counts.Total, Erased = counts.Erased };
        return State.Next?.Version == next.Version;
    }

    private async Task AdoptAsync(DefinitionDocument next, IReadOnlyList<CountedCustomer> page, BackfillPass pass, CancellationToken cancellationToken)
    {
        using var slots = new SemaphoreSlim(_options.MaxParallel);
        await Task.WhenAll(page.Select(async customer =>
        {
            await slots.WaitAsync(cancellationToken);
            try
            {
                var isDone = customer.Definition >= next.Version || await AdoptAsync(next, customer, pass, cancellationToken);
                pass.Failed += isDone ? 0 : 1;
                pass.Done += isDone && customer.CustomerId != CustomerId.TenantFacts ? 1 : 0;
            }
            finally
            {
                slots.Release();
            }
        }));
    }

    private async Task<bool> AdoptAsync(DefinitionDocument next, CountedCustomer customer, BackfillPass pass, CancellationToken cancellationToken)
    {
        if (customer.CustomerId is not { } id)
            return _definitions.Latest(Id) is { } definition && definition.Next?.Version == next.Version && await _erasedCustomers.AdoptAsync(definition, customer, cancellationToken);
        try
        {
            var reply = await GrainFactory.GetGrain<ICustomerGrain>(GrainKeys.Customer(Id, id)).Adopt(next.Version, cancellationToken);
            pass.Problem = reply.Problem ?? pass.Problem;
            return reply.Status == AdoptStatus.Done;
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            // One customer that cannot be read must not hide that the others can.
            LogCustomerFailed(customer.Customer.Value, exception);
            pass.Problem = $"Customer number {customer.Customer.Value} cannot be counted; the log says why.";
            return false;
        }
    }

    /// <summary>Whether the cells counted so far keep the limit; if not, counting is given up.</summary>
    private async Task<bool> CheckCellsAsync(DefinitionDocument next, CancellationToken cancellationToken)
    {
        var measures = Measures(next);
        var cells = await measures.CountLargestAsync(cancellationToken);
        if (cells <= _options.MaxCells)
            return true;
        await ChangeAsync(async () =>
        {
            if (State.Next?.Version == next.Version)
            {
                EndCounting(
                    BackfillPhase.Aborted,
                    $"Definition {next.Version} would have more than {_options.MaxCells:N0} cells{(measures.IsSpread ? " in one shard" : string.Empty)} ({cells:N0} after {_pass.Done:N0} of {_pass.Total:N0} customers). "
                    + "Declare fewer dimensions, dimension values or measures.");
            }

            return await SaveAsync(cancellationToken);
        });
        return false;
    }

    private async Task SwitchAsync(DefinitionDocument next, CancellationToken cancellationToken)
    {
        // Counting the cells has folded everything that customers brought; this is when the last of it was recorded.
        var last = default(Instant?);
        foreach (var shard in DefinitionOf(next).MeasuresShards)
            last = Later(last, await _backfill.ReadLastDeltaTimeAsync(Number, shard, cancellationToken));
        var from = State.Active!;
        var reply = await ChangeAsync(async () =>
        {
            if (State.Next?.Version != next.Version)
                return Document();
            State.Previous = State.Active;
            var now = Math.Max(Now(), last?.ToUnixTimeTicks() ?? 0);
            State.Active = State.Next with { CompleteFromTicks = now, ChangedAtTicks = CountsSame(from, next) ? from.ChangedAtTicks ?? from.CompleteFromTicks ?? 0 : now };
            State.Next = null;
            var backfill = State.Backfill!;
            (backfill.Phase, backfill.SwitchedAtTicks, backfill.Customers, backfill.Erased) = (BackfillPhase.Settling, Now(), _pass.Done, _pass.Erased);
            LeaveBehind();
            return await SaveAsync(cancellationToken);
        });
        if (reply.Value?.DefinitionVersion == next.Version)
        {
            LogSwitched(next.Version, _pass.Done);
            await Measures(from).RetireAsync();
        }
    }

    /// <summary>Leaves behind what nobody reads any more.</summary>
    private async Task TidyAsync(CancellationToken cancellationToken)
    {
        if (State.Previous is not null && HasPassed(State.SwitchedAtTicks, _options.RetireDelay))
        {
            await ChangeAsync(async () =>
            {
                State.Previous = null;
                LeaveBehind();
                SetPhase(BackfillPhase.Settling, BackfillPhase.Cleaning);
                return await SaveAsync(cancellationToken);
            });
        }
        else if (State is { HasGarbage: true, Previous: null } && HasPassed(State.SwitchedAtTicks, _options.RetireDelay))
        {
            var keep = new[] { State.Active, State.Next }.Where(definition => definition is not null).Select(definition => definition!.Generation).ToList();
            if (await _backfill.DeleteGenerationsAsync(Number, keep, State.LastGeneration, cancellationToken) > 0)
                return;
            await ChangeAsync(async () =>
            {
                // Somebody may have left more behind meanwhile.
                State.HasGarbage = !HasPassed(State.SwitchedAtTicks, _options.RetireDelay);
                SetPhase(BackfillPhase.Cleaning, BackfillPhase.Done);
                return await SaveAsync(cancellationToken);
            });
        }
    }

    private void SetPhase(BackfillPhase from, BackfillPhase to)
    {
        if (State.Backfill is not { } backfill || backfill.Phase != from)
            return;
        backfill.Phase = to;
        if (to == BackfillPhase.Done)
            backfill.FinishedAtTicks = Now();
    }

    private TenantNumber Number => new(State.Number);

    private MeasuresReader Measures(DefinitionDocument definition) => MeasuresReader.Of(GrainFactory, Id, DefinitionOf(definition));

    private TenantDefinition DefinitionOf(DefinitionDocument document) =>
        new(Number, document.Version, GrainJson.Read<TenantSettings>(document.SettingsJson)) { Generation = document.Generation };

    private static Instant? Later(Instant? one, Instant? other) => one is { } known && !(other > known) ? known : other;

    private bool HasPassed(long sinceTicks, TimeSpan delay) => Now() - sinceTicks >= delay.Ticks;

    private static BackfillDocument? Stored(StoredBackfill? backfill) => backfill is null
        ? null
        : new(
            backfill.TargetVersion,
            backfill.Phase,
            backfill.Customers,
            backfill.Customers,
            backfill.Erased,
            backfill.StartedAtTicks,
            backfill.SwitchedAtTicks,
            backfill.FinishedAtTicks,
            backfill.Problem);

    /// <summary>What is stored, with how far the pass under way is.</summary>
    private BackfillDocument? WithProgress(BackfillDocument? stored)
    {
        if (stored is not { Phase: BackfillPhase.Running })
            return stored;
        return _pass.Target == stored.TargetVersion
            ? stored with { CustomersDone = _pass.Done, CustomersTotal = Math.Max(_pass.Total, _pass.Done), CustomersErased = _pass.Erased, Problem = _pass.Problem }
            : stored with { Problem = _pass.Problem };
    }
}
