using KpiPlatform.Domain;
using KpiPlatform.Domain.Customers;
using KpiPlatform.Domain.Identity;
using KpiPlatform.Domain.Interactions;
using KpiPlatform.Domain.Journal;
using KpiPlatform.Domain.Measures;
using KpiPlatform.Domain.Tenants;
using KpiPlatform.Grains.Abstractions.Customers;

namespace KpiPlatform.Grains.Customers;

/// <content>
/// The definitions that the customer counts under: the one that readers see, beside it the next one from the customer's mark on,
/// and the previous one until nobody reads it. Everything here runs in the gate.
/// </content>
public sealed partial class CustomerGrain
{
    private List<CountedState> _others = [];
    private TenantDefinition? _definition;

    // Of the last row, committed or not: its version, and the newest definition that the customer counts under.
    private long _version;
    private int _newestDefinition;

    /// <inheritdoc/>
    public async Task<AdoptReply> Adopt(int version, CancellationToken cancellationToken)
    {
        if (_links?.Survivor is not null && await AdoptWithSurvivorAsync([], version, cancellationToken) is { } reply)
            return reply;
        return await AdoptAsync(null, version, cancellationToken) ?? new(AdoptStatus.Failed, "The customer was linked or unlinked meanwhile.");
    }

    private async Task<AdoptReply?> AdoptAsync(string? folded, int version, CancellationToken cancellationToken)
    {
        Task<AppendOutcome>? append;
        await _computing.EnterAsync();
        try
        {
            if (_broken is not null)
                return new(AdoptStatus.Failed, _broken);
            if (_links?.Moving is not null)
                return new(AdoptStatus.Failed, "The customer is just being linked.");
            if (_links?.Survivor is not null || (folded is not null && _links?.Family?.Find(folded) is null))
                return null;
            var definition = _definitions.Latest(_tenant) ?? await _definitions.FindAsync(_tenant, cancellationToken);
            if (definition?.Next?.Version != version)
                return new(AdoptStatus.Superseded, null);
            await UseDefinitionAsync(definition, cancellationToken);

            // Nothing may be under way: the contribution is that of the rows in the journal.
            await DrainAsync();

            // Who asks saw a customer with this id that does not count so yet. If the person was erased since, that customer is still there, without
            // the id, and is to be looked at again.
            if ((_number is null && _customer != CustomerId.TenantFacts) || (_newestDefinition >= version && folded is null && _erased is not null))
                return new(AdoptStatus.Failed, "The person was erased meanwhile.");
            if (_newestDefinition >= version)
                return new(AdoptStatus.Done, null);
            var rows = await ReadAllAsync(cancellationToken);
            if (!ReferenceEquals(_definitions.Latest(_tenant) ?? definition, definition))
                return new(AdoptStatus.Failed, "The tenant's definition changed meanwhile.");
            append = AppendMark(definition.Next, rows);
        }
        catch (DomainException exception) when (exception.Kind == ErrorKind.Unavailable)
        {
            return new(AdoptStatus.Failed, exception.Message);
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

        var outcome = await append;
        if (outcome.Status == AppendStatus.Committed)
            return new(AdoptStatus.Done, null);
        Break(outcome);
        return new(AdoptStatus.Failed, outcome.Problem);
    }

    /// <summary>Queues the mark with the whole contribution under a definition, without a pause between.</summary>
    private Task<AppendOutcome> AppendMark(TenantDefinition next, IReadOnlyList<EncodedInteraction> rows)
    {
        var counted = new CountedState(FoldContext.Of(next), new CustomerState(FoldContext.Of(next)));
        var contribution = new CellDelta();
        counted.State.Add(rows, contribution);
        _others.Add(counted);
        _newestDefinition = next.Version;
        var isNew = _number is null;
        _number ??= _writer.AllocateCustomer();
        _version++;
        EstimatedBytes = EstimateBytes();
        return _lastAppend = _writer.AppendAsync(new(
            next.Tenant,
            _number.Value,
            isNew ? _customer : null,
            _version,
            [DefinitionMark.Of(next.Version, counted.State.Fold.Activity.LastInteractionAt)],
            _context.Definition.ShardOf(_number.Value),
            new CellDelta(),
            IndexEntry())
        {
            Also = [new(next.ShardOf(_number.Value), contribution)],
            Chain = _chain,
        });
    }

    /// <summary>
    /// Counts under a definition of the tenant from here on. States that are missing are built from the journal; those that are not
    /// wanted any more are dropped.
    /// </summary>
    private async ValueTask UseDefinitionAsync(TenantDefinition definition, CancellationToken cancellationToken)
    {
        if (ReferenceEquals(definition, _definition))
            return;
        var states = new List<CountedState>();
        IReadOnlyList<EncodedInteraction>? rows = null;
        foreach (var wanted in Counted(definition))
        {
            var known = _context.Definition.Generation == wanted.Generation
                ? new CountedState(_context, _state)
                : _others.Find(other => other.Generation == wanted.Generation);
            if (known is null)
            {
                if (rows is null)
                {
                    await DrainAsync();
                    rows = await ReadAllAsync(cancellationToken);
                }

                var context = FoldContext.Of(wanted);
                known = new(context, CustomerState.Replay(rows, context));
            }
            else if (known.Context.Definition.Version != wanted.Version)
            {
                known = known with { Context = FoldContext.Of(wanted) };
                known.State.UseContext(known.Context);
            }

            states.Add(known);
        }

        if (_context.Definition.Generation != definition.Generation)
            _snapshotVersion = 0;
        (_context, _state) = states[0];
        states.RemoveAt(0);
        _others = states;
        _definition = definition;
        EstimatedBytes = EstimateBytes();
    }

    /// <summary>The definitions that the customer counts under, the one that readers see first.</summary>
    private IEnumerable<TenantDefinition> Counted(TenantDefinition definition)
    {
        yield return definition;
        if (definition.Previous is { } previous)
            yield return previous;

        // Who is new counts from its first row; who is not, from its mark.
        if (definition.Next is { } next && (_version == 0 || _newestDefinition >= next.Version))
            yield return next;
    }

    /// <summary>Serves the customer under the definition that readers see now, if it is another than that of the last commit.</summary>
    private async Task RefreshAsync(CancellationToken cancellationToken)
    {
        var definition = await _definitions.FindAsync(_tenant, cancellationToken);
        if (definition is null || definition.Version == _committed!.Definition || _broken is not null)
            return;
        await _computing.EnterAsync();
        try
        {
            await UseDefinitionAsync(_definitions.Latest(_tenant) ?? definition, cancellationToken);
            await DrainAsync();
            _committed = View();
        }
        finally
        {
            _computing.Leave();
        }
    }

    private bool NeedsHistory(List<EncodedInteraction> added)
    {
        if (_state.NeedsHistory(added))
            return true;
        foreach (var other in _others)
        {
            if (other.State.NeedsHistory(added))
                return true;
        }

        return false;
    }

    private async Task LoadHistoryAsync(List<EncodedInteraction> added, CancellationToken cancellationToken)
    {
        await DrainAsync();
        var rows = await ReadAllAsync(cancellationToken);
        foreach (var state in _others.Select(other => other.State).Prepend(_state))
        {
            if (state.NeedsHistory(added))
                state.LoadHistory(rows);
        }
    }

    /// <summary>Folds what is new under the definitions beside the one that readers see.</summary>
    private ShardDelta[] AddToOthers(List<EncodedInteraction> added, CustomerNumber number)
    {
        if (_others.Count == 0)
            return [];
        var deltas = new ShardDelta[_others.Count];
        for (var i = 0; i < deltas.Length; i++)
        {
            deltas[i] = new(_others[i].Context.Definition.ShardOf(number), new CellDelta());
            _others[i].State.Add(added, deltas[i].Delta);
        }

        return deltas;
    }

    /// <summary>The newest definition counted under; what was adopted and given up since still counts, so that rows never decrease.</summary>
    private int NewestDefinition()
    {
        var newest = Math.Max(_newestDefinition, _context.Definition.Version);
        foreach (var other in _others)
            newest = Math.Max(newest, other.Context.Definition.Version);
        return newest;
    }

    private CustomerView View()
    {
        var view = CustomerViews.View(_customer, _state, _context, _version);
        return _links?.Family is { Folded.Count: > 0 } family ? CustomerViews.WithFamily(view, family) : view;
    }

    /// <summary>What the index is to know: the customer under the newest definition that it counts under, so that a switch leaves nothing to index anew.</summary>
    private CustomerIndexEntry? IndexEntry()
    {
        if (_customer == CustomerId.TenantFacts)
            return null;
        var (context, state) = (_context, _state);
        foreach (var other in _others)
        {
            if (other.Context.Definition.Version > context.Definition.Version)
                (context, state) = other;
        }

        var entry = CustomerViews.IndexEntry(_number!.Value, state, context, _version);

        // Not the context's: a change of segments counts nothing, and leaves that as it is.
        return (_definition ?? context.Definition).Newest.Settings.Segments.Count == 0 ? entry : entry with { Facts = View().ToFacts() };
    }

    private long EstimateBytes()
    {
        var bytes = _state.EstimatedBytes;
        foreach (var other in _others)
            bytes += other.State.EstimatedBytes;
        return bytes;
    }
}
