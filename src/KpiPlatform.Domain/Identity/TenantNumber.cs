namespace KpiPlatform.Domain.Identity;

/// <summary>Integer surrogate of a tenant, given once by the database, from 1. Never shown to users.</summary>
/// <param name="Value">The number; 0 is no tenant.</param>
public readonly record struct TenantNumber(int Value);
