using KpiPlatform.Domain.Identity;

namespace KpiPlatform.Domain.Quality;

/// <summary>How often something became of interactions of one source on one day. At-least-once: retries and lost flushes are not accounted for.</summary>
/// <param name="Tenant">The tenant.</param>
/// <param name="Day">Local day on which they came, 1970-01-01 = 0.</param>
/// <param name="Source">The system that sent them; empty if it cannot be told.</param>
/// <param name="Outcome">What became of them.</param>
/// <param name="Reason">Why they were rejected, UPPER_SNAKE; empty for other outcomes.</param>
/// <param name="Count">How many.</param>
public sealed record IntakeCount(TenantNumber Tenant, int Day, string Source, IntakeOutcome Outcome, string Reason, long Count);
