using KpiPlatform.Domain;
using KpiPlatform.Domain.Identity;
using KpiPlatform.Domain.Tenants;
using KpiPlatform.Gateway.Errors;
using KpiPlatform.Gateway.Quotas;

namespace KpiPlatform.Gateway.Watching;

/// <summary>Bounds the watch streams open at once. Thread-safe.</summary>
internal sealed class WatcherCount(GatewayOptions options, QuotaGuard quotas, GatewayMetrics metrics)
{
    private int _open;

    /// <summary>Takes a place; dispose to give it back.</summary>
    /// <exception cref="DomainException">TOO_MANY_WATCHERS, of this server.</exception>
    /// <exception cref="Grpc.Core.RpcException">QUOTA_WATCHERS, of the tenant.</exception>
    public IDisposable Enter(TenantId tenant, TenantDefinition definition)
    {
        var own = quotas.EnterWatcher(tenant, definition);
        if (Interlocked.Increment(ref _open) > options.MaxWatchers)
        {
            Interlocked.Decrement(ref _open);
            own.Dispose();
            throw new DomainException(
                ErrorKind.ResourceExhausted, Reasons.TooManyWatchers, $"{options.MaxWatchers} watch streams are open on this server, as many as it takes. Try again later.");
        }

        metrics.Watchers(1);
        return new Place(this, own);
    }

    private void Leave()
    {
        Interlocked.Decrement(ref _open);
        metrics.Watchers(-1);
    }

    private sealed class Place(WatcherCount count, IDisposable own) : IDisposable
    {
        private int _left;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _left, 1) != 0)
                return;
            own.Dispose();
            count.Leave();
        }
    }
}
