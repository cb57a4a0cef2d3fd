using KpiPlatform.Domain.Identity;
using NodaTime;

namespace KpiPlatform.Domain.Segments.Tracking;

/// <summary>A customer enters or leaves a segment.</summary>
/// <param name="Customer">The customer.</param>
/// <param name="Segment">Id of the segment.</param>
/// <param name="HasEntered">Enters, else leaves.</param>
/// <param name="Cause">Why.</param>
/// <param name="OccurredAt">From when on it is so.</param>
public sealed record SegmentChange(CustomerNumber Customer, string Segment, bool HasEntered, SegmentCause Cause, Instant OccurredAt);
