using KpiPlatform.Domain.Identity;
using NodaTime;

namespace KpiPlatform.Domain.Access;

/// <summary>That a key was used.</summary>
/// <param name="Tenant">Its tenant; null for a key of the platform.</param>
/// <param name="Id">Its id.</param>
/// <param name="At">When, last.</param>
public readonly record struct KeyUse(TenantId? Tenant, string Id, Instant At);
