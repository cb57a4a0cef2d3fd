using System.Globalization;
using KpiPlatform.Domain.Scorecards;
using KpiPlatform.Formatting;
using KpiPlatform.Spreadsheets.Model;

namespace KpiPlatform.Spreadsheets.Sheets;

/// <summary>The sheet Definitions: what each indicator is, and by which rules it is scored.</summary>
internal static class DefinitionsSheet
{
    /// <summary>Its name.</summary>
    public const string Name = "Definitions";

    private static readonly SheetColumn[] Columns =
    [
        new("Id", 40), new("Title", 34, Wraps: true), new("Indicator", 28), new("Unit", 14), new("Wanted", 18), new("Definition", 70, Wraps: true), new("Computed from", 30, Wraps: true),
        new("Where from", 20), new("Part", 16), new("Dimension", 20), new("Scoring", 30, Wraps: true), new("Status", 50, Wraps: true), new("Minimum sample", 10), new("Taken over from", 40),
    ];

    /// <summary>Makes it.</summary>
    /// <param name="export">What to show.</param>
    public static SheetTable Of(ScorecardExport export) => new()
    {
        Name = Name,
        Columns = Columns,
        Rows = [.. export.Indicators.Select(Row)],
        FrozenColumns = 2,
        IsFiltered = true,
    };

    /// <summary>Rules in words: "green from 66.7, yellow from 33.3, else red".</summary>
    /// <param name="rules">The rules.</param>
    public static string Describe(IReadOnlyList<StatusRule> rules)
    {
        var said = rules.TakeWhile(rule => rule.Comparison != StatusComparison.None)
            .Select(rule => $"{rule.Status.ToString().ToLowerInvariant()}{Called(rule)} if {Describe(rule.Input)} {Describe(rule.Comparison)} {(rule.Threshold ?? 0).ToString("0.##", CultureInfo.InvariantCulture)}")
            .ToList();
        var last = rules.FirstOrDefault(rule => rule.Comparison == StatusComparison.None);
        said.Add($"{(said.Count > 0 ? "else " : string.Empty)}{(last?.Status ?? Status.Red).ToString().ToLowerInvariant()}{(last is null ? string.Empty : Called(last))}");
        return string.Join(", ", said);
    }

    private static SheetRow Row(ExportedIndicator indicator)
    {
        var definition = indicator.Definition;
        var catalogue = indicator.Catalogue;
        return new(
            RowKind.Plain,
            [
                SheetCell.Of(indicator.Path.ToString()),
                SheetCell.Of(indicator.Title),
                SheetCell.Of(definition.Indicator),
                SheetCell.Of(Words.Unit(indicator.Unit)),
                SheetCell.Of(Words.Of((Protocol.V1.Direction)indicator.Result.Direction)),
                SheetCell.Of(catalogue?.Definition),
                SheetCell.Of(catalogue is null ? string.Empty : string.Join(", ", catalogue.Inputs)),
                SheetCell.Of(catalogue?.Source),
                SheetCell.Of(definition.Component),
                SheetCell.Of(definition.Dimension.Length > 0 ? $"{definition.Dimension} = {definition.DimensionValue}" : string.Empty),
                SheetCell.Of(Scoring(indicator)),
                SheetCell.Of(indicator.Goal is { } goal ? Describe(goal.StatusRules) : string.Empty),
                SheetCell.Of(indicator.Goal?.MinimumSample),
                SheetCell.Of(definition.Source),
            ]);
    }

    private static string Scoring(ExportedIndicator indicator)
    {
        if (indicator.Goal is not { } goal)
            return string.Empty;
        string Text(double number) => double.IsFinite(number) ? Numbers.Goal(number, indicator.Unit) : "any";
        return goal.Scoring switch
        {
            ScoringFunction.Linear => $"linear, 0 at {Text(goal.ScoreMin)}, 100 at {Text(goal.ScoreMax)}",
            ScoringFunction.Thresholds => $"red flag {Text(goal.RedFlag)}, goal {Text(goal.Goal)}",
            ScoringFunction.Band => $"band from {Text(goal.BandLow)} to {Text(goal.BandHigh)}, tolerance {Text(goal.Tolerance)}",
            ScoringFunction.Binary => "100 if met, else 0",
            _ => indicator.Definition.ScoringFormula,
        };
    }

    private static string Called(StatusRule rule) => rule.Label.Length > 0 ? $" (\"{rule.Label}\")" : string.Empty;

    private static string Describe(StatusInput input) => input switch
    {
        StatusInput.Progress => "the progress is",
        StatusInput.Value => "the value is",
        StatusInput.PercentOfTarget => "the percentage of the target is",
        _ => "the score is",
    };

    private static string Describe(StatusComparison comparison) => comparison switch
    {
        StatusComparison.AtLeast => "at least",
        StatusComparison.AtMost => "at most",
        StatusComparison.Above => "above",
        _ => "below",
    };
}
