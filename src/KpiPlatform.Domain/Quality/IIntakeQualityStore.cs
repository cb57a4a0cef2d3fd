using KpiPlatform.Domain.Identity;
using NodaTime;

namespace KpiPlatform.Domain.Quality;

/// <summary>Stores what came in and what became of it. Operational, beside the journal. Thread-safe. Failures of the database throw <see cref="DomainException"/> of kind Unavailable.</summary>
public interface IIntakeQualityStore
{
    /// <summary>Adds a report, all or nothing.</summary>
    Task AddAsync(IntakeReport report, CancellationToken cancellationToken);

    /// <summary>Counts of the days [fromDay, toDay), by source, outcome and reason, the days added up.</summary>
    Task<IReadOnlyList<IntakeCount>> ReadCountsAsync(TenantNumber tenant, int fromDay, int toDay, CancellationToken cancellationToken);

    /// <summary>All sources of a tenant, by name.</summary>
    Task<IReadOnlyList<IntakeSource>> ReadSourcesAsync(TenantNumber tenant, CancellationToken cancellationToken);

    /// <summary>When kinds of interactions of a tenant last came, by source and kind.</summary>
    Task<IReadOnlyList<IntakeKind>> ReadKindsAsync(TenantNumber tenant, CancellationToken cancellationToken);

    /// <summary>One page of refused interactions, oldest first.</summary>
    Task<IReadOnlyList<RejectedPayload>> ListRejectedAsync(RejectedQuery query, CancellationToken cancellationToken);

    /// <summary>Refused interactions by id, oldest first; unknown ids are left out.</summary>
    Task<IReadOnlyList<RejectedPayload>> FindRejectedAsync(TenantNumber tenant, IReadOnlyCollection<string> ids, CancellationToken cancellationToken);

    /// <summary>Deletes refused interactions.</summary>
    Task DeleteRejectedAsync(TenantNumber tenant, IReadOnlyCollection<string> ids, CancellationToken cancellationToken);

    /// <summary>Deletes what was refused before an instant, and of each tenant what is beyond <see cref="RejectedLimits"/>; how many.</summary>
    Task<int> TrimRejectedAsync(Instant before, CancellationToken cancellationToken);
}
