using KpiPlatform.Gateway.Health;
using Microsoft.Extensions.Hosting;

namespace KpiPlatform.Host.Runtime.Orleans;

/// <summary>
/// Looks for hosts that run grains while none is connected. The runtime connects with the next call alone, and a gateway that says it is not ready
/// is sent none.
/// </summary>
internal sealed class GatewayReconnection(IGrainFactory grains, ServingState serving, TimeProvider time) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        while (!stoppingToken.IsCancellationRequested)
        {
            var (_, changed) = serving.Look();
            if (serving.HasGrains)
            {
                await changed.WaitAsync(stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                continue;
            }

            // Whatever comes of it: to be sent it needs a connection, and GatewayLink hears of that.
            _ = ConnectAsync(stoppingToken);
            await Task.Delay(Interval, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task ConnectAsync(CancellationToken cancellationToken) =>
        await ((Task)grains.GetGrain<IManagementGrain>(0).GetHosts(onlyActive: true, cancellationToken)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
}
