using KpiPlatform.Domain.Identity;
using NodaTime;

namespace KpiPlatform.Domain.Segments.Tracking;

/// <summary>Which events to read, by position.</summary>
/// <param name="Tenant">The tenant.</param>
/// <param name="Segment">Of this segment; null for all.</param>
/// <param name="After">Those after this position.</param>
/// <param name="Limit">Most events, 1 to 1,000.</param>
public sealed record SegmentEventQuery(TenantNumber Tenant, string? Segment, long After, int Limit)
{
    /// <summary>Only those that occurred then or later; null for no bound.</summary>
    public Instant? From { get; init; }

    /// <summary>Only those that occurred before; null for no bound.</summary>
    public Instant? Before { get; init; }
}
