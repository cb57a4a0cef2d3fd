using KpiPlatform.Domain.Identity;

namespace KpiPlatform.Domain.Journal;

/// <summary>A customer's state at a version; only an optimisation.</summary>
public sealed record CustomerSnapshot(TenantNumber Tenant, CustomerNumber Customer, long Version, ReadOnlyMemory<byte> State);
