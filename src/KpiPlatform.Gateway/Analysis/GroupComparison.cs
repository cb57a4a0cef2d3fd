using KpiPlatform.Domain.Indicators;
using KpiPlatform.Domain.Statistics;
using KpiPlatform.Protocol.V1;
using IndicatorValue = KpiPlatform.Protocol.V1.IndicatorValue;

namespace KpiPlatform.Gateway.Analysis;

/// <summary>How far a group's value lies from another's.</summary>
internal static class GroupComparison
{
    private const double Percent = 100;

    /// <summary>A group beside the reference.</summary>
    public static ComparedGroup Of(string name, IndicatorValue value, IndicatorValue reference)
    {
        var group = new ComparedGroup { DimensionValue = name, Value = value };
        if (ReferenceEquals(value, reference))
        {
            group.Note = "The reference.";
            return group;
        }

        if (!value.HasValue || !reference.HasValue)
        {
            group.Note = "One of both has no value, so there is nothing to compare.";
            return group;
        }

        group.Difference = value.Value - reference.Value;
        if (!IsShare(value) || !IsShare(reference))
        {
            group.Note = "No interval: the indicator is not a share of independent trials.";
            return group;
        }

        var interval = NewcombeInterval.Of((long)value.Numerator, (long)value.Denominator, (long)reference.Numerator, (long)reference.Denominator, Percent);
        group.DifferenceInterval = new() { Lower = interval.Lower, Upper = interval.Upper, Method = interval.Method };
        group.Significant = interval.Lower > 0 || interval.Upper < 0;
        group.Note = group.Significant
            ? "The difference is larger than chance explains at the level of 95 %; of twenty such comparisons one is so by chance alone."
            : "The difference may well be chance.";
        return group;
    }

    /// <summary>Wilson intervals are given where successes are counted among trials, and only there.</summary>
    private static bool IsShare(IndicatorValue value) =>
        string.Equals(value.Unit, IndicatorUnits.Percent, StringComparison.Ordinal)
        && string.Equals(value.Interval?.Method, WilsonInterval.Method, StringComparison.Ordinal)
        && value is { HasNumerator: true, HasDenominator: true, Denominator: >= 1 };
}
