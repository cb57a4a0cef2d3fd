using KpiPlatform.Domain.Identity;

namespace KpiPlatform.Domain.Journal;

/// <summary>A customer of a listing.</summary>
/// <param name="CustomerId">External id.</param>
/// <param name="Entry">What the index knows.</param>
public sealed record ListedCustomer(CustomerId CustomerId, CustomerIndexEntry Entry);
