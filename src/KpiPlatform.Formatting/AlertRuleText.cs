using System.Globalization;
using Google.Protobuf.WellKnownTypes;
using KpiPlatform.Protocol.V1;

namespace KpiPlatform.Formatting;

/// <summary>What an alert rule looks at, in words.</summary>
public static class AlertRuleText
{
    /// <summary>"customer/experience/satisfy/csat at most -15 % of target"; empty for a rule that looks at nothing.</summary>
    public static string Of(AlertRule rule)
    {
        ArgumentNullException.ThrowIfNull(rule);
        return rule.WatchedCase switch
        {
            AlertRule.WatchedOneofCase.Customers => $"customers in the segment {rule.Customers.Segment}",
            AlertRule.WatchedOneofCase.Silence => $"{(rule.Silence.Source.Length > 0 ? rule.Silence.Source : "all sources")} {(rule.Silence.Kind.Length > 0 ? $"({rule.Silence.Kind}) " : string.Empty)}silent for {Of(rule.Silence.After)}",
            AlertRule.WatchedOneofCase.Indicator => $"{Subject(rule.Indicator)} {Of(rule.Condition)}".TrimEnd(),
            _ => string.Empty,
        };
    }

    /// <summary>"5 min": in the largest unit that says it exactly in a number of 2 or more; "0 s" if absent.</summary>
    public static string Of(Duration? duration) => (duration?.Seconds ?? 0) switch
    {
        var s when s >= 172_800 && s % 86_400 == 0 => string.Create(CultureInfo.InvariantCulture, $"{s / 86_400} days"),
        var s when s >= 7_200 && s % 3_600 == 0 => string.Create(CultureInfo.InvariantCulture, $"{s / 3_600} h"),
        var s when s >= 120 && s % 60 == 0 => string.Create(CultureInfo.InvariantCulture, $"{s / 60} min"),
        var s => string.Create(CultureInfo.InvariantCulture, $"{s} s"),
    };

    private static string Subject(AlertIndicator indicator)
    {
        var subject = indicator switch
        {
            { Scorecard.Length: > 0, Path.Length: > 0 } => $"{indicator.Scorecard}/{indicator.Path}",
            { Scorecard.Length: > 0 } => $"scorecard {indicator.Scorecard}",
            _ => indicator.Indicator,
        };
        return indicator.Dimension.Length > 0 ? $"{subject} by {indicator.Dimension}" : subject;
    }

    private static string Of(AlertCondition? condition) => condition?.Kind switch
    {
        null => string.Empty,
        AlertCondition.Types.Kind.Status => $"turns {string.Join(" or ", condition.ToStatuses.Select(status => status.ToString().ToLowerInvariant()))}",
        AlertCondition.Types.Kind.Percent => $"{Side(condition)} {Number(condition)} % of {(condition.Base == AlertCondition.Types.Base.PreviousPeriod ? "the period before" : condition.Base.ToString().ToLowerInvariant())}",
        AlertCondition.Types.Kind.Change => $"changes {Side(condition)} {Number(condition)}{(condition.Relative ? " %" : string.Empty)} in {Of(condition.Window)}",
        _ => $"{Side(condition)} {Number(condition)}",
    };

    private static string Side(AlertCondition condition) => condition.Comparison switch
    {
        AlertCondition.Types.Comparison.Above => "above",
        AlertCondition.Types.Comparison.AtLeast => "at least",
        AlertCondition.Types.Comparison.Below => "below",
        _ => "at most",
    };

    private static string Number(AlertCondition condition) => condition.Threshold.ToString("0.####", CultureInfo.InvariantCulture);
}
