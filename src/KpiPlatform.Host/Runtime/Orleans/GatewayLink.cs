using KpiPlatform.Gateway.Health;
using Microsoft.Extensions.Logging;

namespace KpiPlatform.Host.Runtime.Orleans;

/// <summary>What a host of role gateway says of itself: no longer ready once no host with grains is connected, and ready as soon as one is again.</summary>
internal sealed partial class GatewayLink(ServingState serving, LostCalls calls, ILogger<GatewayLink> logger) : IClusterConnectionStatusObserver
{
    /// <inheritdoc/>
    public void NotifyGatewayCountChanged(int currentNumberOfGateways, int previousNumberOfGateways, bool connectionRecovered)
    {
        if (connectionRecovered)
            LogConnected(logger);
        serving.HasGrains = currentNumberOfGateways > 0;
    }

    /// <inheritdoc/>
    public void NotifyClusterConnectionLost()
    {
        serving.HasGrains = false;
        LogLost(logger);

        // No answer can come any more: what was under way need not wait for the call timeout.
        _ = calls.NextRound()();
    }

    [LoggerMessage(EventId = 5080, Level = LogLevel.Information, Message = "A host that runs grains is connected: calls are taken.")]
    private static partial void LogConnected(ILogger logger);

    [LoggerMessage(EventId = 5081, Level = LogLevel.Warning, Message = "No host that runs grains is connected: calls are answered UNAVAILABLE until one is.")]
    private static partial void LogLost(ILogger logger);
}
