using KpiPlatform.Domain.Indicators;
using KpiPlatform.Domain.Periods;
using static KpiPlatform.Domain.FieldChecks;

namespace KpiPlatform.Domain.Scorecards;

/// <summary>Checks a goal: specific, measurable, dated, and a scoring function that fits it. What is missing is refused naming the field.</summary>
internal static class GoalChecks
{
    /// <summary>Checks a goal.</summary>
    /// <param name="goal">An indicator with its direction and baseline date.</param>
    /// <param name="path">Field path of the indicator or dated target.</param>
    public static void Check(ScorecardIndicatorDefinition goal, string path)
    {
        CheckDirection(goal, path);
        if (goal.Direction == Direction.Maintain)
        {
            RequireFinite(goal.Baseline, $"{path}.baseline");
            RequireFinite(goal.Target, $"{path}.target");
            if (goal.BandLow is null && goal.BandHigh is null)
                throw Invalid("REQUIRED", "To maintain is to stay in a band: give band_low, band_high or both.", $"{path}.band_low");
            if (goal.RelativeTarget.Length > 0)
                throw Invalid("NOT_FOR_MAINTAIN", "To maintain there is no way from a baseline to a target: give band_low, band_high or both.", $"{path}.relative_target");
        }

        var (baseline, target) = goal.Direction == Direction.Maintain ? (0, 0) : BaselineAndTarget(goal, path);
        var (baselineDay, deadlineDay) = CheckDates(goal, path);
        if (goal.Direction != Direction.Maintain)
            CheckWay(goal, baseline, target, path);
        CheckScoring(goal, baseline, target, path);
        MilestoneChecks.Check(goal, baselineDay, deadlineDay, $"{path}.milestones");
        CheckPercentThresholds(goal, path);
    }

    private static void CheckDirection(ScorecardIndicatorDefinition goal, string path)
    {
        if (!Enum.IsDefined(goal.Direction))
            throw Invalid("INVALID_DIRECTION", $"{(int)goal.Direction} is not a direction.", $"{path}.direction");
        if (goal.Direction == Direction.None)
            throw Invalid("REQUIRED", $"More of \"{goal.Indicator}\" is neither good nor bad in itself: say DIRECTION_INCREASE, DIRECTION_DECREASE or DIRECTION_MAINTAIN.", $"{path}.direction");
    }

    private static (double Baseline, double Target) BaselineAndTarget(ScorecardIndicatorDefinition goal, string path)
    {
        if (goal.Baseline is not { } baseline)
            throw Invalid("REQUIRED", "A goal starts from a baseline.", $"{path}.baseline");
        RequireFinite(baseline, $"{path}.baseline");
        if (goal.RelativeTarget.Length > 0)
        {
            return goal.Target is null
                ? (baseline, RelativeTarget.Resolve(goal.RelativeTarget, baseline, $"{path}.relative_target"))
                : throw Invalid("TARGET_GIVEN_TWICE", "Give either target or relative_target, not both.", $"{path}.relative_target");
        }

        if (goal.Target is not { } target)
            throw Invalid("REQUIRED", "A goal has a target: a number, or a share of the baseline as relative_target (\"+50 %\").", $"{path}.target");
        RequireFinite(target, $"{path}.target");
        return (baseline, target);
    }

    private static (int BaselineDay, int DeadlineDay) CheckDates(ScorecardIndicatorDefinition goal, string path)
    {
        if (goal.Deadline.Length == 0)
            throw Invalid("REQUIRED", "A goal has a deadline: the local date by which it is to be reached, or until which it is to be kept.", $"{path}.deadline");
        var baselineDay = LocalDay.Parse(goal.BaselineDate, $"{path}.baseline_date");
        var deadlineDay = LocalDay.Parse(goal.Deadline, $"{path}.deadline");
        return deadlineDay > baselineDay
            ? (baselineDay, deadlineDay)
            : throw Invalid("DEADLINE_NOT_AFTER_BASELINE", $"The deadline {goal.Deadline} is not after the baseline date {goal.BaselineDate}.", $"{path}.deadline");
    }

    private static void CheckWay(ScorecardIndicatorDefinition goal, double baseline, double target, string path)
    {
        var field = goal.RelativeTarget.Length > 0 ? $"{path}.relative_target" : $"{path}.target";
        if (target == baseline)
            throw Invalid("TARGET_EQUALS_BASELINE", $"The target {target} equals the baseline: there is nothing to reach.", field);
        if (goal.Direction == Direction.Increase != target > baseline)
            throw Invalid("TARGET_AGAINST_DIRECTION", $"To {(goal.Direction == Direction.Increase ? "increase" : "decrease")} from {baseline}, the target cannot be {target}.", field);
        if (!double.IsFinite(100 * (target - baseline)))
            throw Invalid("INVALID_NUMBER", $"From {baseline} to {target} is too far to compute with.", field);
    }

    private static void CheckScoring(ScorecardIndicatorDefinition goal, double baseline, double target, string path)
    {
        if (!Enum.IsDefined(goal.Scoring))
            throw Invalid("INVALID_SCORING", $"{(int)goal.Scoring} is not a scoring function: use linear, thresholds, band, binary or formula.", $"{path}.scoring");
        var isMaintain = goal.Direction == Direction.Maintain;
        var scoring = goal.Scoring != ScoringFunction.None ? goal.Scoring : isMaintain ? ScoringFunction.Band : ScoringFunction.Linear;
        if (isMaintain && scoring is ScoringFunction.Linear or ScoringFunction.Thresholds)
            throw Invalid("SCORING_AGAINST_DIRECTION", "A straight line has no band to stay in: to maintain, score by band, binary or formula.", $"{path}.scoring");
        ScoringChecks.CheckBand(goal, scoring, path);
        ScoringChecks.CheckThresholds(goal, scoring, target, path);
        ScoringChecks.CheckLine(goal, scoring, baseline, target, path);
        ScoringChecks.CheckFormula(goal, scoring, path);
    }

    private static void CheckPercentThresholds(ScorecardIndicatorDefinition goal, string path)
    {
        CheckPercent(goal.GreenFrom, $"{path}.green_from");
        CheckPercent(goal.YellowFrom, $"{path}.yellow_from");
        var green = goal.GreenFrom ?? IndicatorGoal.DefaultGreenFrom;
        var yellow = goal.YellowFrom ?? IndicatorGoal.DefaultYellowFrom;
        if (green <= yellow)
        {
            throw Invalid(
                "INVALID_THRESHOLDS",
                $"green_from must be above yellow_from; they are {green} and {yellow}.",
                goal.GreenFrom is null ? $"{path}.yellow_from" : $"{path}.green_from");
        }

        if (goal.StatusRules.Count > 0 && (goal.GreenFrom is not null || goal.YellowFrom is not null))
            throw Invalid("STATUS_GIVEN_TWICE", "Give either status_rules or green_from and yellow_from, not both.", $"{path}.status_rules");
    }

    private static void CheckPercent(double? number, string field)
    {
        RequireFinite(number, field);
        if (number is < 0 or > 100)
            throw Invalid("INVALID_THRESHOLDS", $"A threshold of performance is 0 to 100, not {number}.", field);
    }
}
