using KpiPlatform.Domain.Tenants;
using KpiPlatform.Grains.Abstractions;
using KpiPlatform.Grains.Abstractions.Tenants;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace KpiPlatform.Host.Hosting;

/// <summary>
/// Wakes every tenant once after the start: counting anew that a stop interrupted goes on, and tenants whose numbers were counted by
/// a program with fewer measures are counted anew. Serving does not wait for it.
/// </summary>
internal sealed class TenantResumption(IGrainFactory grains, ITenantRegistry tenants, ILogger<TenantResumption> logger) : BackgroundService
{
    private const int PageSize = 100;

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        string? after = null;
        try
        {
            while (true)
            {
                var page = await tenants.ListAsync(after, PageSize, stoppingToken);
                foreach (var tenant in page)
                    await ResumeAsync(tenant, stoppingToken);
                if (page.Count < PageSize)
                    return;
                after = page[^1].Id.Value;
            }
        }
        catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
        {
            HostLog.ResumptionFailed(logger, 0, exception);
        }
        catch (OperationCanceledException)
        {
            // Stopping.
        }
    }

    private async Task ResumeAsync(StoredTenant tenant, CancellationToken cancellationToken)
    {
        try
        {
            await grains.GetGrain<ITenantGrain>(GrainKeys.Tenant(tenant.Id)).Resume(cancellationToken);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            // One tenant must not keep the others waiting; what was interrupted goes on with its next call.
            HostLog.ResumptionFailed(logger, tenant.Number.Value, exception);
        }
    }
}
