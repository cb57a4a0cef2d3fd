using System.Globalization;
using Google.Protobuf.WellKnownTypes;
using KpiPlatform.Cli.Connection;
using KpiPlatform.Cli.Output;
using KpiPlatform.Protocol.V1;
using Spectre.Console.Rendering;

namespace KpiPlatform.Cli.Alerts;

/// <summary>How rules are shown.</summary>
internal static class AlertRuleView
{
    public static ResourceView<AlertRule> View { get; } = new(
        [
            new("Rule", r => Cells.Text(Id(r))),
            new("Name", r => Cells.Text(r.DisplayName)),
            new("Severity", r => Severity(r.Severity)),
            new("Watches", r => Cells.Text(Watches(r))),
            new("Open", r => Cells.Count(r.OpenActionCount), AlignRight: true),
            new("", r => r.Disabled ? "disabled" : r.Problem.Length > 0 ? "cannot be looked at" : ""),
        ],
        [
            new("rule", Id),
            new("display_name", r => r.DisplayName),
            new("severity", r => Severity(r.Severity)),
            new("watches", Watches),
            new("disabled", r => r.Disabled),
            new("open_action_count", r => r.OpenActionCount),
            new("problem", r => r.Problem),
        ]);

    /// <summary>One rule.</summary>
    public static IRenderable Details(AlertRule rule) => Tables.Pairs(
    [
        ("Rule", Cells.Text(Id(rule))),
        ("Name", Cells.Text(rule.DisplayName)),
        ("Description", Cells.Text(rule.Description)),
        ("Severity", Severity(rule.Severity)),
        ("Watches", Cells.Text(Watches(rule))),
        ("For", Span(rule.ForDuration)),
        ("Clear after", Span(rule.ClearDuration)),
        ("Resolves by itself", rule.KeepOpen ? "no" : "yes"),
        ("Owner", Cells.Text(rule.Owner)),
        ("Due within", Span(rule.DueWithin)),
        ("Open actions", Cells.Count(rule.OpenActionCount)),
        ("Disabled", rule.Disabled ? "yes" : "no"),
        ("Problem", Cells.Text(rule.Problem)),
        ("Changed", Cells.Time(rule.UpdateTime)),
    ]);

    /// <summary>A severity by its name in the contract.</summary>
    public static string Severity(AlertSeverity severity) => severity.ToString().ToLowerInvariant();

    private static string Id(AlertRule rule) => ResourceNames.LastSegment(rule.Name);

    private static string Watches(AlertRule rule) => rule.WatchedCase switch
    {
        AlertRule.WatchedOneofCase.Customers => $"customers in {rule.Customers.Segment}",
        AlertRule.WatchedOneofCase.Silence => $"silence of {(rule.Silence.Source.Length > 0 ? rule.Silence.Source : "all sources")} {rule.Silence.Kind} after {Span(rule.Silence.After)}",
        _ => $"{Subject(rule.Indicator)} {Condition(rule.Condition)}",
    };

    private static string Subject(AlertIndicator indicator) =>
        indicator.Scorecard.Length > 0
            ? (indicator.Path.Length > 0 ? $"{indicator.Scorecard}/{indicator.Path}" : indicator.Scorecard)
            : indicator.Dimension.Length > 0 ? $"{indicator.Indicator} by {indicator.Dimension}" : indicator.Indicator;

    private static string Condition(AlertCondition? condition) => condition?.Kind switch
    {
        null => "",
        AlertCondition.Types.Kind.Status => $"turns {string.Join(" or ", condition.ToStatuses.Select(status => status.ToString().ToLowerInvariant()))}",
        AlertCondition.Types.Kind.Percent => $"{Side(condition)} {Number(condition)} % of {(condition.Base == AlertCondition.Types.Base.PreviousPeriod ? "the period before" : condition.Base.ToString().ToLowerInvariant())}",
        AlertCondition.Types.Kind.Change => $"changes {Side(condition)} {Number(condition)}{(condition.Relative ? " %" : "")} in {Span(condition.Window)}",
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

    private static string Span(Duration? duration) => duration is null ? Cells.None : duration.ToTimeSpan().ToString("c", CultureInfo.InvariantCulture);
}
