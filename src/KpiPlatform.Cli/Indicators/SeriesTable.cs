using KpiPlatform.Cli.Output;
using KpiPlatform.Protocol.V1;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace KpiPlatform.Cli.Indicators;

/// <summary>Series as tables with a sparkline below each.</summary>
internal static class SeriesTable
{
    /// <summary>One table for each series that has values.</summary>
    public static IRenderable Render(IReadOnlyList<IndicatorSeries> series) => new Rows(series.Select(RenderOne));

    private static Rows RenderOne(IndicatorSeries series)
    {
        var columns = new List<TableColumn<IndicatorValue>>
        {
            new("Period", v => Cells.Text(v.Period?.Label) + (v.Partial ? " …" : "") + (v.BeforeCoverage ? " (facts deleted)" : "")),
            new("Value", ValueText.Format, AlignRight: true),
        };
        if (series.Values.Any(v => v.HasNumerator || v.HasDenominator))
        {
            columns.Add(new("Numerator", v => Part(v.HasNumerator ? v.Numerator : null, v.Unit), AlignRight: true));
            columns.Add(new("Denominator", v => Part(v.HasDenominator ? v.Denominator : null, v.Unit), AlignRight: true));
        }

        columns.Add(new("n", v => Cells.Count(v.SampleSize), AlignRight: true));
        if (series.Values.Any(v => v.Interval is not null))
            columns.Add(new("95 % interval", v => ValueText.Format(v.Interval), AlignRight: true));
        if (series.Values.Any(v => v.Components.Count > 0))
            columns.Add(new("Parts", v => string.Join("  ", v.Components.Select(c => $"{Cells.Text(c.Id)} {ValueText.Format(c.Value, v.Unit)}"))));
        if (series.Values.Any(v => v.NoValueReason.Length > 0 || v.Late || v.Overridden || v.Modelled))
            columns.Add(new("Note", Note));

        var parts = new List<IRenderable>();
        if (series.DimensionValue.Length > 0)
            parts.Add(new Markup($"[bold]{Cells.Text(series.DimensionValue)}[/]"));
        parts.Add(Tables.Build(columns, series.Values));
        parts.Add(new Text(Sparkline.Draw([.. series.Values.Select(v => v.HasValue ? v.Value : (double?)null)])));
        parts.Add(new Text(""));
        return new Rows(parts);
    }

    // Numerator and denominator of a ratio of money are amounts and counts mixed, so they stand without a unit.
    private static string Part(double? number, string unit) => number is not { } value
        ? Cells.None
        : ValueText.Rounded(value, value == Math.Truncate(value) ? 0 : CurrencyDecimals.IsCode(unit) ? CurrencyDecimals.Of(unit) : 2);

    private static string Note(IndicatorValue value)
    {
        var notes = new List<string>();
        if (value.NoValueReason.Length > 0)
            notes.Add(Cells.Text(value.NoValueReason));
        if (value.Late)
            notes.Add("late");
        if (value.Overridden)
            notes.Add("overridden");
        if (value.Modelled)
            notes.Add("modelled");
        return string.Join(", ", notes);
    }
}
