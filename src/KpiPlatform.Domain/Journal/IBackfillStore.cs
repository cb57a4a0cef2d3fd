using KpiPlatform.Domain.Identity;
using KpiPlatform.Domain.Measures;
using NodaTime;

namespace KpiPlatform.Domain.Journal;

/// <summary>What counting a tenant anew asks of storage. Thread-safe. Failures of the database throw <see cref="DomainException"/> of kind Unavailable.</summary>
public interface IBackfillStore
{
    /// <summary>One page of a tenant's customers by number, each with its newest definition.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="after">Those after this one; null for the first page.</param>
    /// <param name="limit">Most customers, 1 to 1,000.</param>
    /// <param name="cancellationToken">Gives up.</param>
    Task<IReadOnlyList<CountedCustomer>> ReadCustomersAsync(TenantNumber tenant, CustomerNumber? after, int limit, CancellationToken cancellationToken);

    /// <summary>Counts a tenant's customers.</summary>
    Task<CustomerCounts> CountCustomersAsync(TenantNumber tenant, CancellationToken cancellationToken);

    /// <summary>Recording time of the last commit delta of a shard; null if there is none.</summary>
    Task<Instant?> ReadLastDeltaTimeAsync(TenantNumber tenant, int shard, CancellationToken cancellationToken);

    /// <summary>Deletes cells, checkpoints and commit deltas of a tenant's generations that are not to be kept, a bounded number at a time.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="keep">Generations to keep, at least one; see <see cref="MeasuresShard"/>.</param>
    /// <param name="upTo">The last generation to delete: one that is begun meanwhile is not touched.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Rows deleted; 0 once nothing is left to delete.</returns>
    Task<int> DeleteGenerationsAsync(TenantNumber tenant, IReadOnlyCollection<int> keep, int upTo, CancellationToken cancellationToken);
}
