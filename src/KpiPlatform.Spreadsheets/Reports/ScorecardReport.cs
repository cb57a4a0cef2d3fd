using System.Text;
using KpiPlatform.Domain.Scorecards;
using KpiPlatform.Formatting;
using KpiPlatform.Spreadsheets.Model;
using KpiPlatform.Spreadsheets.Sheets;

namespace KpiPlatform.Spreadsheets.Reports;

/// <summary>A scorecard as one page of HTML that needs nothing else and prints well: no script, no other file, headings again on each sheet of paper.</summary>
public static class ScorecardReport
{
    private const string Policy = "default-src 'none'; style-src 'unsafe-inline'";
    private static readonly string Style = ReadStyle();

    /// <summary>Writes it, in UTF-8.</summary>
    /// <param name="export">What to show.</param>
    public static byte[] Write(ScorecardExport export)
    {
        ArgumentNullException.ThrowIfNull(export);
        var html = new Html();
        html.Add($"<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta http-equiv=\"Content-Security-Policy\" content=\"{Policy}\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
        html.Add($"<title>{export.Title} – {LocalTexts.Title(export.Values.Period)}</title>\n<style>\n");
        var head = html.ToString() + Style + "</style>\n</head>\n<body>\n";
        var body = new Html();
        AddCover(body, export);
        var indicators = export.Indicators.ToDictionary(indicator => indicator.Path);
        foreach (var perspective in export.Values.Perspectives)
            AddPerspective(body, perspective, indicators, export);
        AddInitiatives(body, export);
        var local = new LocalTexts(export);
        body.Add($"<footer><p>{export.Tenant.Value}, scorecard {export.Scorecard.Value}, version {Numbers.Count(export.Values.DefinitionVersion)}. Made on {local.Time(export.GeneratedAt)}; times are those of {export.Calendar.Zone.Id}. ");
        body.Add($"Scores run from 0 to 100; a trend shows the {Numbers.Count(export.Periods.Count)} periods up to this one.</p></footer>\n</body>\n</html>\n");
        return Encoding.UTF8.GetBytes(head + body);
    }

    private static void AddCover(Html html, ScorecardExport export)
    {
        var values = export.Values;
        var local = new LocalTexts(export);
        html.Add($"<header class=\"cover\"><h1>{export.Title}</h1>\n<p class=\"soft\">{local.PeriodAndInstant}</p>");
        if (export.Definition.Description.Length > 0)
            html.Add($"<p>{export.Definition.Description}</p>");
        html.Add($"<dl class=\"facts\"><div><dt>Tenant</dt><dd>{export.Tenant.Value}</dd></div><div><dt>Coverage</dt><dd>{Numbers.Percent(values.Coverage)}</dd></div>");
        if (values.LeadingStatus != Status.None)
            html.Add($"<div><dt>Leading indicators</dt><dd>{Numbers.Score(values.LeadingPerformance)} {ReportParts.Status(values.LeadingStatus, string.Empty)}</dd></div>");
        if (values.ClosedAt is { } closed)
            html.Add($"<div><dt>Closed</dt><dd>{local.Time(closed)}{(values.Restated ? ", shown with what came later" : string.Empty)}</dd></div>");
        if (values.LatePerformanceAdjustment is { } late)
            html.Add($"<div><dt>Late adjustment</dt><dd>{Numbers.Signed(late)}</dd></div>");
        html.Add($"</dl></header>\n<main>\n<div class=\"result\"><span class=\"score\">{Numbers.Score(values.Performance)}</span><span>{ReportParts.Status(values.Status, values.StatusLabel)}<br><span class=\"soft\">of 100</span></span></div>\n");
        html.Add($"<section><table><caption>Perspectives</caption><thead><tr><th scope=\"col\">Perspective</th><th scope=\"col\" class=\"number\">Weight</th><th scope=\"col\" class=\"number\">Coverage</th><th scope=\"col\">Score</th><th scope=\"col\">Status</th></tr></thead><tbody>\n");
        foreach (var perspective in values.Perspectives)
        {
            html.Add($"<tr><th scope=\"row\">{Words.OrId(perspective.Title, perspective.Id)}</th><td class=\"number\">{Numbers.Plain(perspective.Weight)}</td><td class=\"number\">{Numbers.Percent(perspective.Coverage)}</td>");
            html.Add($"<td class=\"col-score\">{Numbers.Score(perspective.Performance)}{ReportParts.Bar(perspective.Performance, perspective.Status)}</td><td>{ReportParts.Status(perspective.Status, perspective.StatusLabel)}</td></tr>\n");
        }

        html.Add($"</tbody></table></section>\n");
    }

    private static void AddPerspective(Html html, PerspectiveResult perspective, Dictionary<IndicatorPath, ExportedIndicator> indicators, ScorecardExport export)
    {
        var title = Words.OrId(perspective.Title, perspective.Id);
        html.Add($"<section class=\"perspective\"><div class=\"head\"><h2>{title}</h2><span>{Numbers.Score(perspective.Performance)} of 100</span>{ReportParts.Status(perspective.Status, perspective.StatusLabel)}</div>\n");
        html.Add($"<table aria-label=\"Objectives and indicators of {title}\"><thead><tr><th scope=\"col\" class=\"col-name\">Indicator</th><th scope=\"col\" class=\"number\">Value</th><th scope=\"col\" class=\"col-trend\">Trend</th><th scope=\"col\" class=\"number\">Target</th><th scope=\"col\" class=\"col-score\">Score</th><th scope=\"col\" class=\"col-status\">Status</th></tr></thead>\n");
        foreach (var objective in perspective.Objectives)
        {
            var owner = objective.Owner.Length > 0 ? $"owner: {objective.Owner}" : string.Empty;
            html.Add($"<tbody><tr class=\"objective\"><th scope=\"rowgroup\" colspan=\"4\">{Words.OrId(objective.Title, objective.Id)}{Note(RemarkTexts.Join(owner, objective.Retired ? "retired" : string.Empty))}</th>");
            html.Add($"<td>{Numbers.Score(objective.Performance)}</td><td>{ReportParts.Status(objective.Status, objective.StatusLabel)}</td></tr>\n");
            foreach (var result in objective.Indicators)
                AddIndicator(html, indicators[new(perspective.Id, objective.Id, result.Id)], export);
            html.Add($"</tbody>\n");
        }

        html.Add($"</table></section>\n");
    }

    private static void AddIndicator(Html html, ExportedIndicator indicator, ScorecardExport export)
    {
        var result = indicator.Result;
        var remarks = RemarkTexts.Of(result with { StatusLabel = string.Empty, Value = result.Value with { Partial = false } });
        html.Add($"<tr><th scope=\"row\">{indicator.Title}{Note(remarks)}</th><td class=\"number\">{Numbers.Format(result.Value.Value, indicator.Unit)}</td>");
        html.Add($"<td>{ReportParts.Sparkline(indicator.Series, TrendLabel(indicator, export))}</td><td class=\"number\">{Target(indicator)}{Note(Track(result))}</td>");
        html.Add($"<td>{Numbers.Score(result.Performance)}{ReportParts.Bar(result.Performance, result.Status)}</td><td>{ReportParts.Status(result.Status, result.StatusLabel)}</td></tr>\n");
    }

    private static void AddInitiatives(Html html, ScorecardExport export)
    {
        if (export.Values.Initiatives.Count > 0)
        {
            html.Add($"<section><table><caption>Initiatives</caption><thead><tr><th scope=\"col\">Initiative</th><th scope=\"col\">Owner</th><th scope=\"col\" class=\"number\">Done</th><th scope=\"col\" class=\"number\">Budget</th><th scope=\"col\" class=\"number\">Spent</th><th scope=\"col\">Ends</th></tr></thead><tbody>\n");
            foreach (var initiative in export.Values.Initiatives)
            {
                html.Add($"<tr><th scope=\"row\">{initiative.Title}</th><td>{initiative.Owner}</td><td class=\"number\">{Numbers.Percent(initiative.Progress)}</td>");
                html.Add($"<td class=\"number\">{Numbers.Goal(initiative.Budget, export.Currency)}</td><td class=\"number\">{Numbers.Goal(initiative.Spent, export.Currency)}</td><td>{LocalTexts.Day(initiative.EndDate)}</td></tr>\n");
            }

            html.Add($"</tbody></table></section>\n");
        }

        html.Add($"</main>\n");
    }

    private static string Target(ExportedIndicator indicator)
    {
        var result = indicator.Result;
        return result switch
        {
            { BandLow: { } low, BandHigh: { } high } => $"{Numbers.Goal(low, indicator.Unit)} – {Numbers.Goal(high, indicator.Unit)}",
            { BandLow: { } low } => $"≥ {Numbers.Goal(low, indicator.Unit)}",
            { BandHigh: { } high } => $"≤ {Numbers.Goal(high, indicator.Unit)}",
            _ => Numbers.Goal(result.Target, indicator.Unit),
        };
    }

    private static string Track(IndicatorResult result) => RemarkTexts.Join(
        result.OnTrack switch { true => "on track", false => "behind", _ => string.Empty },
        result.Deadline.Length > 0 ? $"by {LocalTexts.Day(result.Deadline)}" : string.Empty);

    private static string TrendLabel(ExportedIndicator indicator, ScorecardExport export)
    {
        var known = indicator.Series.OfType<double>().ToList();
        return known.Count == 0 || export.Periods.Count == 0
            ? string.Empty
            : $"{LocalTexts.Title(export.Periods[0])} to {LocalTexts.Title(export.Periods[^1])}: from {Numbers.Format(known[0], indicator.Unit)} to {Numbers.Format(known[^1], indicator.Unit)}";
    }

    private static Html Note(string text) => Html.Of(html =>
    {
        if (text.Length > 0)
            html.Add($"<span class=\"note\">{text}</span>");
    });

    private static string ReadStyle()
    {
        using var stream = typeof(ScorecardReport).Assembly.GetManifestResourceStream("report.css") ?? throw new InvalidOperationException("report.css is not embedded.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
