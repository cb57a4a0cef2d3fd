using KpiPlatform.Domain.Identity;

namespace KpiPlatform.Persistence.Databases;

/// <summary>External ids as the databases hold them: the tenant's pseudo-customer is the empty text, an erased one is null.</summary>
internal static class CustomerIds
{
    /// <summary>The id of a stored text; null once erased.</summary>
    public static CustomerId? Parse(string? stored) => stored switch
    {
        null => null,
        "" => CustomerId.TenantFacts,
        _ => CustomerId.Parse(stored),
    };
}
