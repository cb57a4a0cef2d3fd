using KpiPlatform.Domain.Customers;
using KpiPlatform.Domain.Identity;
using KpiPlatform.Domain.Segments.Filters;

namespace KpiPlatform.Domain.Journal;

/// <summary>Which customers to list. The tenant's pseudo-customer is never listed.</summary>
/// <param name="Tenant">Of this tenant.</param>
/// <param name="Filter">Must hold; of indexed fields alone.</param>
/// <param name="OrderBy">Order; customers without a value come last, equal ones by external id ascending.</param>
/// <param name="Descending">Greatest first.</param>
/// <param name="After">Continue after this customer: its order value (null if it had none) and external id; null for the first page.</param>
/// <param name="Limit">Most customers, 1 to 1,000.</param>
public sealed record CustomerQuery(
    TenantNumber Tenant,
    CustomerFilter Filter,
    CustomerField OrderBy,
    bool Descending,
    CustomerPageKey? After,
    int Limit)
{
    /// <summary>The instants that the stages of the lifecycle are told apart by; needed if the query filters or orders by them.</summary>
    public LifecycleBounds? Lifecycle { get; init; }
}
