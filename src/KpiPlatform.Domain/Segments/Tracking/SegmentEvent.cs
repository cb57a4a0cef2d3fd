using KpiPlatform.Domain.Identity;
using NodaTime;

namespace KpiPlatform.Domain.Segments.Tracking;

/// <summary>An entry or exit as stored.</summary>
/// <param name="Position">Number of the event among those of the tenant: from 1, in the order of commits, never reused.</param>
/// <param name="Segment">Id of the segment.</param>
/// <param name="CustomerId">External id; null once the person is erased.</param>
/// <param name="HasEntered">Entered, else left.</param>
/// <param name="Cause">Why.</param>
/// <param name="OccurredAt">From when on it is so.</param>
/// <param name="RecordedAt">When it was stored.</param>
public sealed record SegmentEvent(long Position, string Segment, string? CustomerId, bool HasEntered, SegmentCause Cause, Instant OccurredAt, Instant RecordedAt)
{
    /// <summary>The customer's number, which stays when the person is erased.</summary>
    public CustomerNumber Customer { get; init; }
}
