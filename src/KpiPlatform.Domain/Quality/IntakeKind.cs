using KpiPlatform.Domain.Identity;
using NodaTime;

namespace KpiPlatform.Domain.Quality;

/// <summary>When a source last sent a kind of interaction.</summary>
/// <param name="Tenant">The tenant.</param>
/// <param name="Source">The system.</param>
/// <param name="Kind">The kind, by its name in the contract such as "purchase".</param>
/// <param name="LastReceivedAt">When one that was recorded last came.</param>
public sealed record IntakeKind(TenantNumber Tenant, string Source, string Kind, Instant LastReceivedAt);
