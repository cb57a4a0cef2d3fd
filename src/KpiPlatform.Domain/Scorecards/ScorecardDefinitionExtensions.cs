using KpiPlatform.Domain.Periods;

namespace KpiPlatform.Domain.Scorecards;

/// <summary>Parts of definitions as they hold on a local day.</summary>
public static class ScorecardDefinitionExtensions
{
    /// <summary>The indicator with the dated target of a day in place of its own goal.</summary>
    public static ScorecardIndicatorDefinition On(this ScorecardIndicatorDefinition definition, int day)
    {
        ArgumentNullException.ThrowIfNull(definition);
        if (definition.DatedTargets.Count == 0 || Dated.InForce(definition.DatedTargets, day) is not { } dated)
            return definition;
        var hasTarget = dated.Target is not null || dated.RelativeTarget.Length > 0;
        return definition with
        {
            Baseline = dated.Baseline ?? definition.Baseline,
            BaselineDate = dated.BaselineDate.Length > 0 ? dated.BaselineDate : definition.BaselineDate,
            Target = hasTarget ? dated.Target : definition.Target,
            RelativeTarget = hasTarget ? dated.RelativeTarget : definition.RelativeTarget,
            Deadline = dated.Deadline.Length > 0 ? dated.Deadline : definition.Deadline,
            ScoreMin = dated.ScoreMin ?? definition.ScoreMin,
            ScoreMax = dated.ScoreMax ?? definition.ScoreMax,
            RedFlag = dated.RedFlag ?? definition.RedFlag,
            Goal = dated.Goal ?? definition.Goal,
            BandLow = dated.BandLow ?? definition.BandLow,
            BandHigh = dated.BandHigh ?? definition.BandHigh,
        };
    }

    /// <summary>The id; where none is said, that of the indicator, or of the one taken over.</summary>
    public static string EffectiveId(this ScorecardIndicatorDefinition definition)
    {
        ArgumentNullException.ThrowIfNull(definition);
        return definition.Id.Length > 0 ? definition.Id : definition.Source.Length > 0 ? definition.Source[(definition.Source.LastIndexOf('/') + 1)..] : definition.Indicator;
    }

    /// <summary>The weight on a day.</summary>
    public static double WeightOn(this PerspectiveDefinition definition, int day)
    {
        ArgumentNullException.ThrowIfNull(definition);
        return Weight(definition.Weight, definition.DatedWeights, day);
    }

    /// <summary>The weight on a day.</summary>
    public static double WeightOn(this ObjectiveDefinition definition, int day)
    {
        ArgumentNullException.ThrowIfNull(definition);
        return Weight(definition.Weight, definition.DatedWeights, day);
    }

    /// <summary>The weight on a day.</summary>
    public static double WeightOn(this ScorecardIndicatorDefinition definition, int day)
    {
        ArgumentNullException.ThrowIfNull(definition);
        return Weight(definition.Weight, definition.DatedWeights, day);
    }

    /// <summary>Whether a retirement date has come by a day; empty never comes.</summary>
    public static bool IsRetired(string retiredOn, int day) => !string.IsNullOrEmpty(retiredOn) && LocalDay.Parse(retiredOn, "retired_on") <= day;

    /// <summary>Every indicator with its path, in the order of the definition.</summary>
    public static IEnumerable<(IndicatorPath Path, ScorecardIndicatorDefinition Indicator)> AllIndicators(this ScorecardDefinition definition)
    {
        ArgumentNullException.ThrowIfNull(definition);
        foreach (var perspective in definition.Perspectives)
        {
            foreach (var objective in perspective.Objectives)
            {
                foreach (var indicator in objective.Indicators)
                    yield return (new(perspective.Id, objective.Id, indicator.EffectiveId()), indicator);
            }
        }
    }

    /// <summary>Whether an indicator's performance is taken over from another scorecard.</summary>
    public static bool TakesOver(this ScorecardDefinition definition) => definition.AllIndicators().Any(entry => entry.Indicator.Source.Length > 0);

    private static double Weight(double? weight, IReadOnlyList<DatedWeight> dated, int day) =>
        (dated.Count == 0 ? null : Dated.InForce(dated, day))?.Weight ?? weight ?? IndicatorGoal.DefaultWeight;
}
