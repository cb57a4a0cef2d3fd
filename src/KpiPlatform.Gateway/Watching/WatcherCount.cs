using KpiPlatform.Domain;
using KpiPlatform.Gateway.Errors;

namespace KpiPlatform.Gateway.Watching;

/// <summary>Bounds the watch streams open at once. Thread-safe.</summary>
internal sealed class WatcherCount(GatewayOptions options, GatewayMetrics metrics)
{
    private int _open;

    /// <summary>Takes a place; dispose to give it back.</summary>
    /// <exception cref="DomainException">TOO_MANY_WATCHERS.</exception>
    public IDisposable Enter()
    {
        if (Interlocked.Increment(ref _open) > options.MaxWatchers)
        {
            Interlocked.Decrement(ref _open);
            throw new DomainException(
                ErrorKind.ResourceExhausted, Reasons.TooManyWatchers, $"{options.MaxWatchers} watch streams are open on this server, as many as it takes. Try again later.");
        }

        metrics.Watchers(1);
        return new Place(this);
    }

    private void Leave()
    {
        Interlocked.Decrement(ref _open);
        metrics.Watchers(-1);
    }

    private sealed class Place(WatcherCount count) : IDisposable
    {
        private int _left;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _left, 1) == 0)
                count.Leave();
        }
    }
}
