using Google.Protobuf.Reflection;
using KpiPlatform.Cli.Output;
using KpiPlatform.Cli.Wording;
using KpiPlatform.Protocol.V1;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace KpiPlatform.Cli.Analysis;

/// <summary>Factors by importance.</summary>
internal static class DriverTable
{
    private static readonly EnumDescriptor Quadrants = AnalysisServiceReflection.Descriptor.FindTypeByName<EnumDescriptor>(nameof(DriverQuadrant));

    /// <summary>Columns of the CSV form.</summary>
    public static IReadOnlyList<CsvColumn<Driver>> Csv { get; } =
    [
        new("factor", d => d.Factor),
        new("answers", d => d.Answers),
        new("mean", d => d.HasMean ? d.Mean : null),
        new("pearson", d => d.HasPearson ? d.Pearson : null),
        new("pearson_lower", d => d.PearsonInterval?.Lower),
        new("pearson_upper", d => d.PearsonInterval?.Upper),
        new("spearman", d => d.HasSpearman ? d.Spearman : null),
        new("relative_weight", d => d.HasRelativeWeight ? d.RelativeWeight : null),
        new("relative_importance", d => d.HasRelativeImportance ? d.RelativeImportance : null),
        new("stated_importance", d => d.HasStatedImportance ? d.StatedImportance : null),
        new("stated_answers", d => d.StatedAnswers),
        new("quadrant", d => d.Quadrant == DriverQuadrant.Unspecified ? "" : Name(d.Quadrant)),
        new("omission", d => d.Omission),
    ];

    /// <summary>Heading, factors, and what they are not.</summary>
    public static IRenderable Render(AnalyseDriversResponse response)
    {
        var columns = new List<TableColumn<Driver>>
        {
            new("Factor", d => Cells.Text(d.Factor)),
            new("n", d => Cells.Count(d.Answers), AlignRight: true),
            new("Mean", d => Cells.Number(d.HasMean ? d.Mean : null, 2), AlignRight: true),
            new("r", d => Cells.Number(d.HasPearson ? d.Pearson : null, 2), AlignRight: true),
            new("ρ", d => Cells.Number(d.HasSpearman ? d.Spearman : null, 2), AlignRight: true),
            new("Share", d => ValueText.Format(d.HasRelativeImportance ? d.RelativeImportance : null, "percent"), AlignRight: true),
        };
        if (response.Drivers.Any(d => d.HasStatedImportance))
            columns.Add(new("Stated", d => Cells.Number(d.HasStatedImportance ? d.StatedImportance : null, 2), AlignRight: true));
        columns.Add(new("", Remark));
        var explained = response.HasRSquared ? $"; together they explain {ValueText.Format(100 * response.RSquared, "percent")} of {Cells.Count(response.CompleteAnswers)} complete answers" : "";
        return new Rows(
            new Markup($"[bold]{Cells.Text(string.Join(", ", response.Surveys))}[/]  {Cells.Text(response.Period?.Label)}  {Cells.Count(response.Answers)} answers, mean {Cells.Number(response.HasOutcomeMean ? response.OutcomeMean : null, 2)}{explained}"),
            response.Drivers.Count == 0 ? new Text("No answer rates a factor.") : Tables.Build(columns, response.Drivers),
            new Text($"r Pearson, ρ Spearman, share of what is explained (relative weights). {Capital(response.Label)}."));
    }

    private static string Remark(Driver driver) => driver.Omission switch
    {
        "TOO_FEW_ANSWERS" => "under 30 answers",
        "DOES_NOT_VARY" => "does not vary",
        "TOO_FEW_TOGETHER" => "too few rate it with the others",
        "" => driver.Quadrant == DriverQuadrant.Unspecified ? "" : Name(driver.Quadrant).Replace('_', ' '),
        _ => Cells.Text(driver.Omission),
    };

    private static string Name(DriverQuadrant quadrant) => EnumText.ShortName(Quadrants.FindValueByNumber((int)quadrant));

    private static string Capital(string text) => text.Length == 0 ? text : char.ToUpperInvariant(text[0]) + TextSafety.OneLine(text[1..]);
}
