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
    /// <param name="name">Name of the group.</param>
    /// <param name="value">Its value.</param>
    /// <param name="reference">That of the reference; the same object for the reference itself.</param>
    /// <param name="shared">Customers who are in both groups.</param>
    public static ComparedGroup Of(string name, IndicatorValue value, IndicatorValue reference, long shared = 0)
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
        if (shared > 0)
        {
            group.Note = $"No interval: {shared} customers are in both groups, which therefore are no independent samples.";
            return group;
        }

        if (IntervalOf(value, reference) is not { } interval)
        {
            group.Note = "No interval: the indicator has none itself.";
            return group;
        }

        group.DifferenceInterval = new() { Lower = interval.Lower, Upper = interval.Upper, Method = interval.Method };
        group.Significant = interval.Lower > 0 || interval.Upper < 0;
        group.Note = group.Significant
            ? "The difference is larger than chance explains at the level of 95 %; of twenty such comparisons one is so by chance alone."
            : "The difference may well be chance.";
        return group;
    }

    /// <summary>
    /// Of two shares from what was counted; of other values that have intervals from these. An end of an adjusted interval can lie on
    /// the wrong side of the value itself (a score of 100 of few answers), and then tells nothing about its spread.
    /// </summary>
    private static ConfidenceInterval? IntervalOf(IndicatorValue value, IndicatorValue reference)
    {
        if (IsShare(value) && IsShare(reference))
            return NewcombeInterval.Of((long)value.Numerator, (long)value.Denominator, (long)reference.Numerator, (long)reference.Denominator, Percent);
        if (value.Interval is null || reference.Interval is null || !string.Equals(value.Interval.Method, reference.Interval.Method, StringComparison.Ordinal))
            return null;
        return DifferenceInterval.Of(value.Value, Holding(value), reference.Value, Holding(reference));
    }

    private static ConfidenceInterval Holding(IndicatorValue value) =>
        new(Math.Min(value.Interval.Lower, value.Value), Math.Max(value.Interval.Upper, value.Value), value.Interval.Method);

    /// <summary>Wilson intervals are given where successes are counted among trials, and only there.</summary>
    private static bool IsShare(IndicatorValue value) =>
        string.Equals(value.Unit, IndicatorUnits.Percent, StringComparison.Ordinal)
        && string.Equals(value.Interval?.Method, WilsonInterval.Method, StringComparison.Ordinal)
        && value is { HasNumerator: true, HasDenominator: true, Denominator: >= 1 };
}
