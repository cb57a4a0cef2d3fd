using KpiPlatform.Cli.Output;
using KpiPlatform.Protocol.V1;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace KpiPlatform.Cli.Analysis;

/// <summary>Groups beside the one that they are compared with.</summary>
internal static class ComparisonTable
{
    /// <summary>Columns of the CSV form.</summary>
    public static IReadOnlyList<CsvColumn<ComparedGroup>> Csv { get; } =
    [
        new("group", g => g.DimensionValue),
        new("customers", g => g.Customers == 0 ? null : g.Customers),
        new("value", g => g.Value.HasValue ? g.Value.Value : null),
        new("unit", g => g.Value.Unit),
        new("numerator", g => g.Value.HasNumerator ? g.Value.Numerator : null),
        new("denominator", g => g.Value.HasDenominator ? g.Value.Denominator : null),
        new("sample_size", g => g.Value.SampleSize),
        new("lower", g => g.Value.Interval?.Lower),
        new("upper", g => g.Value.Interval?.Upper),
        new("difference", g => g.HasDifference ? g.Difference : null),
        new("difference_lower", g => g.DifferenceInterval?.Lower),
        new("difference_upper", g => g.DifferenceInterval?.Upper),
        new("method", g => g.DifferenceInterval?.Method ?? ""),
        new("significant", g => g.Significant),
        new("shared_customers", g => g.SharedCustomers),
        new("note", g => g.Note),
    ];

    /// <summary>The groups, what stands behind each, and what to make of them.</summary>
    public static IRenderable Render(CompareGroupsResponse response)
    {
        var columns = new List<TableColumn<ComparedGroup>>
        {
            new("Group", g => Cells.Text(g.DimensionValue) + (g.DimensionValue == response.Reference ? " *" : "")),
            new("Value", g => ValueText.Format(g.Value), AlignRight: true),
        };
        if (response.Groups.Any(g => g.Value.HasNumerator))
            columns.Add(new("Of", g => g.Value.HasNumerator ? $"{ValueText.Rounded(g.Value.Numerator, 0)}/{ValueText.Rounded(g.Value.Denominator, 0)}" : "", AlignRight: true));
        else
            columns.Add(new("n", g => Cells.Count(g.Value.SampleSize), AlignRight: true));
        columns.Add(new("Difference", g => g.HasDifference ? Signed(g.Difference) : Cells.None, AlignRight: true));
        columns.Add(new("95 %", g => g.DifferenceInterval is { } i ? $"{Signed(i.Lower)} to {Signed(i.Upper)}" : Cells.None, AlignRight: true));
        columns.Add(new("", g => g.Significant ? "[bold]differs[/]" : ""));

        var lines = new List<IRenderable> { Tables.Build(columns, response.Groups), new Text($"* compared with {Wording.TextSafety.OneLine(response.Reference)}.") };
        if (response.Groups.Any(g => g.Significant))
            lines.Add(new Text("differs: more than chance explains at 95 %; of twenty comparisons one does by chance."));
        if (response.Groups.Where(g => g.SharedCustomers > 0).ToList() is { Count: > 0 } shared)
            lines.Add(new Text($"No interval where customers are in both groups: {string.Join(", ", shared.Select(g => Wording.TextSafety.OneLine(g.DimensionValue)))}."));
        return new Rows(lines);
    }

    private static string Signed(double value) => (value > 0 ? "+" : "") + ValueText.Rounded(value, 1);
}
