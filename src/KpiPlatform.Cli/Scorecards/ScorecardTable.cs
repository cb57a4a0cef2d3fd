using KpiPlatform.Cli.Connection;
using KpiPlatform.Cli.Output;
using KpiPlatform.Protocol.V1;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace KpiPlatform.Cli.Scorecards;

/// <summary>A scorecard as a table of 80 columns: perspectives, objectives and indicators, each indented below its parent.</summary>
internal static class ScorecardTable
{
    // Of 80 columns, what value and target of seven digits with their currency leave; longer names wrap.
    private const int NameWidth = 26;

    /// <summary>Heading and table.</summary>
    public static IRenderable Render(Scorecard card)
    {
        var table = Tables.Empty();
        table.Column("", gap: 0)
            .Column("Value", alignRight: true, wrap: false, gap: 0)
            .Column("Target", alignRight: true, wrap: false, gap: 0)
            .Column("Perf.", alignRight: true, wrap: false, gap: 0)
            .Column("Track", wrap: false, gap: 0)
            .Column("Status", wrap: false, gap: 0);
        table.Columns[0].Width = NameWidth;
        foreach (var row in ScorecardRow.Of(card).Skip(1))
            table.AddRow(Row(row));
        return card.Initiatives.Count == 0 ? new Rows(Heading(card), table, Notes(card)) : new Rows(Heading(card), table, Notes(card), Initiatives(card));
    }

    private static Markup Heading(Scorecard card)
    {
        var title = Cells.Text(card.Title.Length > 0 ? card.Title : ResourceNames.LastSegment(card.Name));
        var period = Cells.Text(card.Period?.Label) + (card.Partial ? " (not over)" : "");
        var performance = Cells.Number(card.HasPerformance ? card.Performance : null, 0);
        var leading = card.HasLeadingPerformance ? $"  leading {Cells.Number(card.LeadingPerformance, 0)}" : "";
        var late = card.HasLatePerformanceAdjustment ? $" ({Signed(card.LatePerformanceAdjustment, 1)} since)" : "";
        var closed = card.CloseTime is null ? "" : $"\nclosed {Cells.Time(card.CloseTime)}{(card.Restated ? ", restated with what arrived later" : "")}";
        var changed = card.CountingChangeTime is null ? "" : $"\nwhat the tenant counts changed {Cells.Time(card.CountingChangeTime)}, after {(card.CloseTime is null ? "this instant: it is counted as now" : "these values")}";
        return new Markup(
            $"[bold]{title}[/]  {period}  as of {Cells.Time(card.AsOfTime)}\n"
            + $"{StatusText.Markup(card.Status, card.StatusLabel)}  performance {performance}{late}{leading}  coverage {ValueText.Rounded(card.Coverage, 0)} %{closed}{changed}");
    }

    private static IRenderable[] Row(ScorecardRow row)
    {
        var indent = row.Level switch { "perspective" => 0, "objective" => 1, _ => 2 };
        var name = row.Level == "perspective" ? $"[bold]{Cells.Text(row.Title)}[/]" : Cells.Text(row.Title);
        var value = row.Indicator?.Value;
        var track = row.Indicator is not { } indicator ? "" : indicator.HasOnTrack ? indicator.OnTrack ? "yes" : "no" : Cells.None;
        return
        [
            new Padder(new Markup(name), new Padding(indent, 0, 0, 0)),
            new Markup(row.Indicator is null ? "" : ValueText.Format(value) + Marks(row.Indicator)),
            new Markup(row.Indicator is null ? "" : Target(row.Indicator)),
            new Markup(Cells.Number(row.Performance, 0)),
            new Markup(track),
            new Markup(StatusText.Markup(row.Status, row.StatusLabel)),
        ];
    }

    /// <summary>The target, or the band to stay in: "80 % – 90 %", "≥ 80 %", "≤ 20 %".</summary>
    private static string Target(IndicatorResult indicator)
    {
        var unit = indicator.Value?.Unit ?? "";
        return indicator switch
        {
            { HasBandLow: true, HasBandHigh: true } => $"{ValueText.Format(indicator.BandLow, unit)} – {ValueText.Format(indicator.BandHigh, unit)}",
            { HasBandLow: true } => $"≥ {ValueText.Format(indicator.BandLow, unit)}",
            { HasBandHigh: true } => $"≤ {ValueText.Format(indicator.BandHigh, unit)}",
            { HasTarget: true } => ValueText.Format(indicator.Target, unit),
            _ => Cells.None,
        };
    }

    private static string Signed(double number, int decimals) => (number > 0 ? "+" : "") + ValueText.Rounded(number, decimals);

    // Footnote marks: a value that is not simply counted in the period says so.
    private static string Marks(IndicatorResult indicator) =>
        (indicator.Value is { Late: true } ? "¹" : "")
        + (indicator.Overridden || indicator.Value is { Overridden: true } ? "²" : "")
        + (indicator.Value is { Modelled: true } ? "³" : "")
        + (indicator.Inherited ? "⁴" : "")
        + (indicator.Source.Length > 0 ? "⁵" : "")
        + (indicator.Role == IndicatorRole.Leading ? "⁶" : "");

    private static Rows Initiatives(Scorecard card)
    {
        var table = Tables.Build<Initiative>(
        [
            new("Initiative", i => Cells.Text(i.Title.Length > 0 ? i.Title : i.Id)),
            new("Owner", i => Cells.Text(i.Owner)),
            new("Done", i => i.HasProgress ? ValueText.Rounded(i.Progress, 0) + " %" : Cells.None, AlignRight: true),
            new("Budget", i => Cells.Number(i.HasBudget ? i.Budget : null, 0), AlignRight: true),
            new("Spent", i => Cells.Number(i.HasSpent ? i.Spent : null, 0), AlignRight: true),
            new("Earned", i => Cells.Number(i.HasEarnedValue ? i.EarnedValue : null, 0), AlignRight: true),
            new("Variance", i => i.HasCostVariance ? $"[{(i.CostVariance < 0 ? "red" : "default")}]{Signed(i.CostVariance, 0)}[/]" : Cells.None, AlignRight: true),
        ], card.Initiatives);
        return new Rows(table);
    }

    private static Markup Notes(Scorecard card)
    {
        var indicators = ScorecardRow.Of(card).Select(r => r.Indicator).OfType<IndicatorResult>().ToList();
        var notes = new List<string>();
        if (indicators.Any(i => i.Value is { Late: true }))
            notes.Add("¹ interactions arrived after the period was closed");
        if (indicators.Any(i => i.Overridden || i.Value is { Overridden: true }))
            notes.Add("² entered by a person");
        if (indicators.Any(i => i.Value is { Modelled: true }))
            notes.Add("³ fitted by a model");
        if (indicators.Any(i => i.Inherited))
            notes.Add("⁴ observed before the period began");
        if (indicators.Any(i => i.Source.Length > 0))
            notes.Add("⁵ taken over from another scorecard");
        if (indicators.Any(i => i.Role == IndicatorRole.Leading))
            notes.Add("⁶ leading: rolls up beside the performance");
        notes.AddRange(indicators
            .Where(i => i.HasLateAdjustment)
            .Select(i => $"+ {Name(i)}: {Signed(i.LateAdjustment, 2)} since the closing"));
        notes.AddRange(indicators
            .Where(i => i.CommentMissing)
            .Select(i => $"! {Name(i)} is red and wants a comment"));
        notes.AddRange(indicators
            .Where(i => i.GreyReason.Length > 0)
            .Select(i => $"○ {Name(i)}: {Cells.Text(i.GreyReason)}"));
        return new Markup(string.Join('\n', notes));
    }

    private static string Name(IndicatorResult indicator) => Cells.Text(indicator.Title.Length > 0 ? indicator.Title : indicator.Id);
}
