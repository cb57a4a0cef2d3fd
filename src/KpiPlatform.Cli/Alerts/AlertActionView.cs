using System.Globalization;
using KpiPlatform.Cli.Connection;
using KpiPlatform.Cli.Output;
using KpiPlatform.Cli.Wording;
using KpiPlatform.Protocol.V1;
using Spectre.Console.Rendering;

namespace KpiPlatform.Cli.Alerts;

/// <summary>How actions, and what happens to them, are shown.</summary>
internal static class AlertActionView
{
    public static ResourceView<AlertAction> View { get; } = new(
        [
            new("No", a => Id(a), AlignRight: true),
            new("State", State),
            new("Severity", a => AlertRuleView.Severity(a.Severity)),
            new("What", a => Cells.Text(a.Title)),
            new("About", a => Cells.Text(About(a))),
            new("Why", a => Cells.Text(a.Summary)),
            new("Now", a => Now(a), AlignRight: true),
            new("Owner", a => Cells.Text(a.Owner)),
            new("Due", a => Cells.Time(a.DueTime)),
            new("Since", a => Cells.Time(a.RaiseTime)),
        ],
        [
            new("action", Id),
            new("state", State),
            new("severity", a => AlertRuleView.Severity(a.Severity)),
            new("rule", a => ResourceNames.LastSegment(a.Rule)),
            new("title", a => a.Title),
            new("dimension_value", a => a.DimensionValue),
            new("customer_id", a => a.CustomerId),
            new("summary", a => a.Summary),
            new("value_then", a => a.HasValueThen ? a.ValueThen : null),
            new("value_now", a => a.HasValueNow ? a.ValueNow : null),
            new("owner", a => a.Owner),
            new("due_time", a => a.DueTime),
            new("open_time", a => a.OpenTime),
            new("raise_time", a => a.RaiseTime),
            new("occurrence_count", a => a.OccurrenceCount),
            new("resolve_time", a => a.ResolveTime),
            new("resolved_by", a => a.ResolvedBy),
        ]);

    /// <summary>One action.</summary>
    public static IRenderable Details(AlertAction action) => Tables.Pairs(
    [
        ("Action", Id(action)),
        ("State", State(action)),
        ("What", Cells.Text(action.Title)),
        ("About", Cells.Text(About(action))),
        ("Why", Cells.Text(action.Summary)),
        ("Now", Now(action)),
        ("Owner", Cells.Text(action.Owner)),
        ("Due", Cells.Time(action.DueTime)),
        ("Comments", Cells.Count(action.CommentCount)),
    ]);

    /// <summary>One event as a line of text.</summary>
    public static string Line(AlertEvent one) =>
        $"{Cells.Time(one.OccurTime)}  {one.Type.ToString().ToLowerInvariant(),-12}  {Id(one.Action),5}  {TextSafety.OneLine($"{one.Action.Title} {About(one.Action)}".Trim())}: {TextSafety.OneLine(one.Comment.Length > 0 ? one.Comment : one.Action.Summary)}";

    private static string Id(AlertAction action) => ResourceNames.LastSegment(action.Name);

    private static string State(AlertAction action) => action.State.ToString().ToLowerInvariant();

    private static string About(AlertAction action) =>
        action.CustomerId.Length > 0 ? action.CustomerId : action.DimensionValue.Length > 0 ? $"{action.Indicator} {action.DimensionValue}" : action.Indicator;

    private static string Now(AlertAction action) => action.HasValueNow ? Cells.Text(action.ValueNow.ToString("0.##", CultureInfo.InvariantCulture)) : Cells.None;
}
