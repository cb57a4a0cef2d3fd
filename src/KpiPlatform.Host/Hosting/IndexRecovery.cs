using KpiPlatform.Domain.Tenants;
using KpiPlatform.Grains.Customers;
using KpiPlatform.Grains.Segments;
using KpiPlatform.Host.Runtime;
using Microsoft.Extensions.Hosting;

namespace KpiPlatform.Host.Hosting;

/// <summary>
/// Brings the customer index up to date with what a crash left, then segments that rest on it: once grains run, and before anything is
/// served. Storage stops them.
/// </summary>
internal sealed class IndexRecovery(CustomerIndexer indexer, SegmentTracker segments, IGrainFactory grains, ITenantRegistry tenants, KpiHostOptions options) : IHostedService
{
    /// <inheritdoc/>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        // A gateway commits nothing: those that do see to both.
        if (options.Role == HostRole.Gateway)
            return;
        await indexer.RecoverAsync(grains, tenants, cancellationToken);
        await segments.StartAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
