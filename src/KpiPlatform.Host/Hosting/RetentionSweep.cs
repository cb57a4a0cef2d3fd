using KpiPlatform.Domain;
using KpiPlatform.Domain.Identity;
using KpiPlatform.Domain.Journal;
using KpiPlatform.Domain.Tenants;
using KpiPlatform.Gateway.Tenants;
using KpiPlatform.Grains.Abstractions;
using KpiPlatform.Grains.Abstractions.Customers;
using KpiPlatform.Grains.Abstractions.Tenants;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using NodaTime;

namespace KpiPlatform.Host.Hosting;

/// <summary>
/// Deletes personal parts that tenants want to keep no longer (personal_retention_days), once a day, and erases customers who have been
/// silent for as long; and facts that they want to keep no longer (facts_retention_days). Safe beside anything and on several hosts: erasing and
/// deleting twice does no harm.
/// </summary>
internal sealed class RetentionSweep(
    IGrainFactory grains, ITenantRegistry tenants, ITenantDefinitions definitions, IErasures erasures, IFactsDeleter facts, TimeProvider time, ILogger<RetentionSweep> logger) : BackgroundService
{
    private const int PageSize = 100;
    private const int CustomersAtOnce = 200;
    private const int ParallelErasures = 8;

    // Each waits some seconds until all processes know from which day on the tenant has facts.
    private const int ParallelDeletions = 8;
    private static readonly TimeSpan Interval = TimeSpan.FromDays(1);
    private static readonly TimeSpan FirstDelay = TimeSpan.FromMinutes(1);

    /// <summary>Looks at every tenant once; how many customers lost something.</summary>
    public async Task<int> SweepAsync(CancellationToken cancellationToken)
    {
        var erased = 0;
        string? after = null;
        while (true)
        {
            var page = await tenants.ListAsync(after, PageSize, cancellationToken);
            foreach (var tenant in page)
                erased += await SweepAsync(tenant, cancellationToken);
            await Parallel.ForEachAsync(
                page,
                new ParallelOptions { MaxDegreeOfParallelism = ParallelDeletions, CancellationToken = cancellationToken },
                async (tenant, token) => Interlocked.Add(ref erased, await DeleteFactsAsync(tenant, token)));
            if (page.Count < PageSize)
                return erased;
            after = page[^1].Id.Value;
        }
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var delay = FirstDelay;
        while (true)
        {
            await Task.Delay(delay, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (stoppingToken.IsCancellationRequested)
                return;
            delay = Interval;
            try
            {
                await SweepAsync(stoppingToken);
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                HostLog.RetentionFailed(logger, 0, exception);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    private async Task<int> SweepAsync(StoredTenant tenant, CancellationToken cancellationToken)
    {
        var total = 0;
        try
        {
            if (await definitions.FindAsync(tenant.Id, cancellationToken) is not { Newest.Settings.PersonalRetentionDays: > 0 and var days })
                return 0;
            var before = Instant.FromDateTimeOffset(time.GetUtcNow()) - Duration.FromDays(days);
            while (true)
            {
                var outlived = await erasures.ReadOutlivedAsync(tenant.Number, before, CustomersAtOnce, cancellationToken);
                var erased = 0;
                await Parallel.ForEachAsync(
                    outlived,
                    new ParallelOptions { MaxDegreeOfParallelism = ParallelErasures, CancellationToken = cancellationToken },
                    async (customer, token) =>
                    {
                        if (await EraseAsync(tenant.Id, customer, before, token))
                            Interlocked.Increment(ref erased);
                    });
                total += erased;
                await erasures.ForgetReferrersAsync(tenant.Number, outlived, cancellationToken);

                // Those that could not be erased would come again and again; tomorrow is another day.
                if (erased < outlived.Count || outlived.Count < CustomersAtOnce)
                    break;
            }
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            HostLog.RetentionFailed(logger, tenant.Number.Value, exception);
        }

        if (total > 0)
            HostLog.RetentionSwept(logger, tenant.Number.Value, total);
        return total;
    }

    private async Task<int> DeleteFactsAsync(StoredTenant tenant, CancellationToken cancellationToken)
    {
        try
        {
            if (await definitions.FindAsync(tenant.Id, cancellationToken) is not { Newest: { Settings.FactsRetentionDays: > 0 and var days, Calendar: var calendar } })
                return 0;
            var deleted = await facts.DeleteAsync(tenant.Id, calendar.DayOf(Instant.FromDateTimeOffset(time.GetUtcNow())) - days, cancellationToken);
            if (deleted.Interactions > 0)
                HostLog.FactsSwept(logger, tenant.Number.Value, deleted.Interactions, deleted.Customers);
            return (int)Math.Min(deleted.Customers, int.MaxValue);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            HostLog.RetentionFailed(logger, tenant.Number.Value, exception);
            return 0;
        }
    }

    private async Task<bool> EraseAsync(TenantId tenant, CustomerId customer, Instant before, CancellationToken cancellationToken)
    {
        var reply = await grains.GetGrain<ICustomerGrain>(GrainKeys.Customer(tenant, customer)).EraseBefore(before.ToUnixTimeTicks(), cancellationToken);
        return reply.Error is null or { Kind: ErrorKind.NotFound };
    }
}
