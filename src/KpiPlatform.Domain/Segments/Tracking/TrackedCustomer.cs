using KpiPlatform.Domain.Identity;

namespace KpiPlatform.Domain.Segments.Tracking;

/// <summary>A customer that is to be looked at.</summary>
/// <param name="Tenant">The tenant.</param>
/// <param name="Customer">Its number.</param>
/// <param name="CustomerId">External id; null once the person is erased.</param>
public sealed record TrackedCustomer(TenantNumber Tenant, CustomerNumber Customer, CustomerId? CustomerId);
