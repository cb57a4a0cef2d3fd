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
internal sealed class FactsDeleter(CallerGrains grains, CallerDefinitions definitions, IErasures erasures, TimeProvider time)
{
    private const int CustomersAtOnce = 200;
    private const int MaxParallel = 8;

    /// <summary>Longer than a process's copy of a tenant's definition may be old, and an append computed under it be on its way.</summary>
    private static readonly Duration Settling = Duration.FromSeconds(15);

    /// <summary>Deletes them.</summary>
    /// <exception cref="DomainException">INVALID_ARGUMENT: the day is none, or to come. NOT_FOUND.</exception>
    public async Task<DeleteFactsResponse> RunAsync(DeleteFactsRequest request, CancellationToken cancellationToken)
    {
        var tenant = ResourceNames.ParseTenant(request.Name, "name");
        var day = LocalDay.Parse(request.StartDate, "start_date");
        var document = (await grains.GetGrain<ITenantGrain>(GrainKeys.Tenant(tenant)).StartCoverage(day, cancellationToken)).Require();
        definitions.Learn(tenant, document);
        var definition = await definitions.FindAsync(tenant, cancellationToken) ?? throw NotFoundErrors.Tenant(tenant);
        var settled = Instant.FromUnixTimeTicks(document.UpdatedAtTicks) + Settling - Instant.FromDateTimeOffset(time.GetUtcNow());
        if (settled > Duration.Zero)
            await Task.Delay(settled.ToTimeSpan(), time, cancellationToken);

        var coverage = definition.Settings.CoverageFromDay ?? day;
        var before = definition.Calendar.StartOf(coverage);
        var response = new DeleteFactsResponse { CoverageStartDate = LocalDay.Format(coverage) };
        var after = string.Empty;
        while (true)
        {
            var found = await erasures.ReadActiveBeforeAsync(definition.Tenant, before, after, CustomersAtOnce, cancellationToken);
            await DeleteAsync(tenant, found, coverage, response, cancellationToken);
            if (found.Count < CustomersAtOnce)
                break;
            after = found[^1].Value;
        }

        if (response.DeletedCount > 0)
            await erasures.ScrubAsync(cancellationToken);
        return response;
    }

    private async Task DeleteAsync(TenantId tenant, IReadOnlyList<CustomerId> customers, int coverage, DeleteFactsResponse response, CancellationToken cancellationToken)
    {
        var replies = new Reply<DeleteFactsReply>[customers.Count];
        await Bounded.ForEachAsync(customers.Count, MaxParallel, async i => replies[i] = await DeleteAsync(tenant, customers[i], coverage, cancellationToken));
        foreach (var reply in replies)
        {
            // Who was erased meanwhile has no id any more.
            if (reply.Error is { Kind: ErrorKind.NotFound })
                continue;
            if (reply.Value is not { } deleted)
            {
                response.CustomersLeftCount++;
                continue;
            }

            response.DeletedCount += deleted.Deleted;
            response.CustomersCount += deleted.Deleted > 0 ? 1 : 0;
        }
    }

    private async Task<Reply<DeleteFactsReply>> DeleteAsync(TenantId tenant, CustomerId customer, int coverage, CancellationToken cancellationToken)
    {
        var grain = grains.GetGrain<ICustomerGrain>(GrainKeys.Customer(tenant, customer));
        var reply = await grain.DeleteFacts(coverage, cancellationToken);
        if (!string.Equals(reply.Error?.Reason, "CUSTOMER_FOLDED", StringComparison.Ordinal) || (await grain.Get(cancellationToken)).Value is not { } survivor)
            return reply;
        return await grains.GetGrain<ICustomerGrain>(GrainKeys.Customer(tenant, CustomerId.Parse(survivor.CustomerId))).DeleteFacts(coverage, cancellationToken);
    }
}
