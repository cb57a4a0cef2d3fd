using KpiPlatform.Domain;
using KpiPlatform.Domain.Identity;
using KpiPlatform.Domain.Segments;
using KpiPlatform.Domain.Segments.Tracking;
using KpiPlatform.Grains.Abstractions;
using KpiPlatform.Grains.Abstractions.Customers;
using NodaTime;

namespace KpiPlatform.Grains.Segments;

/// <content>Passes over all customers of a tenant: after its segments changed, after a start, and where states were missed.</content>
public sealed partial class SegmentTracker
{
    // Other hosts' tenants and dead hosts' customers are looked for now and then.
    private static readonly TimeSpan FullLookInterval = TimeSpan.FromMinutes(5);
    private long? _lastFullLook;

    /// <summary>Looks at everybody of the tenants whose segments have changed, and at everybody who was missed.</summary>
    private async Task LookAtChangedAsync(CancellationToken cancellationToken)
    {
        if (_lastFullLook is not { } last || _time.GetElapsedTime(last) >= FullLookInterval)
        {
            await LearnTrackedAsync(cancellationToken);
            foreach (var tenant in _tracked.Values)
                tenant.HasMissed = true;
            _lastFullLook = _time.GetTimestamp();
        }

        foreach (var tenant in _tracked.Values)
        {
            if (await LensOfAsync(tenant, cancellationToken) is not { } lens || (tenant.Completed == lens.Fingerprint && !tenant.HasMissed))
                continue;
            tenant.HasMissed = false;
            if (await LookAtAllAsync(tenant, lens, cancellationToken))
                tenant.Completed = lens.Fingerprint;
        }
    }

    /// <summary>One pass; false if the segments changed meanwhile.</summary>
    private async Task<bool> LookAtAllAsync(TrackedSegments tenant, SegmentLens lens, CancellationToken cancellationToken)
    {
        // What was committed before this process looked at the tenant is in the index by then.
        await _indexer.FlushAsync(cancellationToken);
        CustomerNumber? after = null;
        while (true)
        {
            var page = await _store.ReadBehindAsync(tenant.Number, lens.Fingerprint, after, _options.Batch, cancellationToken);
            if (page.Count > 0)
            {
                await _working.WaitAsync(cancellationToken);
                try
                {
                    await LookAsync(tenant, lens, page, Now(), SegmentCause.Interaction, cancellationToken);
                }
                finally
                {
                    _working.Release();
                }

                after = page[^1].Customer;
            }

            // Customers go on living during a long pass, and segments may change again.
            await CatchUpAsync(cancellationToken);
            if ((await LensOfAsync(tenant, cancellationToken))?.Fingerprint != lens.Fingerprint)
                return false;
            if (page.Count < _options.Batch)
                break;
        }

        await _store.CompleteAsync(tenant.Number, lens.Fingerprint, lens.Set.Ids, cancellationToken);
        tenant.Announce();
        return true;
    }

    /// <summary>Looks at customers as they are; false if one did not answer.</summary>
    private async Task<bool> LookAsync(
        TrackedSegments tenant, SegmentLens lens, IReadOnlyList<TrackedCustomer> customers, Instant now, SegmentCause cause, CancellationToken cancellationToken)
    {
        var facts = new CustomerFacts?[customers.Count];
        var isGone = new bool[customers.Count];
        using var slots = new SemaphoreSlim(_options.MaxParallel);
        await Task.WhenAll(Enumerable.Range(0, customers.Count).Select(async i =>
        {
            await slots.WaitAsync(cancellationToken);
            try
            {
                (facts[i], isGone[i]) = await AskAsync(tenant, customers[i], cancellationToken);
            }
            finally
            {
                slots.Release();
            }
        }));
        await ApplyAsync(
            tenant,
            lens,
            [.. customers.Select(customer => customer.Customer)],
            ledger =>
            {
                for (var i = 0; i < facts.Length; i++)
                {
                    if (isGone[i])
                        ledger.Remove(customers[i].Customer, now);
                    else if (facts[i] is { } known)
                        ledger.Look(customers[i].Customer, known, now, cause);
                }
            },
            cancellationToken);
        return facts.Zip(isGone).All(answer => answer.First is not null || answer.Second);
    }

    private async Task<(CustomerFacts? Facts, bool IsGone)> AskAsync(TrackedSegments tenant, TrackedCustomer customer, CancellationToken cancellationToken)
    {
        if (customer.CustomerId is not { } id)
            return (null, true);
        try
        {
            var reply = await _grains.GetGrain<ICustomerGrain>(GrainKeys.Customer(tenant.Id, id)).Get(cancellationToken);
            if (reply.Error is { Kind: ErrorKind.NotFound })
                return (null, true);
            var view = reply.Require();

            // Folded into another one: that one answers, and is looked at by itself.
            return view is null || view.Survivor is not null ? (null, true) : (view.ToFacts(), false);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            // One customer that cannot be read must not hide what the others do; the next pass asks again.
            LogCustomerFailed(_logger, exception);
            return (null, false);
        }
    }
}
