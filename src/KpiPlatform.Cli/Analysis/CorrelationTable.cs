using KpiPlatform.Cli.Output;
using KpiPlatform.Protocol.V1;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace KpiPlatform.Cli.Analysis;

/// <summary>Correlations by lag.</summary>
internal static class CorrelationTable
{
    /// <summary>Columns of the CSV form.</summary>
    public static IReadOnlyList<CsvColumn<LaggedCorrelation>> Csv { get; } =
    [
        new("lag", c => c.Lag),
        new("correlation", c => c.HasCorrelation ? c.Correlation : null),
        new("pairs", c => c.Pairs),
    ];

    /// <summary>The table and what it means.</summary>
    public static IRenderable Render(CorrelateIndicatorsResponse response) => new Rows(
        Tables.Build<LaggedCorrelation>(
        [
            new("Periods later", c => Cells.Count(c.Lag), AlignRight: true),
            new("Correlation", c => Cells.Number(c.HasCorrelation ? c.Correlation : null, 3), AlignRight: true),
            new("Pairs", c => Cells.Count(c.Pairs), AlignRight: true),
        ], response.Correlations),
        new Text(response.Note));
}
