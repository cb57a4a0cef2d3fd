using KpiPlatform.Domain.Identity;
using NodaTime;

namespace KpiPlatform.Domain.Segments.Tracking;

/// <summary>
/// Where customers stand, and their entries and exits. Thread-safe. Failures of the database throw <see cref="DomainException"/> of kind
/// Unavailable.
/// </summary>
public interface ISegmentStore
{
    /// <summary>Notes that a tenant has segments, so that its customers are looked at from now on. Again: nothing.</summary>
    Task TrackAsync(TenantNumber tenant, CancellationToken cancellationToken);

    /// <summary>Tenants noted so far.</summary>
    Task<IReadOnlyList<TrackedTenant>> ListTrackedAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Reads where customers stand, has it decided what becomes of that, and stores it, all in one transaction that no other of the tenant
    /// runs beside: so positions of events are in the order of commits, without gaps.
    /// </summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="customers">The customers concerned.</param>
    /// <param name="recordedAt">When the events are stored.</param>
    /// <param name="decide">Called with what is stored of those customers; again if the transaction has to be.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Number of events stored.</returns>
    Task<int> ApplyAsync(
        TenantNumber tenant,
        IReadOnlyCollection<CustomerNumber> customers,
        Instant recordedAt,
        Func<IReadOnlyDictionary<CustomerNumber, SegmentStanding>, SegmentChanges> decide,
        CancellationToken cancellationToken);

    /// <summary>Customers whose time has come, earliest first.</summary>
    Task<IReadOnlyList<TrackedCustomer>> ReadDueAsync(Instant now, int limit, CancellationToken cancellationToken);

    /// <summary>Customers that were not looked at under a definition or in their version, by number; erased ones that still stand somewhere among them.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="definition">The definition.</param>
    /// <param name="after">Those after this one; null for the first page.</param>
    /// <param name="limit">Most customers, 1 to 1,000.</param>
    /// <param name="cancellationToken">Gives up.</param>
    Task<IReadOnlyList<TrackedCustomer>> ReadBehindAsync(TenantNumber tenant, long definition, CustomerNumber? after, int limit, CancellationToken cancellationToken);

    /// <summary>Notes that all customers have been looked at under a definition, and deletes events of segments that there are no more.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="definition">The definition.</param>
    /// <param name="segments">Ids of its segments.</param>
    /// <param name="cancellationToken">Gives up.</param>
    Task CompleteAsync(TenantNumber tenant, long definition, IReadOnlyCollection<string> segments, CancellationToken cancellationToken);

    /// <summary>A segment at this moment.</summary>
    Task<SegmentState> ReadStateAsync(TenantNumber tenant, string segment, CancellationToken cancellationToken);

    /// <summary>Numbers of customers by segment; a segment without any is missing.</summary>
    Task<IReadOnlyDictionary<string, long>> CountMembersAsync(TenantNumber tenant, CancellationToken cancellationToken);

    /// <summary>Events by position.</summary>
    Task<IReadOnlyList<SegmentEvent>> ReadEventsAsync(SegmentEventQuery query, CancellationToken cancellationToken);

    /// <summary>Customers in a segment, by external id.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="segment">The segment.</param>
    /// <param name="after">Those after this external id; empty for the first page.</param>
    /// <param name="limit">Most customers, 1 to 1,000.</param>
    /// <param name="cancellationToken">Gives up.</param>
    Task<IReadOnlyList<SegmentMember>> ReadMembersAsync(TenantNumber tenant, string segment, string after, int limit, CancellationToken cancellationToken);
}
