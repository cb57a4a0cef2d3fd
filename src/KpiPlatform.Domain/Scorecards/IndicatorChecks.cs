using KpiPlatform.Domain.Identity;
using KpiPlatform.Domain.Indicators;
using KpiPlatform.Domain.Periods;
using static KpiPlatform.Domain.FieldChecks;

namespace KpiPlatform.Domain.Scorecards;

/// <summary>Checks and completes one indicator of a scorecard.</summary>
internal static class IndicatorChecks
{
    /// <summary>Checks and completes.</summary>
    /// <param name="definition">As sent, with its id.</param>
    /// <param name="path">Its field path.</param>
    /// <param name="siblings">Ids seen in the objective.</param>
    /// <param name="defaultBaselineDate">Baseline date if it names none.</param>
    /// <param name="environment">What it can name.</param>
    public static ScorecardIndicatorDefinition Complete(
        ScorecardIndicatorDefinition definition, string path, HashSet<string> siblings, string defaultBaselineDate, ScorecardEnvironment environment)
    {
        if (definition.Source.Length > 0)
            return TakenOver(definition, path, siblings);
        if (definition.Indicator.Length == 0)
            throw Invalid("REQUIRED", "An objective is measured by an indicator: name one of the catalogue.", $"{path}.indicator");
        var indicator = environment.Get(definition.Indicator, $"{path}.indicator");
        RequireId(definition.Id, $"{path}.id");
        RequireUnique(siblings, definition.Id, $"{path}.id");
        RequireText(definition.Title, ScorecardLimits.MaxTitleBytes, $"{path}.title");
        ScorecardValidator.CheckCare(definition.Owner, definition.ReviewDate, definition.RetiredOn, path);
        CheckSelectors(definition, indicator, path, environment);
        CheckInterval(definition, path);
        if (!Enum.IsDefined(definition.Role))
            throw Invalid("INVALID_ROLE", $"{(int)definition.Role} is not a role: use lagging or leading.", $"{path}.role");
        if (definition.Unit.Length > 0 && !string.Equals(definition.Unit, indicator.Unit, StringComparison.Ordinal))
            throw Invalid("UNIT_MISMATCH", $"{indicator.Id} is measured in {indicator.Unit}, not in \"{DisplayText.Of(definition.Unit)}\": give the goal in {indicator.Unit}.", $"{path}.unit");

        var completed = definition with
        {
            Weight = ScorecardValidator.Weight(definition.Weight, path),
            Direction = definition.Direction == Direction.None ? indicator.Direction : definition.Direction,
            BaselineDate = definition.BaselineDate.Length == 0 ? defaultBaselineDate : definition.BaselineDate,
        };
        ScorecardValidator.CheckWeights(definition.DatedWeights, path);
        GoalChecks.Check(completed, path);
        if (completed.RetiredOn.Length > 0 && LocalDay.Parse(completed.RetiredOn, $"{path}.retired_on") <= LocalDay.Parse(completed.BaselineDate, $"{path}.baseline_date"))
            throw Invalid("RETIRED_BEFORE_BEGIN", $"It would be retired on {completed.RetiredOn}, before it begins on {completed.BaselineDate} (baseline_date): leave it out, or retire it later.", $"{path}.retired_on");
        Dated.Check(definition.DatedTargets, $"{path}.dated_targets");
        for (var i = 0; i < definition.DatedTargets.Count; i++)
            CheckDatedTarget(completed, i, $"{path}.dated_targets[{i}]");
        StatusRuleChecks.Check(definition.StatusRules, performanceOnly: false, $"{path}.status_rules");
        if (definition.MinimumSample is < 1)
            throw Invalid("INVALID_MINIMUM_SAMPLE", $"minimum_sample must be 1 or more, not {definition.MinimumSample}.", $"{path}.minimum_sample");
        return completed;
    }

    /// <summary>Of an indicator that is taken over, the place in this scorecard is all that there is to say.</summary>
    private static ScorecardIndicatorDefinition TakenOver(ScorecardIndicatorDefinition definition, string path, HashSet<string> siblings)
    {
        CascadePath.Parse(definition.Source, $"{path}.source");
        RequireId(definition.Id, $"{path}.id");
        RequireUnique(siblings, definition.Id, $"{path}.id");
        RequireText(definition.Title, ScorecardLimits.MaxTitleBytes, $"{path}.title");
        ScorecardValidator.CheckCare(definition.Owner, definition.ReviewDate, definition.RetiredOn, path);
        if (!Enum.IsDefined(definition.Role))
            throw Invalid("INVALID_ROLE", $"{(int)definition.Role} is not a role: use lagging or leading.", $"{path}.role");
        ScorecardValidator.CheckWeights(definition.DatedWeights, path);
        if (FirstOwnField(definition) is { } field)
        {
            throw Invalid(
                "CASCADED_READ_ONLY",
                $"The indicator is taken over from {definition.Source} and cannot be edited here: leave out {field}, or change it there.",
                $"{path}.{field}");
        }

        return definition with { Weight = ScorecardValidator.Weight(definition.Weight, path) };
    }

    private static string? FirstOwnField(ScorecardIndicatorDefinition definition) =>
        definition.Indicator.Length > 0 ? "indicator"
        : definition.Direction != Direction.None ? "direction"
        : definition.Baseline is not null ? "baseline"
        : definition.Target is not null ? "target"
        : definition.RelativeTarget.Length > 0 ? "relative_target"
        : definition.Deadline.Length > 0 ? "deadline"
        : definition.BaselineDate.Length > 0 ? "baseline_date"
        : definition.Unit.Length > 0 ? "unit"
        : definition.Scoring != ScoringFunction.None ? "scoring"
        : definition.ScoreMin is not null ? "score_min"
        : definition.ScoreMax is not null ? "score_max"
        : definition.RedFlag is not null ? "red_flag"
        : definition.Goal is not null ? "goal"
        : definition.BandLow is not null ? "band_low"
        : definition.BandHigh is not null ? "band_high"
        : definition.Tolerance is not null ? "tolerance"
        : definition.ScoringFormula.Length > 0 ? "scoring_formula"
        : definition.GreenFrom is not null ? "green_from"
        : definition.YellowFrom is not null ? "yellow_from"
        : definition.StatusRules.Count > 0 ? "status_rules"
        : definition.Milestones.Count > 0 ? "milestones"
        : definition.DatedTargets.Count > 0 ? "dated_targets"
        : definition.MinimumSample is not null ? "minimum_sample"
        : definition.Component.Length > 0 ? "component"
        : definition.Dimension.Length > 0 ? "dimension"
        : definition.DimensionValue.Length > 0 ? "dimension_value"
        : definition.UpdateIntervalDays is not null ? "update_interval_days"
        : definition.StaleAfterDays is not null ? "stale_after_days"
        : definition.Inheritance != Inheritance.None ? "inheritance"
        : null;

    private static void CheckSelectors(ScorecardIndicatorDefinition definition, Indicator indicator, string path, ScorecardEnvironment environment)
    {
        if (definition.Component.Length > 0 && !indicator.HasTenantComponents && !indicator.Components.Contains(definition.Component, StringComparer.Ordinal))
        {
            var known = indicator.Components.Count == 0 ? "it has none" : $"it has {string.Join(", ", indicator.Components.Take(8))}{(indicator.Components.Count > 8 ? ", …" : string.Empty)}";
            throw Invalid("UNKNOWN_COMPONENT", $"\"{DisplayText.Of(definition.Component)}\" is not a component of {indicator.Id}: {known}.", $"{path}.component");
        }

        if (definition.Dimension.Length > 0)
        {
            indicator.RequireDimensional($"{path}.dimension");
            environment.RequireDimension(definition.Dimension, definition.DimensionValue, path);
        }
        else if (definition.DimensionValue.Length > 0)
        {
            throw Invalid("REQUIRED", "dimension_value is a value of a dimension: name the dimension.", $"{path}.dimension");
        }
    }

    private static void CheckInterval(ScorecardIndicatorDefinition definition, string path)
    {
        if (definition.UpdateIntervalDays is < 1 or > ScorecardLimits.MaxDays)
            throw Invalid("OUT_OF_RANGE", $"update_interval_days is 1 to {ScorecardLimits.MaxDays}, not {definition.UpdateIntervalDays}.", $"{path}.update_interval_days");
        if (definition.StaleAfterDays is < 0 or > ScorecardLimits.MaxDays)
            throw Invalid("OUT_OF_RANGE", $"stale_after_days is 0 to {ScorecardLimits.MaxDays}, not {definition.StaleAfterDays}.", $"{path}.stale_after_days");
        if (!Enum.IsDefined(definition.Inheritance))
            throw Invalid("INVALID_INHERITANCE", $"{(int)definition.Inheritance} is not a way to inherit: use inherit or absent.", $"{path}.inheritance");
    }

    private static void CheckDatedTarget(ScorecardIndicatorDefinition completed, int index, string path)
    {
        var dated = completed.DatedTargets[index];
        if (dated.Target is not null && dated.RelativeTarget.Length > 0)
            throw Invalid("TARGET_GIVEN_TWICE", "Give either target or relative_target, not both.", $"{path}.relative_target");
        var from = Periods.LocalDay.Parse(dated.From, $"{path}.from");

        // The milestones are those of the indicator's own way; they need not lie between the dates of another goal.
        GoalChecks.Check(completed.On(from) with { Milestones = [] }, path);
    }
}
