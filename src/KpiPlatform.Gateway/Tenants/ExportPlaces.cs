using KpiPlatform.Domain;
using KpiPlatform.Domain.Identity;
using KpiPlatform.Gateway.Errors;

namespace KpiPlatform.Gateway.Tenants;

/// <summary>
/// Bounds the exports under way: each holds pages of a tenant's data for as long as its caller takes to read them, and asks the database without
/// pause. Thread-safe.
/// </summary>
internal sealed class ExportPlaces(GatewayOptions options)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<TenantId, int> _byTenant = [];
    private int _open;

    /// <summary>Takes a place; dispose to give it back.</summary>
    /// <exception cref="DomainException">TOO_MANY_EXPORTS.</exception>
    public IDisposable Enter(TenantId tenant)
    {
        lock (_lock)
        {
            var own = _byTenant.GetValueOrDefault(tenant);
            if (own >= options.MaxExportsPerTenant || _open >= options.MaxExports)
            {
                throw new DomainException(
                    ErrorKind.ResourceExhausted,
                    Reasons.TooManyExports,
                    $"{own} exports of this tenant are under way, of at most {options.MaxExportsPerTenant}, and {_open} in all, of at most {options.MaxExports}. Try again when one has ended.");
            }

            _byTenant[tenant] = own + 1;
            _open++;
        }

        return new Place(this, tenant);
    }

    private void Leave(TenantId tenant)
    {
        lock (_lock)
        {
            _open--;
            if (_byTenant[tenant] == 1)
                _byTenant.Remove(tenant);
            else
                _byTenant[tenant]--;
        }
    }

    private sealed class Place(ExportPlaces places, TenantId tenant) : IDisposable
    {
        private int _left;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _left, 1) == 0)
                places.Leave(tenant);
        }
    }
}
