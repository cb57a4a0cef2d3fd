namespace KpiPlatform.Host.Runtime.Orleans;

/// <summary>Waits for a cluster that is not there yet: gateways and silos start in any order.</summary>
internal sealed class GatewayRetry(TimeProvider time) : IClientConnectionRetryFilter
{
    private const int Attempts = 60;
    private static readonly TimeSpan Delay = TimeSpan.FromSeconds(1);
    private int _attempts;

    /// <inheritdoc/>
    public async Task<bool> ShouldRetryConnectionAttempt(Exception exception, CancellationToken cancellationToken)
    {
        await Task.Delay(Delay, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return ++_attempts < Attempts && !cancellationToken.IsCancellationRequested;
    }
}
