using KpiPlatform.Cli.Output;
using KpiPlatform.Cli.Wording;
using KpiPlatform.Protocol.V1;
using Spectre.Console;

namespace KpiPlatform.Cli.Definitions;

/// <summary>Shows what a formula is, or points at what is wrong with it.</summary>
internal static class FormulaView
{
    private static readonly IReadOnlyList<CsvColumn<CheckFormulaResponse>> Csv =
    [
        new("formula", r => r.Formula),
        new("type", r => r.Error is null ? r.Type.ToString().ToLowerInvariant() : ""),
        new("unit", r => r.Unit),
        new("inputs", r => string.Join(';', r.Inputs)),
        new("components", r => string.Join(';', r.Components)),
        new("error", r => r.Error?.Reason ?? ""),
        new("message", r => r.Error?.Message ?? ""),
        new("line", r => r.Error?.Line),
        new("column", r => r.Error?.Column),
    ];

    /// <summary>Writes the answer; an error as a table goes to the error stream.</summary>
    public static async Task WriteAsync(CliEnvironment environment, OutputFormat format, string formula, CheckFormulaResponse answer)
    {
        switch (format)
        {
            case OutputFormat.Json:
                await environment.Output.WriteLineAsync(ProtoJson.Format(answer));
                break;
            case OutputFormat.Csv:
                var csv = new CsvTextWriter(environment.Output);
                csv.Write(Csv.Select(c => c.Name));
                csv.Write(Csv.Select(c => c.Cell(answer)));
                break;
            case OutputFormat.Table when answer.Error is { } error:
                await environment.Error.WriteLineAsync($"kpi: {error.Message}");
                await environment.Error.WriteLineAsync(Pointer(formula, error));
                break;
            default:
                environment.OutputConsole().Write(Details(answer));
                break;
        }
    }

    /// <summary>The line of the formula, and below it a caret under the place.</summary>
    private static string Pointer(string formula, FormulaProblem error)
    {
        var lines = formula.Split('\n');
        var line = TextSafety.OneLine(error.Line <= lines.Length ? lines[error.Line - 1] : "");
        return $"  {line}{Environment.NewLine}  {new string(' ', Math.Max(0, error.Column - 1))}^";
    }

    private static Grid Details(CheckFormulaResponse answer)
    {
        var rows = new List<(string, string)>
        {
            ("Formula", Cells.Text(answer.Formula)),
            ("Gives", answer.Type switch { FormulaType.Condition => "a condition", FormulaType.Vector => "a number for each value of a dimension", _ => "a number" }),
            ("Unit", Cells.Text(answer.Unit)),
            ("Made of", Cells.Text(string.Join(", ", answer.Inputs))),
        };
        if (answer.Components.Count > 0)
            rows.Add(("Parts", Cells.Text(string.Join(", ", answer.Components))));
        rows.Add(("By dimension", answer.Dimensional ? "yes" : "no"));
        return Tables.Pairs(rows);
    }
}
