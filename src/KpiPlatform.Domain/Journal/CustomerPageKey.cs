namespace KpiPlatform.Domain.Journal;

/// <summary>Where a page of customers ended.</summary>
/// <param name="Value">Order value of its last customer; null if it had none or the order is by id.</param>
/// <param name="CustomerId">External id of its last customer.</param>
public sealed record CustomerPageKey(double? Value, string CustomerId);
