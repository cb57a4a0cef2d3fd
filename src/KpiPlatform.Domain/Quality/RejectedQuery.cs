using KpiPlatform.Domain.Identity;

namespace KpiPlatform.Domain.Quality;

/// <summary>Which refused interactions to list, oldest first.</summary>
/// <param name="Tenant">Of this tenant.</param>
/// <param name="Source">Only of this source; null for all.</param>
/// <param name="Reason">Only with this reason; null for all.</param>
/// <param name="After">Only those after this id; null for the first page.</param>
/// <param name="Limit">Most of them, 1 to 1,000.</param>
public sealed record RejectedQuery(TenantNumber Tenant, string? Source, string? Reason, string? After, int Limit);
