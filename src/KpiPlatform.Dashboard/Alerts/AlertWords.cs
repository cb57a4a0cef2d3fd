using System.Globalization;
using KpiPlatform.Protocol.V1;

namespace KpiPlatform.Dashboard.Alerts;

/// <summary>Rules and actions in words.</summary>
internal static class AlertWords
{
    /// <summary>A severity.</summary>
    public static string Of(AlertSeverity severity) => severity switch
    {
        AlertSeverity.Critical => "Critical",
        AlertSeverity.Info => "Info",
        _ => "Warning",
    };

    /// <summary>A state.</summary>
    public static string Of(AlertAction.Types.State state) => state switch
    {
        AlertAction.Types.State.Acknowledged => "seen to",
        AlertAction.Types.State.Resolved => "resolved",
        _ => "open",
    };

    /// <summary>What a rule looks at.</summary>
    public static string Subject(AlertRule rule) => rule.WatchedCase switch
    {
        AlertRule.WatchedOneofCase.Customers => $"customers in the segment {rule.Customers.Segment}",
        AlertRule.WatchedOneofCase.Silence => $"{(rule.Silence.Source.Length > 0 ? rule.Silence.Source : "all sources")} {rule.Silence.Kind} silent for {Seconds(rule.Silence.After?.Seconds ?? 0)}",
        AlertRule.WatchedOneofCase.Indicator => $"{Indicator(rule.Indicator)} {Condition(rule.Condition)}",
        _ => string.Empty,
    };

    private static string Indicator(AlertIndicator indicator) =>
        (indicator.Scorecard.Length > 0 ? (indicator.Path.Length > 0 ? $"{indicator.Scorecard}: {indicator.Path}" : $"scorecard {indicator.Scorecard}") : indicator.Indicator)
        + (indicator.Dimension.Length > 0 ? $" by {indicator.Dimension}" : string.Empty);

    private static string Condition(AlertCondition? condition) => condition?.Kind switch
    {
        null => string.Empty,
        AlertCondition.Types.Kind.Status => $"turns {string.Join(" or ", condition.ToStatuses.Select(status => status.ToString().ToLowerInvariant()))}",
        AlertCondition.Types.Kind.Percent => $"{Side(condition)} {Number(condition)} % of {(condition.Base == AlertCondition.Types.Base.PreviousPeriod ? "the period before" : condition.Base.ToString().ToLowerInvariant())}",
        AlertCondition.Types.Kind.Change => $"changes {Side(condition)} {Number(condition)}{(condition.Relative ? " %" : string.Empty)} in {Seconds(condition.Window?.Seconds ?? 0)}",
        _ => $"{Side(condition)} {Number(condition)}",
    };

    private static string Side(AlertCondition condition) => condition.Comparison switch
    {
        AlertCondition.Types.Comparison.Above => "above",
        AlertCondition.Types.Comparison.AtLeast => "at least",
        AlertCondition.Types.Comparison.Below => "below",
        _ => "at most",
    };

    private static string Number(AlertCondition condition) => condition.Threshold.ToString("0.##", CultureInfo.InvariantCulture);

    private static string Seconds(long seconds) => seconds switch
    {
        >= 172_800 when seconds % 86_400 == 0 => string.Create(CultureInfo.InvariantCulture, $"{seconds / 86_400} days"),
        >= 7_200 when seconds % 3_600 == 0 => string.Create(CultureInfo.InvariantCulture, $"{seconds / 3_600} h"),
        >= 120 when seconds % 60 == 0 => string.Create(CultureInfo.InvariantCulture, $"{seconds / 60} min"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{seconds} s"),
    };
}
