using KpiPlatform.Domain.Identity;

namespace KpiPlatform.Gateway.Tenants;

/// <summary>Deletes what customers did before a day, for good. Again at any time: what is deleted already costs a look. Thread-safe.</summary>
public interface IFactsDeleter
{
    /// <summary>Has the tenant's facts start on a day, waits until every process knows, and deletes what is before.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="fromDay">First local day that stays, 1970-01-01 = 0. Where facts start later already, what is before that is deleted.</param>
    /// <param name="cancellationToken">Breaks off; customers are as they were, or done.</param>
    /// <exception cref="Domain.DomainException">OUT_OF_RANGE: the day is to come. NOT_FOUND.</exception>
    Task<DeletedFacts> DeleteAsync(TenantId tenant, int fromDay, CancellationToken cancellationToken);
}
