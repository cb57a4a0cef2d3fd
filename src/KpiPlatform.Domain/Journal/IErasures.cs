using KpiPlatform.Domain.Identity;
using NodaTime;

namespace KpiPlatform.Domain.Journal;

/// <summary>What forgetting persons asks of storage beside the journal. Thread-safe. Failures of the database throw <see cref="DomainException"/> of kind Unavailable.</summary>
public interface IErasures
{
    /// <summary>
    /// HMAC-SHA-256 of an external id under a key of the tenant's own, made at its first use: who has not the key cannot find an id by trying.
    /// </summary>
    Task<ReadOnlyMemory<byte>> HashAsync(CustomerReference customer, CancellationToken cancellationToken);

    /// <summary>
    /// Ids of customers of whom something personal is kept that occurred before an instant, or who have been silent since before it; in
    /// no order, at most <paramref name="limit"/>. Looks through the tenant's journal: for a daily sweep, not for calls.
    /// </summary>
    Task<IReadOnlyList<CustomerId>> ReadOutlivedAsync(TenantNumber tenant, Instant before, int limit, CancellationToken cancellationToken);

    /// <summary>
    /// Ids of customers who did something before an instant that is recorded, links left aside: by id, those after <paramref name="after"/>, at most
    /// <paramref name="limit"/>. Looks through the tenant's journal.
    /// </summary>
    Task<IReadOnlyList<CustomerId>> ReadActiveBeforeAsync(TenantNumber tenant, Instant before, string after, int limit, CancellationToken cancellationToken);

    /// <summary>
    /// Numbers of customers whose person was erased and who did something before an instant that is recorded, links left aside, or were ever linked with
    /// others, who may have: by number, those after <paramref name="after"/>, at most <paramref name="limit"/>. Looks through the tenant's journal.
    /// </summary>
    Task<IReadOnlyList<CustomerNumber>> ReadErasedActiveBeforeAsync(TenantNumber tenant, Instant before, CustomerNumber? after, int limit, CancellationToken cancellationToken);

    /// <summary>
    /// Takes ids that nobody has any more out of the personal parts of others, who named them as their referrers; that there was a referrer stays. Ids that
    /// somebody has, or has again, are left alone. Looks through the personal parts of the tenant.
    /// </summary>
    /// <returns>How many personal parts were changed.</returns>
    Task<int> ForgetReferrersAsync(TenantNumber tenant, IReadOnlyCollection<CustomerId> referrers, CancellationToken cancellationToken);

    /// <summary>Takes what was erased out of the database's own files as far as it can: SQLite's write-ahead log is emptied into pages that are overwritten.</summary>
    Task ScrubAsync(CancellationToken cancellationToken);
}
