using KpiPlatform.Domain.Identity;

namespace KpiPlatform.Domain.Segments.Tracking;

/// <summary>What is to be stored at once.</summary>
/// <param name="Standings">Where customers stand now.</param>
/// <param name="Gone">Customers that are not looked at any more.</param>
/// <param name="Events">Entries and exits, in the order in which they happened to each customer.</param>
public sealed record SegmentChanges(IReadOnlyList<SegmentStanding> Standings, IReadOnlyList<CustomerNumber> Gone, IReadOnlyList<SegmentChange> Events);
