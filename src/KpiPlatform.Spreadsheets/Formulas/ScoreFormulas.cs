using System.Globalization;
using KpiPlatform.Domain.Indicators;
using KpiPlatform.Domain.Scorecards;
using KpiPlatform.Spreadsheets.Sheets;

namespace KpiPlatform.Spreadsheets.Formulas;

/// <summary><see cref="IndicatorGoal.PerformanceOf"/> and <see cref="IndicatorGoal.ProgressOf"/> as formulas over the cells of an indicator's row.</summary>
internal static class ScoreFormulas
{
    /// <summary>The performance; null where it cannot be a formula.</summary>
    /// <param name="goal">The goal.</param>
    /// <param name="row">Number of the row.</param>
    public static string? Performance(IndicatorGoal goal, int row)
    {
        var cells = new Row(row);
        var score = goal.Scoring switch
        {
            ScoringFunction.Linear => Clamped($"100*({cells.Value}-{cells.From})/({cells.To}-{cells.From})"),
            ScoringFunction.Thresholds => Clamped($"100*({cells.Value}-2*{cells.From}+{cells.To})/(3*({cells.To}-{cells.From}))"),
            ScoringFunction.Band => $"IF({InBand(cells)},100,IF({cells.Tolerance}>0,{Clamped($"100*({cells.Tolerance}-{Outside(cells)})/{cells.Tolerance}")},0))",
            ScoringFunction.Binary => $"IF({IsMet(goal.Direction, cells)},100,0)",
            _ => null,
        };
        return score is null ? null : $"IF(ISNUMBER({cells.Value}),{score},\"\")";
    }

    /// <summary>The progress in percent; an empty text for none.</summary>
    /// <param name="row">Number of the row.</param>
    public static string Progress(int row)
    {
        var cells = new Row(row);
        return $"IF(ISNUMBER({cells.Value}),100*({cells.Value}-{cells.Baseline})/({cells.Target}-{cells.Baseline}),\"\")";
    }

    private static string IsMet(Direction direction, Row cells) => direction switch
    {
        Direction.Maintain => InBand(cells),
        Direction.Decrease => $"{cells.Value}<={cells.Target}+{Slack(cells.Target)}",
        _ => $"{cells.Value}>={cells.Target}-{Slack(cells.Target)}",
    };

    // An end that is empty is none.
    private static string InBand(Row cells) =>
        $"AND(OR(NOT(ISNUMBER({cells.From})),{cells.Value}>={cells.From}-{Slack(cells.From)}),OR(NOT(ISNUMBER({cells.To})),{cells.Value}<={cells.To}+{Slack(cells.To)}))";

    private static string Outside(Row cells) => $"IF(AND(ISNUMBER({cells.From}),{cells.Value}<{cells.From}),{cells.From}-{cells.Value},{cells.Value}-{cells.To})";

    private static string Slack(string cell) => $"0.000000001*MAX(1,ABS({cell})/100)";

    private static string Clamped(string formula) => $"MAX(0,MIN(100,{formula}))";

    private readonly record struct Row(int Number)
    {
        public string Value => Cell(ScorecardColumns.Value);

        public string Baseline => Cell(ScorecardColumns.Baseline);

        public string Target => Cell(ScorecardColumns.Target);

        public string From => Cell(ScorecardColumns.ScaleFrom);

        public string To => Cell(ScorecardColumns.ScaleTo);

        public string Tolerance => Cell(ScorecardColumns.Tolerance);

        private string Cell(string column) => column + Number.ToString(CultureInfo.InvariantCulture);
    }
}
