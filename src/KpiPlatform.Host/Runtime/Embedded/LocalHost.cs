using KpiPlatform.Domain.Hosts;
using KpiPlatform.Gateway.Health;
using KpiPlatform.Host.Hosting;
using Microsoft.Extensions.Hosting;

namespace KpiPlatform.Host.Runtime.Embedded;

/// <summary>This host, the only one. Thread-safe.</summary>
internal sealed class LocalHost(HostSampler sampler, ServingState serving, IHostApplicationLifetime lifetime) : IHostDirectory
{
    /// <inheritdoc/>
    public Task<IReadOnlyList<HostReport>> ListAsync(CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<HostReport>>([sampler.Report(serving.IsServing ? HostStatus.Active : HostStatus.Draining)]);

    /// <inheritdoc/>
    public Task<bool> DrainAsync(string name, CancellationToken cancellationToken)
    {
        if (!string.Equals(name, sampler.Report(HostStatus.Active).Name, StringComparison.Ordinal))
            return Task.FromResult(false);

        // The answer is to get out before the ports close.
        serving.IsServing = false;
        ThreadPool.QueueUserWorkItem(static lifetime => lifetime.StopApplication(), lifetime, preferLocal: false);
        return Task.FromResult(true);
    }
}
