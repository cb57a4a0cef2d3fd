using KpiPlatform.Domain.Identity;
using NodaTime;

namespace KpiPlatform.Domain.Journal;

/// <summary>Which rows to list.</summary>
/// <param name="Tenant">Of this tenant.</param>
/// <param name="Customer">Only of this customer; null for all.</param>
/// <param name="Source">Only of this source; null for all.</param>
/// <param name="From">Only those that occurred at or after; null for no bound.</param>
/// <param name="To">Only those that occurred before; null for no bound.</param>
/// <param name="After">Only those after this one, to continue a page; null for the first page.</param>
/// <param name="Limit">Most rows, 1 to 1,000.</param>
public sealed record JournalQuery(
    TenantNumber Tenant,
    CustomerNumber? Customer,
    string? Source,
    Instant? From,
    Instant? To,
    ListingKey? After,
    int Limit)
{
    /// <summary>Of these customers as well as of <see cref="Customer"/>: those that are folded into it. Empty, mostly: none.</summary>
    public IReadOnlyList<CustomerNumber> Folded { get; init; } = [];
}
