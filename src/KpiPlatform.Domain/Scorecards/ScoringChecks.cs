using KpiPlatform.Domain.Indicators;
using static KpiPlatform.Domain.FieldChecks;

namespace KpiPlatform.Domain.Scorecards;

/// <summary>Checks what each scoring function takes, and refuses what belongs to another: it would be without effect.</summary>
internal static class ScoringChecks
{
    /// <summary>band_low, band_high, tolerance.</summary>
    public static void CheckBand(ScorecardIndicatorDefinition goal, ScoringFunction scoring, string path)
    {
        RequireFinite(goal.BandLow, $"{path}.band_low");
        RequireFinite(goal.BandHigh, $"{path}.band_high");
        RequireFinite(goal.Tolerance, $"{path}.tolerance");
        var isBand = scoring == ScoringFunction.Band;
        if (!isBand && goal.Direction != Direction.Maintain && (goal.BandLow ?? goal.BandHigh) is not null)
            throw Misplaced(goal.BandLow is null ? "band_high" : "band_low", "the scoring function band, or to the direction maintain", path);
        if (!isBand && goal.Tolerance is not null)
            throw Misplaced("tolerance", "the scoring function band", path);
        if (isBand && goal.BandLow is null && goal.BandHigh is null)
            throw Invalid("REQUIRED", "A band has a lower end, an upper end, or both.", $"{path}.band_low");
        if (goal.BandLow > goal.BandHigh)
            throw Invalid("INVALID_BAND", $"The band begins at {goal.BandLow}, above its end at {goal.BandHigh}: band_low is the lower one.", $"{path}.band_low");
        if (goal.Tolerance < 0)
            throw Invalid("INVALID_TOLERANCE", $"A tolerance is 0 or more, not {goal.Tolerance}.", $"{path}.tolerance");
    }

    /// <summary>red_flag, goal.</summary>
    public static void CheckThresholds(ScorecardIndicatorDefinition goal, ScoringFunction scoring, double target, string path)
    {
        RequireFinite(goal.RedFlag, $"{path}.red_flag");
        RequireFinite(goal.Goal, $"{path}.goal");
        if (scoring != ScoringFunction.Thresholds)
        {
            if ((goal.RedFlag ?? goal.Goal) is not null)
                throw Misplaced(goal.RedFlag is null ? "goal" : "red_flag", "the scoring function thresholds", path);
            return;
        }

        if (goal.RedFlag is not { } red)
            throw Invalid("REQUIRED", "Scoring by thresholds takes a red flag: the value that performs at 100/3.", $"{path}.red_flag");
        var aim = goal.Goal ?? target;
        if (red == aim)
            throw Invalid("INVALID_THRESHOLDS", $"The red flag and the goal are both {aim}: between them lies the performance from 100/3 to 200/3.", $"{path}.red_flag");
        if (goal.Direction == Direction.Increase != aim > red)
        {
            throw Invalid(
                "THRESHOLDS_AGAINST_DIRECTION",
                $"To {(goal.Direction == Direction.Increase ? "increase, the goal lies above" : "decrease, the goal lies below")} the red flag; they are {aim} and {red}.",
                $"{path}.red_flag");
        }

        if (!double.IsFinite(300 * (aim - red)))
            throw Invalid("INVALID_NUMBER", $"From {red} to {aim} is too far to compute with.", $"{path}.red_flag");
    }

    /// <summary>score_min, score_max.</summary>
    public static void CheckLine(ScorecardIndicatorDefinition goal, ScoringFunction scoring, double baseline, double target, string path)
    {
        RequireFinite(goal.ScoreMin, $"{path}.score_min");
        RequireFinite(goal.ScoreMax, $"{path}.score_max");
        if (scoring is not (ScoringFunction.Linear or ScoringFunction.Formula) && (goal.ScoreMin ?? goal.ScoreMax) is not null)
            throw Misplaced(goal.ScoreMin is null ? "score_max" : "score_min", "the scoring functions linear and formula", path);
        if (scoring != ScoringFunction.Linear)
            return;
        var min = goal.ScoreMin ?? baseline;
        var max = goal.ScoreMax ?? target;
        if (goal.Direction == Direction.Increase ? min >= max : min <= max)
        {
            throw Invalid(
                "INVALID_SCORE_RANGE",
                $"To {(goal.Direction == Direction.Increase ? "increase, score_min must be below" : "decrease, score_min must be above")} score_max (performance 0 and 100); they are {min} and {max}.",
                goal.ScoreMax is null ? $"{path}.score_min" : $"{path}.score_max");
        }

        if (!double.IsFinite(100 * (max - min)))
            throw Invalid("INVALID_NUMBER", $"From {min} to {max} is too far to compute with.", $"{path}.score_max");
    }

    /// <summary>scoring_formula.</summary>
    public static void CheckFormula(ScorecardIndicatorDefinition goal, ScoringFunction scoring, string path)
    {
        if (scoring != ScoringFunction.Formula)
        {
            if (goal.ScoringFormula.Length > 0)
                throw Misplaced("scoring_formula", "the scoring function formula", path);
            return;
        }

        if (goal.ScoringFormula.Length == 0)
            throw Invalid("REQUIRED", "Scoring by a formula takes one, over value, min, max, baseline and target: for instance \"100 * value / target\".", $"{path}.scoring_formula");
        ScoringFormula.Parse(goal.ScoringFormula, $"{path}.scoring_formula");
    }

    private static DomainException Misplaced(string field, string owner, string path) =>
        Invalid("WITHOUT_EFFECT", $"{field} belongs to {owner}: leave it out, or change \"scoring\".", $"{path}.{field}");
}
