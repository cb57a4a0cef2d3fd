using KpiPlatform.Domain.Identity;

namespace KpiPlatform.Domain.Segments.Tracking;

/// <summary>A tenant that has segments, or had some.</summary>
/// <param name="Number">Its number.</param>
/// <param name="Id">Its id.</param>
/// <param name="Definition">The definition under which all its customers have been looked at last; 0 if there was none.</param>
public sealed record TrackedTenant(TenantNumber Number, TenantId Id, long Definition);
