namespace KpiPlatform.Domain.Identity;

/// <summary>Integer surrogate of a customer, unique in the database. Never shown to users, keeps totals when a person is erased.</summary>
/// <param name="Value">The number; 0 is no customer.</param>
public readonly record struct CustomerNumber(long Value);
