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
            new("Watches", r => Cells.Text(AlertRuleText.Of(r))),
            new("Open", r => Cells.Count(r.OpenActionCount), AlignRight: true),
            new("", r => r.Disabled ? "disabled" : r.Problem.Length > 0 ? "cannot be looked at" : ""),
        ],
        [
            new("rule", Id),
            new("display_name", r => r.DisplayName),
            new("severity", r => Severity(r.Severity)),
            new("watches", AlertRuleText.Of),
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
        ("Watches", Cells.Text(AlertRuleText.Of(rule))),
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

    private static string Span(Duration? duration) => duration is null ? Cells.None : AlertRuleText.Of(duration);
}
