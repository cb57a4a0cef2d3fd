using KpiPlatform.Domain.Identity;
using NodaTime;

namespace KpiPlatform.Domain.Quality;

/// <summary>What a source last sent.</summary>
/// <param name="Tenant">The tenant.</param>
/// <param name="Source">The system.</param>
/// <param name="NewestEventAt">Latest occurrence among what was recorded.</param>
/// <param name="LastReceivedAt">When something recorded last came.</param>
public sealed record IntakeSource(TenantNumber Tenant, string Source, Instant NewestEventAt, Instant LastReceivedAt);
