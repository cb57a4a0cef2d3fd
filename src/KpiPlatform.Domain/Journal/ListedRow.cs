using KpiPlatform.Domain.Identity;

namespace KpiPlatform.Domain.Journal;

/// <summary>A row of a listing.</summary>
/// <param name="Row">The row.</param>
/// <param name="CustomerId">The customer's external id; null once erased.</param>
public sealed record ListedRow(JournalRow Row, CustomerId? CustomerId);
