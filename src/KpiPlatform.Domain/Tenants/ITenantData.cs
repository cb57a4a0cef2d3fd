using KpiPlatform.Domain.Identity;

namespace KpiPlatform.Domain.Tenants;

/// <summary>Everything stored of a tenant, as a whole. Thread-safe. Failures of the database throw <see cref="DomainException"/> of kind Unavailable.</summary>
public interface ITenantData
{
    /// <summary>Its documents: its own record, scorecards, their versions and comments; by kind and key.</summary>
    IAsyncEnumerable<TenantRecord> ReadRecordsAsync(TenantId tenant, CancellationToken cancellationToken);

    /// <summary>
    /// Deletes rows of the tenant from every table that has any, a bounded number at a time: whatever tables there are, each with a column
    /// "tenant". The tenant's own record stays: its grain holds it, and ends with it.
    /// </summary>
    /// <returns>Rows deleted; 0 once nothing is left.</returns>
    Task<int> DeleteAsync(TenantNumber number, TenantId tenant, CancellationToken cancellationToken);
}
