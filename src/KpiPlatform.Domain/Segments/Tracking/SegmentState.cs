namespace KpiPlatform.Domain.Segments.Tracking;

/// <summary>A segment at one moment.</summary>
/// <param name="Position">Position of the tenant's last event.</param>
/// <param name="Members">Customers in it.</param>
/// <param name="Definition">The definition under which all customers have been looked at last; 0 if there was none.</param>
public sealed record SegmentState(long Position, long Members, long Definition);
