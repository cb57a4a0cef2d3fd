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
    /// <param name="environment">What it can name; null means the built-in indicators and no dimensions.</param>
    /// <exception cref="DomainException">INVALID_ARGUMENT, naming the first field that is wrong.</exception>
    public static ScorecardDefinition Complete(ScorecardDefinition definition, int today, ScorecardDefinition? existing = null, ScorecardEnvironment? environment = null)
    {
        ArgumentNullException.ThrowIfNull(definition);
        RequireText(definition.Title, ScorecardLimits.MaxTitleBytes, $"{Root}.title");
        RequireText(definition.Description, ScorecardLimits.MaxDescriptionBytes, $"{Root}.description");
        RequireCount(definition.Perspectives.Count, 1, ScorecardLimits.MaxPerspectives, "perspectives", $"{Root}.perspectives");
        CheckRollUp(definition.RollUp, definition.MissingData, Root);
        if (definition.MinimumCoverage is { } coverage && coverage is not (>= 0 and <= 100))
            throw Invalid("INVALID_MINIMUM_COVERAGE", $"minimum_coverage is 0 to 100 percent of the weight, not {coverage}.", $"{Root}.minimum_coverage");
        if (definition.CloseAfterDays is < 0 or > ScorecardLimits.MaxDays)
            throw Invalid("OUT_OF_RANGE", $"close_after_days is 0 to {ScorecardLimits.MaxDays}, not {definition.CloseAfterDays}. Leave it out if periods are closed by hand only.", $"{Root}.close_after_days");
        StatusRuleChecks.Check(definition.StatusRules, performanceOnly: true, $"{Root}.status_rules");

        var completion = new Completion(today, existing is null ? [] : BaselineDatesOf(existing), environment ?? ScorecardEnvironment.BuiltIn);
        var ids = new HashSet<string>(StringComparer.Ordinal);
        var perspectives = new List<PerspectiveDefinition>(definition.Perspectives.Count);
        foreach (var perspective in definition.Perspectives)
            perspectives.Add(Complete(perspective, $"{Root}.perspectives[{perspectives.Count}]", ids, completion));

        var indicators = perspectives.Sum(perspective => perspective.Objectives.Sum(objective => objective.Indicators.Count));
        RequireCount(indicators, 1, ScorecardLimits.MaxIndicatorsInAll, "indicators in all", $"{Root}.perspectives");
        var completed = definition with { Perspectives = perspectives };
        StrategyMapChecks.Check(completed, $"{Root}.strategy_map");
        InitiativeChecks.Check(completed, $"{Root}.initiatives");
        var sources = completed.AllIndicators().Where(entry => entry.Indicator.Source.Length > 0).Select(entry => entry.Indicator.Source.Split('/')[0]).Distinct(StringComparer.Ordinal).Count();
        RequireCount(sources, 0, ScorecardLimits.MaxSourceScorecards, "scorecards that indicators are taken over from", $"{Root}.perspectives");
        return completed;
    }

    /// <summary>Refuses a weight that is none.</summary>
    internal static double Weight(double? weight, string path)
    {
        RequireFinite(weight, $"{path}.weight");
        return weight is null or >= 0
            ? weight ?? IndicatorGoal.DefaultWeight
            : throw Invalid("INVALID_WEIGHT", $"A weight is 0 or more, not {weight}.", $"{path}.weight");
    }

    /// <summary>Refuses dated weights that overlap or are none.</summary>
    internal static void CheckWeights(IReadOnlyList<DatedWeight> weights, string path)
    {
        Dated.Check(weights, $"{path}.dated_weights");
        for (var i = 0; i < weights.Count; i++)
            Weight(weights[i].Weight, $"{path}.dated_weights[{i}]");
    }

    /// <summary>Refuses an owner or dates that are none.</summary>
    internal static void CheckCare(string owner, string reviewDate, string retiredOn, string path)
    {
        RequireText(owner, ScorecardLimits.MaxTitleBytes, $"{path}.owner");
        if (reviewDate.Length > 0)
            LocalDay.Parse(reviewDate, $"{path}.review_date");
        if (retiredOn.Length > 0)
            LocalDay.Parse(retiredOn, $"{path}.retired_on");
    }

    private static void CheckRollUp(RollUpMethod method, MissingDataPolicy missing, string path)
    {
        if (!Enum.IsDefined(method))
            throw Invalid("INVALID_ROLL_UP", $"{(int)method} is not a roll-up: use weighted_average, minimum, maximum or sum.", $"{path}.roll_up");
        if (!Enum.IsDefined(missing))
            throw Invalid("INVALID_MISSING_DATA", $"{(int)missing} is not a policy for missing data: use skip, zero or no_value.", $"{path}.missing_data");
    }

    private static PerspectiveDefinition Complete(PerspectiveDefinition perspective, string path, HashSet<string> siblings, Completion completion)
    {
        RequireId(perspective.Id, $"{path}.id");
        RequireUnique(siblings, perspective.Id, $"{path}.id");
        RequireText(perspective.Title, ScorecardLimits.MaxTitleBytes, $"{path}.title");
        CheckRollUp(perspective.RollUp, perspective.MissingData, path);
        CheckWeights(perspective.DatedWeights, path);
        RequireCount(perspective.Objectives.Count, 1, ScorecardLimits.MaxObjectives, "objectives", $"{path}.objectives");
        var ids = new HashSet<string>(StringComparer.Ordinal);
        var objectives = new List<ObjectiveDefinition>(perspective.Objectives.Count);
        foreach (var objective in perspective.Objectives)
        {
            var objectivePath = $"{path}.objectives[{objectives.Count}]";
            RequireId(objective.Id, $"{objectivePath}.id");
            RequireUnique(ids, objective.Id, $"{objectivePath}.id");
            RequireText(objective.Title, ScorecardLimits.MaxTitleBytes, $"{objectivePath}.title");
            CheckCare(objective.Owner, objective.ReviewDate, objective.RetiredOn, objectivePath);
            CheckRollUp(objective.RollUp, objective.MissingData, objectivePath);
            CheckWeights(objective.DatedWeights, objectivePath);
            RequireCount(objective.Indicators.Count, 1, ScorecardLimits.MaxIndicators, "indicators", $"{objectivePath}.indicators");
            var indicatorIds = new HashSet<string>(StringComparer.Ordinal);
            var indicators = new List<ScorecardIndicatorDefinition>(objective.Indicators.Count);
            foreach (var indicator in objective.Indicators)
            {
                var id = indicator.EffectiveId();
                var knownDate = completion.BaselineDates.GetValueOrDefault(new(perspective.Id, objective.Id, id));
                indicators.Add(IndicatorChecks.Complete(
                    indicator with { Id = id },
                    $"{objectivePath}.indicators[{indicators.Count}]",
                    indicatorIds,
                    string.IsNullOrEmpty(knownDate) ? LocalDay.Format(completion.Today) : knownDate,
                    completion.Environment));
            }

            objectives.Add(objective with { Weight = Weight(objective.Weight, objectivePath), Indicators = indicators });
        }

        return perspective with { Weight = Weight(perspective.Weight, path), Objectives = objectives };
    }

    private static Dictionary<IndicatorPath, string> BaselineDatesOf(ScorecardDefinition definition) =>
        definition.AllIndicators().ToDictionary(entry => entry.Path, entry => entry.Indicator.BaselineDate);

    private sealed record Completion(int Today, Dictionary<IndicatorPath, string> BaselineDates, ScorecardEnvironment Environment);
}
