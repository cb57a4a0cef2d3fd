using KpiPlatform.Domain.Identity;

namespace KpiPlatform.Domain.Journal;

/// <summary>Names a customer by its external id.</summary>
/// <param name="Tenant">The tenant.</param>
/// <param name="Customer">The external id; the empty id is the tenant itself.</param>
public readonly record struct CustomerReference(TenantNumber Tenant, CustomerId Customer);
