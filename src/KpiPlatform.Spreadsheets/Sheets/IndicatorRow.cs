using System.Globalization;
using KpiPlatform.Domain.Indicators;
using KpiPlatform.Domain.Periods;
using KpiPlatform.Domain.Scorecards;
using KpiPlatform.Formatting;
using KpiPlatform.Spreadsheets.Formulas;
using KpiPlatform.Spreadsheets.Model;
using KpiPlatform.Spreadsheets.Workbooks;
using static KpiPlatform.Spreadsheets.Sheets.ScorecardColumns;

namespace KpiPlatform.Spreadsheets.Sheets;

/// <summary>The row of an indicator on the sheet Scorecard.</summary>
internal static class IndicatorRow
{
    /// <summary>What stands in the column Level.</summary>
    public const string Level = "Indicator";

    private const int Indent = 3;

    /// <summary>Its cells.</summary>
    /// <param name="indicator">The indicator.</param>
    /// <param name="row">Number of the row.</param>
    /// <param name="hasLeading">Whether the sheet has columns for leading indicators.</param>
    public static List<SheetCell> Cells(ExportedIndicator indicator, int row, bool hasLeading)
    {
        var result = indicator.Result;
        var cells = new List<SheetCell>
        {
            SheetCell.Of(Level),
            SheetCell.Of(indicator.Title) with { Indent = Indent },
            StatusCell(indicator, row),
            ScoreCell(indicator, row),
            SheetCell.Of(result.Weight, NumberFormats.Plain) with { IsInput = true },
            Input(result.Value.Value, indicator.Unit),
            SheetCell.Of(Words.Unit(indicator.Unit)),
            Input(result.Baseline, indicator.Unit),
            Input(result.Target, indicator.Unit),
        };
        cells.AddRange(Scale(indicator, row));
        cells.Add(SheetCell.Of(ScoringOf(indicator)));
        cells.Add(ProgressCell(indicator, row));
        cells.Add(SheetCell.Of(result.OnTrack switch { true => "yes", false => "no", _ => string.Empty }));
        cells.Add(LocalDay.TryParse(result.Deadline, out var day) ? SheetCell.Of(TenantCalendar.DateOf(day)) : SheetCell.Empty);
        cells.Add(SheetCell.Of(CountsIn(result, IndicatorRole.Lagging)));
        cells.Add(CoverageCell(result, IndicatorRole.Lagging, Score, Counts, row));
        cells.Add(SheetCell.Of(result.Owner));
        cells.Add(SheetCell.Of(RemarkTexts.Of(result)));
        cells.Add(SheetCell.Of(indicator.Path.ToString()));
        if (hasLeading)
        {
            var isLeading = result.Role == IndicatorRole.Leading;
            cells.Add(isLeading ? SheetCell.Of(result.Performance, NumberFormats.Score) with { Formula = Score + Number(row) } : SheetCell.Empty);
            cells.Add(SheetCell.Of(CountsIn(result, IndicatorRole.Leading)));
            cells.Add(CoverageCell(result, IndicatorRole.Leading, LeadingScore, LeadingCounts, row));
            cells.Add(SheetCell.Empty);
        }

        return cells;
    }

    private static SheetCell StatusCell(ExportedIndicator indicator, int row)
    {
        var result = indicator.Result;
        var cell = SheetCell.Of(result.Status == Status.None ? string.Empty : result.Status.ToString());

        // Grey for another reason than a missing score stays grey whatever the score.
        var isFixed = result.Stale || result.Retired || result.GreyReason == GreyReason.BelowMinimumSample;
        if (indicator.Goal is not { } goal || isFixed)
            return cell;
        if (!StatusFormulas.ArePerformanceOnly(goal.StatusRules))
            return cell with { Note = "The rules of this status look at more than the score: it does not recalculate here." };
        return indicator.IsJudgedAtPace
            ? cell with { Note = "The period goes on: the status goes by what the value comes to at this pace by its end, and does not recalculate here." }
            : cell with { Formula = StatusFormulas.Of(Score + Number(row), goal.StatusRules) };
    }

    private static SheetCell ScoreCell(ExportedIndicator indicator, int row)
    {
        var result = indicator.Result;
        var cell = SheetCell.Of(result.Performance, NumberFormats.Score);
        if (result.Source.Length > 0)
            return cell with { Note = $"Taken over from {result.Source}: change it there. It does not recalculate here." };
        if (indicator.Goal is not { } goal)
            return cell with { Note = "Its indicator is gone: the score does not recalculate." };
        if (result.Overridden && result.Performance is { } entered && (result.Value.Value is not { } value || goal.PerformanceOf(value) != entered))
            return cell with { Note = "A person replaced the score: it does not recalculate." };
        return ScoreFormulas.Performance(goal, row) is { } formula
            ? cell with { Formula = formula }
            : cell with { Note = $"Scored by a formula of the platform, which does not recalculate here: {indicator.Definition.ScoringFormula}" };
    }

    /// <summary>Where the scale begins and ends; what it takes from baseline and target moves with them.</summary>
    private static IEnumerable<SheetCell> Scale(ExportedIndicator indicator, int row)
    {
        if (indicator.Goal is not { } goal)
            return [SheetCell.Empty, SheetCell.Empty, SheetCell.Empty];
        var number = Number(row);
        var (low, high) = goal.Scoring switch
        {
            ScoringFunction.Thresholds => (Input(goal.RedFlag, indicator.Unit), Input(goal.Goal, indicator.Unit)),
            ScoringFunction.Linear => (Input(goal.ScoreMin, indicator.Unit), Input(goal.ScoreMax, indicator.Unit)),
            ScoringFunction.Formula => (SheetCell.Empty, SheetCell.Empty),
            _ => (Input(goal.BandLow, indicator.Unit), Input(goal.BandHigh, indicator.Unit)),
        };
        var definition = indicator.Definition;
        if (goal.Scoring == ScoringFunction.Linear && definition.ScoreMin is null && goal.Baseline is not null)
            low = low with { Formula = Baseline + number, IsInput = false };
        var isTarget = goal.Scoring == ScoringFunction.Linear ? definition.ScoreMax is null : goal.Scoring == ScoringFunction.Thresholds && definition.Goal is null;
        if (isTarget && goal.Target is not null)
            high = high with { Formula = Target + number, IsInput = false };
        return [low, high, goal.Scoring == ScoringFunction.Band ? Input(goal.Tolerance, indicator.Unit) : SheetCell.Empty];
    }

    private static SheetCell ProgressCell(ExportedIndicator indicator, int row)
    {
        var cell = SheetCell.Of(indicator.Result.Progress, NumberFormats.Percent);
        return indicator.Goal is { Baseline: not null, Target: not null } goal && goal.Direction != Direction.Maintain ? cell with { Formula = ScoreFormulas.Progress(row) } : cell;
    }

    private static SheetCell CoverageCell(IndicatorResult result, IndicatorRole role, string score, string counts, int row) =>
        CountsIn(result, role) == Apart
            ? SheetCell.Empty
            : SheetCell.Of(result.Performance is not null && !result.Stale ? 100 : 0, NumberFormats.Percent) with
            {
                Formula = $"IF(AND({counts}{Number(row)}=\"{Feeds}\",ISNUMBER({score}{Number(row)})),100,0)",
            };

    private static string CountsIn(IndicatorResult result, IndicatorRole role) => result.Retired || result.Role != role ? Apart : result.Stale ? Stale : Feeds;

    private static string ScoringOf(ExportedIndicator indicator) =>
        indicator.Result.Source.Length > 0 ? "taken over" : indicator.Goal is { } goal ? Words.Title(goal.Scoring.ToString()).ToLowerInvariant() : string.Empty;

    private static SheetCell Input(double? number, string unit) => SheetCell.Of(number, NumberFormats.Of(unit, number)) with { IsInput = true };

    private static string Number(int row) => row.ToString(CultureInfo.InvariantCulture);
}
