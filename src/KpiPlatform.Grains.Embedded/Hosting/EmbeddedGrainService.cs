using Microsoft.Extensions.Hosting;

namespace KpiPlatform.Grains.Embedded.Hosting;

/// <summary>Ties the runtime to the life of the host. It serves calls from its construction on; the host stops it.</summary>
internal sealed class EmbeddedGrainService(EmbeddedGrainRuntime runtime) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => runtime.StopAsync(cancellationToken);
}
