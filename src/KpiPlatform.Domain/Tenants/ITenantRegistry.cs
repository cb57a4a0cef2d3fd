using KpiPlatform.Domain.Identity;

namespace KpiPlatform.Domain.Tenants;

/// <summary>Maps tenants to their numbers. Thread-safe.</summary>
public interface ITenantRegistry
{
    /// <summary>The number of a tenant, made if there is none; the same for all callers.</summary>
    Task<TenantNumber> GetOrAddAsync(TenantId tenant, CancellationToken cancellationToken);

    /// <summary>The number of a tenant, or null.</summary>
    Task<TenantNumber?> FindAsync(TenantId tenant, CancellationToken cancellationToken);

    /// <summary>Tenants with an id greater than <paramref name="after"/> (null: all), by id, at most <paramref name="limit"/>.</summary>
    Task<IReadOnlyList<StoredTenant>> ListAsync(string? after, int limit, CancellationToken cancellationToken);
}
