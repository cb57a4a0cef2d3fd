using KpiPlatform.Domain.Tenants;
using KpiPlatform.Grains.Abstractions;
using KpiPlatform.Grains.Abstractions.Tenants;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using NodaTime;

namespace KpiPlatform.Host.Hosting;

/// <summary>Deletes everything of tenants whose time has come. A stop at any moment loses nothing: the next look goes on. Safe on several hosts.</summary>
/// <remarks>
/// Nobody has written for the tenant since its deletion was asked for, at least <see cref="TenantStanding.MinGrace"/> ago, but what
/// processes keep in memory (checkpoints, snapshots, index) may come late: so the rows are deleted, then the tenant itself, after which nothing of it
/// comes to life any more, and once more what came meanwhile.
/// </remarks>
internal sealed class TenantRemoval(
    IGrainFactory grains, ITenantRegistry tenants, ITenantDefinitions definitions, ITenantData data, TimeProvider time, ILogger<TenantRemoval> logger) : BackgroundService
{
    private const int PageSize = 500;
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    /// <summary>Pause before the second look. Default 15 s: longer than anything is written behind (snapshots, index and counters every second, measures every few).</summary>
    public TimeSpan Settling { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>Looks at every tenant once; how many were deleted.</summary>
    public async Task<int> SweepAsync(CancellationToken cancellationToken)
    {
        var removed = 0;
        string? after = null;
        while (true)
        {
            var page = await tenants.ListAsync(after, PageSize, cancellationToken);
            foreach (var tenant in page)
                removed += await RemoveIfDueAsync(tenant, cancellationToken) ? 1 : 0;
            if (page.Count < PageSize)
                return removed;
            after = page[^1].Id.Value;
        }
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            await Task.Delay(Interval, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            try
            {
                await SweepAsync(stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception)
            {
                HostLog.RemovalFailed(logger, 0, exception);
            }
        }
    }

    private async Task<bool> RemoveIfDueAsync(StoredTenant tenant, CancellationToken cancellationToken)
    {
        try
        {
            var definition = await definitions.FindAsync(tenant.Id, cancellationToken);
            if (definition?.Standing.DeleteAt is not { } at || at > Instant.FromDateTimeOffset(time.GetUtcNow()))
                return false;
            await DeleteRowsAsync(tenant, cancellationToken);
            var reply = await grains.GetGrain<ITenantGrain>(GrainKeys.Tenant(tenant.Id)).Remove(cancellationToken);
            reply.Require();
            definitions.Forget(tenant.Id);
            await Task.Delay(Settling, time, cancellationToken);
            await DeleteRowsAsync(tenant, cancellationToken);
            HostLog.Removed(logger, tenant.Number.Value);
            return true;
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            HostLog.RemovalFailed(logger, tenant.Number.Value, exception);
            return false;
        }
    }

    private async Task DeleteRowsAsync(StoredTenant tenant, CancellationToken cancellationToken)
    {
        while (await data.DeleteAsync(tenant.Number, tenant.Id, cancellationToken) > 0)
        {
            // A bounded number at a time, so that nobody waits long for a lock.
        }
    }
}
