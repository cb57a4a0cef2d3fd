using KpiPlatform.Domain.Identity;

namespace KpiPlatform.Domain.Journal;

/// <summary>How far a customer is with a tenant's definitions.</summary>
/// <param name="Customer">The number.</param>
/// <param name="CustomerId">External id, empty for the tenant itself; null once erased.</param>
/// <param name="Version">Version of the customer's last row.</param>
/// <param name="Definition">Definition of that row: the newest that the customer counts under.</param>
public sealed record CountedCustomer(CustomerNumber Customer, CustomerId? CustomerId, long Version, int Definition);
