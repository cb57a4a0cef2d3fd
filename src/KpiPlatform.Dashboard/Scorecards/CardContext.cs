using KpiPlatform.Dashboard.Formatting;

namespace KpiPlatform.Dashboard.Scorecards;

/// <summary>What the parts of a scorecard's page need to know besides its values: where links lead, and how times are written. Immutable.</summary>
/// <param name="Tenant">Id of the tenant.</param>
/// <param name="Scorecard">Id of the scorecard.</param>
/// <param name="Period">The period as it was asked for; null for the default.</param>
/// <param name="AsOf">As of when, as it was asked for; null for now.</param>
/// <param name="Calendar">Times in the tenant's zone.</param>
public sealed record CardContext(string Tenant, string Scorecard, string? Period, string? AsOf, TenantCalendar Calendar);
