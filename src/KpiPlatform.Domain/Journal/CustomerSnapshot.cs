using KpiPlatform.Domain.Identity;

namespace KpiPlatform.Domain.Journal;

/// <summary>A customer's state at a version; only an optimisation.</summary>
public sealed record CustomerSnapshot(TenantNumber Tenant, CustomerNumber Customer, long Version, ReadOnlyMemory<byte> State)
{
    /// <summary>The generation whose definition the state was folded under; under another it means nothing.</summary>
    public int Generation { get; init; }

    /// <summary>Highest definition of the customer's rows up to the version.</summary>
    public int Definition { get; init; }
}
