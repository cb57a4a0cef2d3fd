using KpiPlatform.Domain.Hosts;

namespace KpiPlatform.Gateway.Cluster;

/// <summary>Where nobody tells of hosts there are none to show. Thread-safe.</summary>
internal sealed class NoHosts : IHostDirectory
{
    /// <inheritdoc/>
    public Task<IReadOnlyList<HostReport>> ListAsync(CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<HostReport>>([]);

    /// <inheritdoc/>
    public Task<bool> DrainAsync(string name, CancellationToken cancellationToken) => Task.FromResult(false);
}
