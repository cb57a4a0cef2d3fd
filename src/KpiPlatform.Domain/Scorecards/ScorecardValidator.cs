using KpiPlatform.Domain.Indicators;
using KpiPlatform.Domain.Periods;
using static KpiPlatform.Domain.FieldChecks;

namespace KpiPlatform.Domain.Scorecards;

/// <summary>
/// Checks a scorecard as it is taken in, and completes what must not change later: ids, directions, baseline dates. The other
/// defaults stay open and are filled at evaluation, so that a changed target moves the end of the scale with it.
/// </summary>
public static class ScorecardValidator
{
    /// <summary>Prefix of field paths.</summary>
    public const string Root = "scorecard";

    /// <summary>Checks and completes a definition.</summary>
    /// <param name="definition">As sent.</param>
    /// <param name="today">The tenant's local day: baseline date of indicators that are new and name none.</param>
    /// <param name="existing">The definition that it replaces, or null: indicators that stay keep their baseline date.</param>
    /// <param name="indicators">The tenant's indicators; null: those built in.</param>
    /// <exception cref="DomainException">INVALID_ARGUMENT, naming the first field that is wrong.</exception>
    public static ScorecardDefinition Complete(ScorecardDefinition definition, int today, ScorecardDefinition? existing = null, TenantIndicators? indicators = null)
    {
        ArgumentNullException.ThrowIfNull(definition);
        RequireText(definition.Title, ScorecardLimits.MaxTitleBytes, $"{Root}.title");
        RequireText(definition.Description, ScorecardLimits.MaxDescriptionBytes, $"{Root}.description");
        RequireCount(definition.Perspectives.Count, 1, ScorecardLimits.MaxPerspectives, "perspectives", $"{Root}.perspectives");

        var baselineDates = existing is null ? [] : BaselineDatesOf(existing);
        var ids = new HashSet<string>(StringComparer.Ordinal);
        var perspectives = new List<PerspectiveDefinition>(definition.Perspectives.Count);
        foreach (var perspective in definition.Perspectives)
            perspectives.Add(Complete(perspective, $"{Root}.perspectives[{perspectives.Count}]", ids, baselineDates, today, indicators ?? TenantIndicators.BuiltIn));

        var count = perspectives.Sum(perspective => perspective.Objectives.Sum(objective => objective.Indicators.Count));
        RequireCount(count, 1, ScorecardLimits.MaxIndicatorsInAll, "indicators in all", $"{Root}.perspectives");
        return definition with { Perspectives = perspectives };
    }

    private static PerspectiveDefinition Complete(
        PerspectiveDefinition perspective,
        string path,
        HashSet<string> siblings,
        Dictionary<(string, string, string), string> baselineDates,
        int today,
        TenantIndicators known)
    {
        RequireId(perspective.Id, $"{path}.id");
        RequireUnique(siblings, perspective.Id, $"{path}.id");
        RequireText(perspective.Title, ScorecardLimits.MaxTitleBytes, $"{path}.title");
        RequireCount(perspective.Objectives.Count, 1, ScorecardLimits.MaxObjectives, "objectives", $"{path}.objectives");
        var ids = new HashSet<string>(StringComparer.Ordinal);
        var objectives = new List<ObjectiveDefinition>(perspective.Objectives.Count);
        foreach (var objective in perspective.Objectives)
        {
            var objectivePath = $"{path}.objectives[{objectives.Count}]";
            RequireId(objective.Id, $"{objectivePath}.id");
            RequireUnique(ids, objective.Id, $"{objectivePath}.id");
            RequireText(objective.Title, ScorecardLimits.MaxTitleBytes, $"{objectivePath}.title");
            RequireText(objective.Owner, ScorecardLimits.MaxTitleBytes, $"{objectivePath}.owner");
            RequireCount(objective.Indicators.Count, 1, ScorecardLimits.MaxIndicators, "indicators", $"{objectivePath}.indicators");
            var indicatorIds = new HashSet<string>(StringComparer.Ordinal);
            var indicators = new List<ScorecardIndicatorDefinition>(objective.Indicators.Count);
            foreach (var indicator in objective.Indicators)
            {
                var id = indicator.Id.Length == 0 ? indicator.Indicator : indicator.Id;
                var knownDate = baselineDates.GetValueOrDefault((perspective.Id, objective.Id, id));
                indicators.Add(Complete(indicator with { Id = id }, $"{objectivePath}.indicators[{indicators.Count}]", indicatorIds, knownDate ?? LocalDay.Format(today), known));
            }

            objectives.Add(objective with { Weight = Weight(objective.Weight, objectivePath), Indicators = indicators });
        }

        return perspective with { Weight = Weight(perspective.Weight, path), Objectives = objectives };
    }

    private static ScorecardIndicatorDefinition Complete(ScorecardIndicatorDefinition definition, string path, HashSet<string> siblings, string defaultBaselineDate, TenantIndicators indicators)
    {
        if (definition.Indicator.Length == 0)
            throw Invalid("REQUIRED", "An objective is measured by an indicator: name one of the catalogue.", $"{path}.indicator");
        var indicator = indicators.Get(definition.Indicator, $"{path}.indicator");
        RequireId(definition.Id, $"{path}.id");
        RequireUnique(siblings, definition.Id, $"{path}.id");
        RequireText(definition.Title, ScorecardLimits.MaxTitleBytes, $"{path}.title");
        if (definition.Component.Length > 0 && !indicator.HasTenantComponents && !indicator.Components.Contains(definition.Component, StringComparer.Ordinal))
        {
            var known = indicator.Components.Count == 0 ? "it has none" : $"it has {string.Join(", ", indicator.Components.Take(8))}{(indicator.Components.Count > 8 ? ", …" : string.Empty)}";
            throw Invalid("UNKNOWN_COMPONENT", $"\"{Identity.DisplayText.Of(definition.Component)}\" is not a component of {indicator.Id}: {known}.", $"{path}.component");
        }

        var completed = definition with
        {
            Weight = Weight(definition.Weight, path),
            Direction = definition.Direction == Direction.None ? indicator.Direction : definition.Direction,
            BaselineDate = definition.BaselineDate.Length == 0 ? defaultBaselineDate : definition.BaselineDate,
        };
        CheckGoal(completed, path);
        CheckScoring(completed, path);
        return completed;
    }

    /// <summary>Specific, measurable, dated: an objective without one of these is refused naming the field.</summary>
    private static void CheckGoal(ScorecardIndicatorDefinition goal, string path)
    {
        if (goal.Baseline is not { } baseline)
            throw Invalid("REQUIRED", "A goal starts from a baseline.", $"{path}.baseline");
        if (goal.Target is not { } target)
            throw Invalid("REQUIRED", "A goal has a target.", $"{path}.target");
        RequireFinite(baseline, $"{path}.baseline");
        RequireFinite(target, $"{path}.target");
        if (goal.Deadline.Length == 0)
            throw Invalid("REQUIRED", "A goal has a deadline: the local date by which it is to be reached.", $"{path}.deadline");
        var baselineDay = LocalDay.Parse(goal.BaselineDate, $"{path}.baseline_date");
        var deadlineDay = LocalDay.Parse(goal.Deadline, $"{path}.deadline");
        if (deadlineDay <= baselineDay)
            throw Invalid("DEADLINE_NOT_AFTER_BASELINE", $"The deadline {goal.Deadline} is not after the baseline date {goal.BaselineDate}.", $"{path}.deadline");

        switch (goal.Direction)
        {
            case Direction.None:
                throw Invalid("REQUIRED", $"More of \"{goal.Indicator}\" is neither good nor bad in itself: say DIRECTION_INCREASE or DIRECTION_DECREASE.", $"{path}.direction");
            case Direction.Maintain:
                throw Invalid("DIRECTION_NOT_SUPPORTED", "DIRECTION_MAINTAIN is not supported yet: use DIRECTION_INCREASE or DIRECTION_DECREASE.", $"{path}.direction");
            case Direction.Increase or Direction.Decrease:
                break;
            default:
                throw Invalid("INVALID_DIRECTION", $"{(int)goal.Direction} is not a direction.", $"{path}.direction");
        }

        if (target == baseline)
            throw Invalid("TARGET_EQUALS_BASELINE", $"The target {target} equals the baseline: there is nothing to reach.", $"{path}.target");
        if (goal.Direction == Direction.Increase != target > baseline)
            throw Invalid("TARGET_AGAINST_DIRECTION", $"To {(goal.Direction == Direction.Increase ? "increase" : "decrease")} from {baseline}, the target cannot be {target}.", $"{path}.target");
        if (!double.IsFinite(100 * (target - baseline)))
            throw Invalid("INVALID_NUMBER", $"From {baseline} to {target} is too far to compute with.", $"{path}.target");
    }

    private static void CheckScoring(ScorecardIndicatorDefinition goal, string path)
    {
        RequireFinite(goal.ScoreMin, $"{path}.score_min");
        RequireFinite(goal.ScoreMax, $"{path}.score_max");
        var min = goal.ScoreMin ?? goal.Baseline!.Value;
        var max = goal.ScoreMax ?? goal.Target!.Value;
        if (goal.Direction == Direction.Increase ? min >= max : min <= max)
        {
            throw Invalid(
                "INVALID_SCORE_RANGE",
                $"To {(goal.Direction == Direction.Increase ? "increase, score_min must be below" : "decrease, score_min must be above")} score_max (performance 0 and 100); they are {min} and {max}.",
                goal.ScoreMax is null ? $"{path}.score_min" : $"{path}.score_max");
        }

        if (!double.IsFinite(100 * (max - min)))
            throw Invalid("INVALID_NUMBER", $"From {min} to {max} is too far to compute with.", $"{path}.score_max");
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

        if (goal.MinimumSample is < 1)
            throw Invalid("INVALID_MINIMUM_SAMPLE", $"minimum_sample must be 1 or more, not {goal.MinimumSample}.", $"{path}.minimum_sample");
    }

    private static void CheckPercent(double? number, string field)
    {
        RequireFinite(number, field);
        if (number is < 0 or > 100)
            throw Invalid("INVALID_THRESHOLDS", $"A threshold of performance is 0 to 100, not {number}.", field);
    }

    private static double Weight(double? weight, string path)
    {
        RequireFinite(weight, $"{path}.weight");
        return weight is null or >= 0
            ? weight ?? IndicatorGoal.DefaultWeight
            : throw Invalid("INVALID_WEIGHT", $"A weight is 0 or more, not {weight}.", $"{path}.weight");
    }

    private static Dictionary<(string Perspective, string Objective, string Indicator), string> BaselineDatesOf(ScorecardDefinition definition)
    {
        var dates = new Dictionary<(string, string, string), string>();
        foreach (var perspective in definition.Perspectives)
        {
            foreach (var objective in perspective.Objectives)
            {
                foreach (var indicator in objective.Indicators)
                    dates[(perspective.Id, objective.Id, indicator.Id)] = indicator.BaselineDate;
            }
        }

        return dates;
    }
}
