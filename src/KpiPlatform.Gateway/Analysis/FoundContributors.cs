using KpiPlatform.Domain.Analysis;
using KpiPlatform.Domain.Indicators;

namespace KpiPlatform.Gateway.Analysis;

/// <summary>The customers behind a value, in the order in which they are listed. Immutable.</summary>
/// <param name="Total">The value.</param>
/// <param name="IsAdditive">Whether they add up to it.</param>
/// <param name="Listed">Those with a name.</param>
/// <param name="OtherNumerator">What is no listed customer's.</param>
/// <param name="OtherDenominator">What is no listed customer's.</param>
internal sealed record FoundContributors(
    IndicatorValue Total, bool IsAdditive, IReadOnlyList<(string CustomerId, Contributor Part)> Listed, double OtherNumerator, double OtherDenominator);
