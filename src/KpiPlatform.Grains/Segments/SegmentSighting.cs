using KpiPlatform.Domain.Identity;
using KpiPlatform.Domain.Segments;
using NodaTime;

namespace KpiPlatform.Grains.Segments;

/// <summary>A state of a customer that is to be looked at.</summary>
/// <param name="Customer">The customer.</param>
/// <param name="Facts">The state; null if it is to be asked for.</param>
/// <param name="At">Since when it is known.</param>
internal readonly record struct SegmentSighting(CustomerNumber Customer, CustomerFacts? Facts, Instant At)
{
    /// <summary>It is no more: it leaves all segments.</summary>
    public bool IsGone { get; init; }
}
