using KpiPlatform.Domain;
using KpiPlatform.Domain.Tenants;
using Microsoft.Extensions.Hosting;

namespace KpiPlatform.Gateway.Quotas;

/// <summary>Drops what <see cref="QuotaGuard"/> keeps of tenants that were deleted, now and then.</summary>
internal sealed class QuotaSweep(QuotaGuard quotas, ITenantRegistry tenants, TimeProvider time) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(10);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (true)
        {
            await Task.Delay(Interval, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (stoppingToken.IsCancellationRequested)
                return;
            try
            {
                await quotas.TrimAsync(tenants, stoppingToken);
            }
            catch (Exception exception) when (exception is DomainException or OperationCanceledException)
            {
                // The database is away: the next time will do.
            }
        }
    }
}
