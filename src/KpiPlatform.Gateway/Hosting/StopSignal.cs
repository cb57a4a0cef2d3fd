using Microsoft.Extensions.Hosting;

namespace KpiPlatform.Gateway.Hosting;

/// <summary>Tells streams, which would go on for ever, that the server stops: their callers are to connect to another.</summary>
internal sealed class StopSignal(IHostApplicationLifetime? lifetime = null)
{
    /// <summary>Whether the server has begun to stop.</summary>
    public bool IsStopping => lifetime?.ApplicationStopping.IsCancellationRequested ?? false;

    /// <summary>A source that is cancelled with a call or when the server stops.</summary>
    public CancellationTokenSource Link(CancellationToken call) =>
        CancellationTokenSource.CreateLinkedTokenSource(call, lifetime?.ApplicationStopping ?? CancellationToken.None);
}
