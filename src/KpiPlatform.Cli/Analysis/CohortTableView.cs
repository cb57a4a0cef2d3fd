using KpiPlatform.Cli.Output;
using KpiPlatform.Protocol.V1;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace KpiPlatform.Cli.Analysis;

/// <summary>Cohorts below each other, their steps beside each other.</summary>
internal static class CohortTableView
{
    /// <summary>A table for each dimension value.</summary>
    /// <param name="response">The cohorts.</param>
    /// <param name="steps">Most steps shown.</param>
    public static IRenderable Render(QueryCohortsResponse response, int steps)
    {
        var parts = new List<IRenderable>();
        foreach (var group in response.Cohorts.GroupBy(cohort => cohort.DimensionValue))
        {
            if (group.Key.Length > 0)
                parts.Add(new Markup($"[bold]{Cells.Text(group.Key)}[/]"));
            parts.Add(Table([.. group], steps));
        }

        var rolling = response.Cohorts.Any(cohort => cohort.Steps.Count > 0);
        var cells = response.Cohorts.SelectMany(CohortCellRow.Of).ToList();
        if (cells.Any(cell => cell.Partial && cell.Step < steps))
            parts.Add(new Text(rolling ? "… not over for everybody: of the customers for whom it is." : "… not over: the number may still grow."));
        if (cells.Any(cell => cell.Step >= steps))
            parts.Add(new Text($"The first {steps} steps; --steps has more, -o csv all."));
        return new Rows(parts);
    }

    private static Table Table(IReadOnlyList<Cohort> cohorts, int steps)
    {
        var rows = cohorts.Select(cohort => (Cohort: cohort, Cells: CohortCellRow.Of(cohort).Take(steps).ToList())).ToList();
        var longest = rows.MaxBy(row => row.Cells.Count).Cells;
        var columns = new List<TableColumn<(Cohort Cohort, List<CohortCellRow> Cells)>>
        {
            new("Joined", r => Cells.Text(r.Cohort.Period?.Label) + (r.Cohort.Partial ? " …" : "")),
            new("Customers", r => Cells.Count(r.Cohort.Customers), AlignRight: true),
        };
        for (var i = 0; i < longest.Count; i++)
        {
            var step = i;
            var title = longest[i].ToDay == 0 ? $"+{longest[i].Step}" : $"≤{longest[i].ToDay} d";
            columns.Add(new(title, r => step < r.Cells.Count ? Cell(r.Cells[step]) : "", AlignRight: true));
        }

        return Tables.Build(columns, rows);
    }

    private static string Cell(CohortCellRow cell) => ValueText.Format(cell.Percent, "percent") + (cell.Partial ? "…" : "");
}
