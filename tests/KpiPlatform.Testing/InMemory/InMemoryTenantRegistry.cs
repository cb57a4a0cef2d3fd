using KpiPlatform.Domain;
using KpiPlatform.Domain.Identity;
using KpiPlatform.Domain.Tenants;

namespace KpiPlatform.Testing.InMemory;

/// <summary>Numbers of tenants in memory. Thread-safe.</summary>
public sealed class InMemoryTenantRegistry : ITenantRegistry
{
    private readonly Lock _lock = new();
    private readonly Dictionary<TenantId, TenantNumber> _numbers = [];
    private readonly HashSet<TenantId> _retired = [];

    /// <inheritdoc/>
    public Task<TenantNumber> GetOrAddAsync(TenantId tenant, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (_retired.Contains(tenant))
                throw new DomainException(ErrorKind.FailedPrecondition, "TENANT_ID_RETIRED", "A tenant of this id was deleted.", "tenant_id");
            if (!_numbers.TryGetValue(tenant, out var number))
                _numbers[tenant] = number = new(_numbers.Count + _retired.Count + 1);
            return Task.FromResult(number);
        }
    }

    /// <inheritdoc/>
    public Task<TenantNumber?> FindAsync(TenantId tenant, CancellationToken cancellationToken)
    {
        lock (_lock)
            return Task.FromResult<TenantNumber?>(_numbers.TryGetValue(tenant, out var number) ? number : null);
    }

    /// <inheritdoc/>
    public Task RetireAsync(TenantId tenant, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            _numbers.Remove(tenant);
            _retired.Add(tenant);
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<StoredTenant>> ListAsync(string? after, int limit, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            return Task.FromResult<IReadOnlyList<StoredTenant>>([.. _numbers
                .Where(pair => after is null || string.CompareOrdinal(pair.Key.Value, after) > 0)
                .OrderBy(pair => pair.Key.Value, StringComparer.Ordinal)
                .Take(limit)
                .Select(pair => new StoredTenant(pair.Value, pair.Key))]);
        }
    }
}
