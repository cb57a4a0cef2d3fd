using KpiPlatform.Domain.Tenants;
using KpiPlatform.Grains.Alerts;
using KpiPlatform.Grains.Customers;
using KpiPlatform.Grains.Segments;
using KpiPlatform.Host.Runtime;
using Microsoft.Extensions.Hosting;

namespace KpiPlatform.Host.Hosting;

/// <summary>
/// Brings the customer index up to date with what a crash left, then segments that rest on it, and begins to look at alert rules: once grains
/// run, and before anything is served. Storage stops index and segments; rules ask grains, and stop before those do.
/// </summary>
internal sealed class IndexRecovery(CustomerIndexer indexer, SegmentTracker segments, AlertTracker alerts, IGrainFactory grains, ITenantRegistry tenants, KpiHostOptions options) : IHostedService
{
    /// <inheritdoc/>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        // A gateway commits nothing: those that do see to both.
        if (options.Role == HostRole.Gateway)
            return;
        await indexer.RecoverAsync(grains, tenants, cancellationToken);
        await segments.StartAsync(cancellationToken);
        alerts.Start();
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => alerts.DisposeAsync().AsTask();
}
