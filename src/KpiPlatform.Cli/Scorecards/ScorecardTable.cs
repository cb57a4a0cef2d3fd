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
        return new Rows(Heading(card), table, Notes(card));
    }

    private static Markup Heading(Scorecard card)
    {
        var title = Cells.Text(card.Title.Length > 0 ? card.Title : ResourceNames.LastSegment(card.Name));
        var period = Cells.Text(card.Period?.Label) + (card.Partial ? " (not over)" : "");
        var performance = Cells.Number(card.HasPerformance ? card.Performance : null, 0);
        return new Markup(
            $"[bold]{title}[/]  {period}  as of {Cells.Time(card.AsOfTime)}\n"
            + $"{StatusText.Markup(card.Status)}  performance {performance}  coverage {ValueText.Rounded(card.Coverage, 0)} %");
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
            new Markup(row.Indicator is null ? "" : ValueText.Format(value) + Marks(value)),
            new Markup(row.Indicator is null ? "" : ValueText.Format(row.Indicator.Target, value?.Unit ?? "")),
            new Markup(Cells.Number(row.Performance, 0)),
            new Markup(track),
            new Markup(StatusText.Markup(row.Status)),
        ];
    }

    // Footnote marks: a value that is not simply counted says so.
    private static string Marks(IndicatorValue? value) =>
        value is null ? "" : (value.Late ? "¹" : "") + (value.Overridden ? "²" : "") + (value.Modelled ? "³" : "");

    private static Markup Notes(Scorecard card)
    {
        var indicators = ScorecardRow.Of(card).Select(r => r.Indicator).OfType<IndicatorResult>().ToList();
        var notes = new List<string>();
        if (indicators.Any(i => i.Value is { Late: true }))
            notes.Add("¹ includes interactions that arrived after the period was closed");
        if (indicators.Any(i => i.Value is { Overridden: true }))
            notes.Add("² entered by a person");
        if (indicators.Any(i => i.Value is { Modelled: true }))
            notes.Add("³ fitted by a model");
        notes.AddRange(indicators
            .Where(i => i.GreyReason.Length > 0)
            .Select(i => $"○ {Cells.Text(i.Title.Length > 0 ? i.Title : i.Id)}: {Cells.Text(i.GreyReason)}"));
        return new Markup(string.Join('\n', notes));
    }
}
