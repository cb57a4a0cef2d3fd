using KpiPlatform.Domain.Identity;

namespace KpiPlatform.Domain.Tenants;

/// <summary>Maps tenants to their numbers. Thread-safe.</summary>
public interface ITenantRegistry
{
    /// <summary>The number of a tenant, made if there is none; the same for all callers.</summary>
    /// <exception cref="DomainException">TENANT_ID_RETIRED (FAILED_PRECONDITION): a tenant of this id was deleted.</exception>
    Task<TenantNumber> GetOrAddAsync(TenantId tenant, CancellationToken cancellationToken);

    /// <summary>The number of a tenant, or null.</summary>
    Task<TenantNumber?> FindAsync(TenantId tenant, CancellationToken cancellationToken);

    /// <summary>
    /// Takes a tenant out of the list for good. Its id is never given again: what runs somewhere under it must not be taken for another's.
    /// </summary>
    Task RetireAsync(TenantId tenant, CancellationToken cancellationToken);

    /// <summary>Tenants with an id greater than <paramref name="after"/> (null: all), by id, at most <paramref name="limit"/>.</summary>
    Task<IReadOnlyList<StoredTenant>> ListAsync(string? after, int limit, CancellationToken cancellationToken);
}
