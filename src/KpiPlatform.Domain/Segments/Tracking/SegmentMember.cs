using KpiPlatform.Domain.Identity;
using NodaTime;

namespace KpiPlatform.Domain.Segments.Tracking;

/// <summary>A customer in a segment.</summary>
/// <param name="CustomerId">External id.</param>
/// <param name="Since">When it entered.</param>
public sealed record SegmentMember(string CustomerId, Instant Since)
{
    /// <summary>The customer's number.</summary>
    public CustomerNumber Customer { get; init; }
}
