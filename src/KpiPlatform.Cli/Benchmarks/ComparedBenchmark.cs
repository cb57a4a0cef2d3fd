using KpiPlatform.Cli.Output;
using KpiPlatform.Protocol.V1;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace KpiPlatform.Cli.Benchmarks;

/// <summary>Something that a value is held against.</summary>
/// <param name="Kind">"own", "entered" or "industry"; "value" for the value itself.</param>
/// <param name="Name">What it is.</param>
/// <param name="Period">The period that it is of; empty if none.</param>
/// <param name="Number">Its value; null for none.</param>
/// <param name="Remark">What there is to know of it.</param>
internal sealed record ComparedBenchmark(string Kind, string Name, string Period, double? Number, string Remark)
{
    /// <summary>Columns of the CSV form.</summary>
    public static IReadOnlyList<CsvColumn<ComparedBenchmark>> Csv { get; } =
    [
        new("kind", b => b.Kind),
        new("name", b => b.Name),
        new("period", b => b.Period),
        new("value", b => b.Number),
        new("remark", b => b.Remark),
    ];

    /// <summary>The value and all that it is held against.</summary>
    public static IReadOnlyList<ComparedBenchmark> Of(IndicatorBenchmarks compared)
    {
        var own = compared.Own;
        var rows = new List<ComparedBenchmark>
        {
            Past("value", compared.Component.Length == 0 ? compared.Value.Indicator : $"{compared.Value.Indicator}.{compared.Component}", compared.Value),
            Past("own", "period before", own.Previous),
            Past("own", "last year", own.LastYear),
        };
        if (own.Periods > 0)
        {
            var span = $"of {own.Periods} periods before";
            if (own.HasBest)
                rows.Add(new("own", "best", own.BestPeriod, own.Best, span));
            if (own.HasWorst)
                rows.Add(new("own", "worst", own.WorstPeriod, own.Worst, span));
            rows.Add(new("own", "median", "", own.Median, span));
        }

        rows.AddRange(compared.Entered.Select(entered => new ComparedBenchmark("entered", entered.Source, entered.Date, entered.Value, entered.Comment)));
        var industry = compared.Industry;
        rows.Add(new("industry", industry.Industry.Length == 0 ? "industry" : industry.Industry, "", industry.HasMedian ? industry.Median : null, industry.HasMedian ? $"median of {industry.Tenants} or more others" : industry.UnavailableReason));
        return rows;
    }

    /// <summary>The table for people.</summary>
    public static IRenderable Render(IndicatorBenchmarks compared)
    {
        var unit = compared.Value.Unit;
        var value = compared.Value.HasValue ? compared.Value.Value : (double?)null;
        return Tables.Build<ComparedBenchmark>(
        [
            new("Compared with", b => b.Kind == "value" ? $"[bold]{Cells.Text(b.Name)}[/]" : b.Kind == "own" ? Cells.Text(b.Name) : $"{Cells.Text(b.Name)} ({b.Kind})"),
            new("Of", b => Cells.Text(b.Period)),
            new("Value", b => ValueText.Format(b.Number, unit), AlignRight: true),
            new("Difference", b => b.Kind != "value" && value is { } own && b.Number is { } other ? (own > other ? "+" : "") + ValueText.Format(own - other, unit) : "", AlignRight: true),
            new("", b => b.Remark.Length == 0 ? "" : Cells.Text(Words(b.Remark))),
        ], Of(compared));
    }

    private static ComparedBenchmark Past(string kind, string name, IndicatorValue value) =>
        new(kind, name, value.Period?.Label ?? "", value.HasValue ? value.Value : null, value.Partial ? "not over" : value.NoValueReason);

    private static string Words(string remark) => remark switch
    {
        "NOT_SHARED" => "not shared",
        "TOO_FEW_TENANTS" => "fewer than 5 others",
        "PERIOD_NOT_SHARED" => "not for this period",
        "INDICATOR_NOT_SHARED" => "own indicator",
        _ => remark,
    };
}
