using KpiPlatform.Domain.Indicators;
using KpiPlatform.Domain.Measures;
using NodaTime;

namespace KpiPlatform.Domain.Scorecards;

/// <summary>
/// Evaluates a scorecard: value → performance → status → roll-up. Pure: first <see cref="Plan"/> says which sums are needed,
/// then <see cref="Evaluate(ScorecardDefinition, IndicatorContext, ICellReader)"/> uses them.
/// </summary>
public static class ScorecardEvaluator
{
    /// <summary>The sums that a scorecard needs, each once.</summary>
    /// <param name="definition">A checked definition.</param>
    /// <param name="context">For which period, as of when.</param>
    public static CellPlan Plan(ScorecardDefinition definition, IndicatorContext context)
    {
        var plan = new CellPlan();
        ValuesOf(definition, context, plan);
        return plan;
    }

    /// <summary>Evaluates from sums.</summary>
    /// <param name="definition">A checked definition.</param>
    /// <param name="context">As planned, with the newest event known by now.</param>
    /// <param name="cells">The sums planned.</param>
    public static EvaluatedScorecard Evaluate(ScorecardDefinition definition, IndicatorContext context, ICellReader cells) =>
        Evaluate(definition, context, ValuesOf(definition, context, cells));

    /// <summary>Evaluates from indicator values.</summary>
    /// <param name="definition">A checked definition.</param>
    /// <param name="context">For which period, as of when.</param>
    /// <param name="values">Values by catalogue id, of each indicator that the definition names.</param>
    public static EvaluatedScorecard Evaluate(
        ScorecardDefinition definition,
        IndicatorContext context,
        IReadOnlyDictionary<string, IndicatorValue> values)
    {
        ArgumentNullException.ThrowIfNull(definition);
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(values);
        var perspectives = definition.Perspectives.Select(perspective => PerspectiveOf(perspective, context, values)).ToList();
        var (performance, coverage) = RollUp.Of(
            [.. perspectives.Select(child => new RollUpChild(child.Weight, child.Performance, child.Coverage))]);
        return new()
        {
            Title = definition.Title,
            Period = context.Window.Period,
            AsOf = context.Window.AsOf,
            Performance = performance,
            Status = RollUp.StatusOf(performance, coverage),
            Coverage = coverage,
            Perspectives = perspectives,
            DefinitionVersion = definition.Version,
            Partial = context.Window.IsPartial,
        };
    }

    private static Dictionary<string, IndicatorValue> ValuesOf(ScorecardDefinition definition, IndicatorContext context, ICellReader cells)
    {
        ArgumentNullException.ThrowIfNull(definition);
        var values = new Dictionary<string, IndicatorValue>(StringComparer.Ordinal);
        foreach (var perspective in definition.Perspectives)
        {
            foreach (var objective in perspective.Objectives)
            {
                foreach (var id in objective.Indicators.Select(indicator => indicator.Indicator))
                {
                    if (!values.ContainsKey(id))
                        values.Add(id, context.Indicators.Get(id).Evaluate(context, cells));
                }
            }
        }

        return values;
    }

    private static PerspectiveResult PerspectiveOf(
        PerspectiveDefinition definition,
        IndicatorContext context,
        IReadOnlyDictionary<string, IndicatorValue> values)
    {
        var objectives = definition.Objectives.Select(objective => ObjectiveOf(objective, context, values)).ToList();
        var (performance, coverage) = RollUp.Of(
            [.. objectives.Select(child => new RollUpChild(child.Weight, child.Performance, child.Coverage))]);
        return new()
        {
            Id = definition.Id,
            Title = definition.Title,
            Weight = definition.Weight ?? IndicatorGoal.DefaultWeight,
            Performance = performance,
            Status = RollUp.StatusOf(performance, coverage),
            Coverage = coverage,
            Objectives = objectives,
        };
    }

    private static ObjectiveResult ObjectiveOf(
        ObjectiveDefinition definition,
        IndicatorContext context,
        IReadOnlyDictionary<string, IndicatorValue> values)
    {
        var indicators = definition.Indicators.Select(indicator => IndicatorOf(indicator, context, values[indicator.Indicator])).ToList();
        var (performance, coverage) = RollUp.Of(
            [.. indicators.Select(child => new RollUpChild(child.Weight, child.Performance, child.Performance is null ? 0 : 100))]);
        return new()
        {
            Id = definition.Id,
            Title = definition.Title,
            Weight = definition.Weight ?? IndicatorGoal.DefaultWeight,
            Performance = performance,
            Status = RollUp.StatusOf(performance, coverage),
            Coverage = coverage,
            Owner = definition.Owner,
            Indicators = indicators,
        };
    }

    private static IndicatorResult IndicatorOf(ScorecardIndicatorDefinition definition, IndicatorContext context, IndicatorValue whole)
    {
        var goal = IndicatorGoal.Of(definition, context.Indicators);
        var value = goal.Component.Length == 0 ? whole : whole.OfComponent(goal.Component);
        var result = new IndicatorResult
        {
            Id = definition.Id.Length == 0 ? definition.Indicator : definition.Id,
            Title = definition.Title.Length == 0 ? goal.Indicator.Title : definition.Title,
            Weight = definition.Weight ?? IndicatorGoal.DefaultWeight,
            Value = value,
            Status = Status.Grey,
            GreyReason = GreyReason.NoValue,
            Baseline = goal.Baseline,
            Target = goal.Target,
            Deadline = definition.Deadline,
        };
        if (value.Value is not { } number)
            return result;

        var progress = goal.ProgressOf(number);
        var judgedAt = Instant.Min(context.Window.AsOf, context.Window.Period.End);
        var enough = value.SampleSize >= goal.MinimumSample;
        return result with
        {
            Performance = goal.PerformanceOf(number),
            Progress = progress,
            OnTrack = IndicatorGoal.Meets(progress, goal.ExpectedProgress(context.Calendar, judgedAt)),
            Status = enough ? IndicatorGoal.StatusOf(goal.PerformanceForStatus(number, context.Window), goal.GreenFrom, goal.YellowFrom) : Status.Grey,
            GreyReason = enough ? string.Empty : GreyReason.BelowMinimumSample,
        };
    }
}
