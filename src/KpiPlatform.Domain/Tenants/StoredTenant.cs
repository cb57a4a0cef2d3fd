using KpiPlatform.Domain.Identity;

namespace KpiPlatform.Domain.Tenants;

/// <summary>A tenant as the registry knows it.</summary>
/// <param name="Number">Surrogate.</param>
/// <param name="Id">Id.</param>
public sealed record StoredTenant(TenantNumber Number, TenantId Id);
