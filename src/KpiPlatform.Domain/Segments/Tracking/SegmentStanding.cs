using KpiPlatform.Domain.Identity;
using NodaTime;

namespace KpiPlatform.Domain.Segments.Tracking;

/// <summary>Which segments a customer is in, as was told last.</summary>
/// <param name="Customer">The customer.</param>
/// <param name="Version">Version of the customer that was looked at.</param>
/// <param name="Definition">Stands for the segments and settings that were looked at; see <see cref="SegmentLedger"/>.</param>
/// <param name="DueAt">When that may change though nothing happens; null if never.</param>
/// <param name="Segments">Ids, in ordinal order.</param>
public sealed record SegmentStanding(CustomerNumber Customer, long Version, long Definition, Instant? DueAt, IReadOnlyList<string> Segments);
