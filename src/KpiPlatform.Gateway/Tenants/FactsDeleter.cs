using KpiPlatform.Domain;
using KpiPlatform.Domain.Identity;
using KpiPlatform.Domain.Journal;
using KpiPlatform.Domain.Periods;
using KpiPlatform.Gateway.Access;
using KpiPlatform.Gateway.Errors;
using KpiPlatform.Gateway.Names;
using KpiPlatform.Grains.Abstractions;
using KpiPlatform.Grains.Abstractions.Customers;
using KpiPlatform.Grains.Abstractions.Tenants;
using KpiPlatform.Protocol.V1;
using NodaTime;

namespace KpiPlatform.Gateway.Tenants;

/// <summary>
/// Deletes what a tenant's customers did before a day. First the tenant's facts start there, so that nothing of it is recorded again; once every process
/// knows, customers are asked one after the other, each of which deletes in one commit. What broke off is found in the journal when it is called again.
/// </summary>
internal sealed class FactsDeleter(CallerGrains grains, CallerDefinitions definitions, IErasures erasures, GatewayOptions options, TimeProvider time) : IFactsDeleter
{
    private const int CustomersAtOnce = 200;
    private const int MaxParallel = 8;

    /// <summary>Hosts whose clocks differ by more can't work together.</summary>
    private static readonly Duration MaxClockDifference = Duration.FromMinutes(5);

    /// <summary>Deletes them.</summary>
    /// <exception cref="DomainException">INVALID_ARGUMENT: the day is none, or to come. NOT_FOUND.</exception>
    public async Task<DeleteFactsResponse> RunAsync(DeleteFactsRequest request, CancellationToken cancellationToken)
    {
        var deleted = await DeleteAsync(ResourceNames.ParseTenant(request.Name, "name"), LocalDay.Parse(request.StartDate, "start_date"), cancellationToken);
        return new()
        {
            CoverageStartDate = LocalDay.Format(deleted.CoverageFromDay),
            DeletedCount = deleted.Interactions,
            CustomersCount = deleted.Customers,
            CustomersLeftCount = deleted.CustomersLeft,
        };
    }

    /// <inheritdoc/>
    public async Task<DeletedFacts> DeleteAsync(TenantId tenant, int fromDay, CancellationToken cancellationToken)
    {
        var document = (await grains.GetGrain<ITenantGrain>(GrainKeys.Tenant(tenant)).StartCoverage(fromDay, cancellationToken)).Require();
        definitions.Learn(tenant, document);
        var definition = await definitions.FindAsync(tenant, cancellationToken) ?? throw NotFoundErrors.Tenant(tenant);

        // Longer than a process's copy of the definition may be old, and an append computed under it be on its way. From now: the tenant's host may have
        // another time.
        if (time.Now() - Instant.FromUnixTimeTicks(document.UpdatedAtTicks) < MaxClockDifference)
            await Task.Delay(options.FactsSettling, time, cancellationToken);

        var coverage = definition.Settings.CoverageFromDay ?? fromDay;
        var total = new DeletedFacts(coverage, 0, 0, 0);
        var after = string.Empty;
        while (true)
        {
            var found = await erasures.ReadActiveBeforeAsync(definition.Tenant, definition.Calendar.StartOf(coverage), after, CustomersAtOnce, cancellationToken);
            total = await DeleteAsync(tenant, found, total, cancellationToken);
            if (found.Count < CustomersAtOnce)
                break;
            after = found[^1].Value;
        }

        // Last, so that those are among them who were erased meanwhile.
        total = await DeleteErasedAsync(tenant, total, cancellationToken);
        if (total.Interactions > 0)
            await erasures.ScrubAsync(cancellationToken);
        return total;
    }

    private async Task<DeletedFacts> DeleteAsync(TenantId tenant, IReadOnlyList<CustomerId> customers, DeletedFacts total, CancellationToken cancellationToken)
    {
        var replies = new Reply<DeleteFactsReply>[customers.Count];
        await Bounded.ForEachAsync(customers.Count, MaxParallel, async i => replies[i] = await DeleteAsync(tenant, customers[i], total.CoverageFromDay, cancellationToken));
        foreach (var reply in replies)
        {
            // Who was erased meanwhile has no id any more.
            if (reply.Error is { Kind: ErrorKind.NotFound })
                continue;
            total = reply.Value is { } deleted
                ? total with { Interactions = total.Interactions + deleted.Deleted, Customers = total.Customers + (deleted.Deleted > 0 ? 1 : 0) }
                : total with { CustomersLeft = total.CustomersLeft + 1 };
        }

        return total;
    }

    /// <summary>One that can't be read, or whose host is away, is left for the next time and keeps nobody after it.</summary>
    private async Task<Reply<DeleteFactsReply>> DeleteAsync(TenantId tenant, CustomerId customer, int coverage, CancellationToken cancellationToken)
    {
        try
        {
            var grain = grains.GetGrain<ICustomerGrain>(GrainKeys.Customer(tenant, customer));
            var reply = await grain.DeleteFacts(coverage, cancellationToken);
            if (!string.Equals(reply.Error?.Reason, "CUSTOMER_FOLDED", StringComparison.Ordinal) || (await grain.Get(cancellationToken)).Value is not { } survivor)
                return reply;
            return await grains.GetGrain<ICustomerGrain>(GrainKeys.Customer(tenant, CustomerId.Parse(survivor.CustomerId))).DeleteFacts(coverage, cancellationToken);
        }
        catch (Exception exception) when (GrainFailure.Of(exception) is { } failure)
        {
            return ReplyFactory.Failed<DeleteFactsReply>(new(ErrorKind.Unavailable, failure.Reason, failure.Message, null));
        }
    }

    private async Task<DeletedFacts> DeleteErasedAsync(TenantId tenant, DeletedFacts total, CancellationToken cancellationToken)
    {
        long? after = null;
        do
        {
            var page = (await grains.GetGrain<ITenantGrain>(GrainKeys.Tenant(tenant)).DeleteErasedFacts(total.CoverageFromDay, after, cancellationToken)).Require();
            total = total with
            {
                Interactions = total.Interactions + page.Deleted,
                Customers = total.Customers + page.Customers,
                CustomersLeft = total.CustomersLeft + page.Left,
            };
            after = page.After;
        }
        while (after is not null);
        return total;
    }
}
