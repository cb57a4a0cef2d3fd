using KpiPlatform.Domain.Indicators;
using KpiPlatform.Domain.Measures;

namespace KpiPlatform.Domain.Scorecards;

/// <summary>
/// Evaluates a scorecard: value → performance → status → roll-up. Pure: first <see cref="Plan"/> says which sums are needed,
/// then <see cref="Evaluate(ScorecardDefinition, IndicatorContext, ICellReader, EvaluationInputs?)"/> uses them.
/// </summary>
public static class ScorecardEvaluator
{
    /// <summary>The sums that a scorecard needs, each once.</summary>
    /// <param name="definition">A checked definition.</param>
    /// <param name="context">For which period, as of when.</param>
    /// <param name="environment">What the definition's names mean; null means the built-in indicators.</param>
    public static CellPlan Plan(ScorecardDefinition definition, IndicatorContext context, ScorecardEnvironment? environment = null)
    {
        var plan = new CellPlan();
        AddTo(plan, definition, context, environment);
        return plan;
    }

    /// <summary>Adds the sums that a scorecard needs to a plan.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="definition">A checked definition.</param>
    /// <param name="context">For which period, as of when.</param>
    /// <param name="environment">What the definition's names mean; null means the built-in indicators.</param>
    public static void AddTo(CellPlan plan, ScorecardDefinition definition, IndicatorContext context, ScorecardEnvironment? environment = null)
    {
        ArgumentNullException.ThrowIfNull(definition);
        var values = new IndicatorValues(environment ?? ScorecardEnvironment.BuiltIn, context, plan);
        foreach (var (_, indicator) in definition.AllIndicators())
        {
            if (indicator.Source.Length == 0)
                values.Of(indicator);
        }
    }

    /// <summary>Evaluates from sums.</summary>
    /// <param name="definition">A checked definition.</param>
    /// <param name="context">As planned, with the newest event known by now.</param>
    /// <param name="cells">The sums planned.</param>
    /// <param name="inputs">What people entered, and other scorecards; null means nothing.</param>
    public static EvaluatedScorecard Evaluate(ScorecardDefinition definition, IndicatorContext context, ICellReader cells, EvaluationInputs? inputs = null)
    {
        inputs ??= EvaluationInputs.Default;
        return Evaluate(definition, context, new IndicatorValues(inputs.Environment, context, cells).Of, inputs);
    }

    /// <summary>Evaluates from indicator values.</summary>
    /// <param name="definition">A checked definition.</param>
    /// <param name="context">For which period, as of when.</param>
    /// <param name="values">Values by catalogue id, of each indicator that the definition names.</param>
    /// <param name="inputs">What people entered, and other scorecards; null means nothing.</param>
    public static EvaluatedScorecard Evaluate(
        ScorecardDefinition definition,
        IndicatorContext context,
        IReadOnlyDictionary<string, IndicatorValue> values,
        EvaluationInputs? inputs = null) =>
        Evaluate(definition, context, indicator => values[indicator.Indicator], inputs ?? EvaluationInputs.Default);

    /// <summary>The value of one indicator of a scorecard.</summary>
    /// <param name="definition">The indicator; not one that is taken over from another scorecard.</param>
    /// <param name="context">For which period, as of when.</param>
    /// <param name="cells">The sums, or a plan that collects what is needed.</param>
    /// <param name="environment">What the definition's names mean.</param>
    public static IndicatorValue ValueOf(ScorecardIndicatorDefinition definition, IndicatorContext context, ICellReader cells, ScorecardEnvironment environment)
    {
        ArgumentNullException.ThrowIfNull(definition);
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(environment);
        var indicator = environment.Get(definition.Indicator, "indicator");
        return environment.Dimension(definition.Dimension, definition.DimensionValue) is { } dimension
            ? indicator.Evaluate(context with { Dimension = dimension }, cells)
            : indicator.WithoutValue(context, NoValueReason.DimensionGone);
    }

    /// <summary>Evaluates from indicator values.</summary>
    /// <param name="definition">A checked definition.</param>
    /// <param name="context">For which period, as of when.</param>
    /// <param name="valueOf">The value of an indicator; not asked for those taken over from other scorecards.</param>
    /// <param name="inputs">What people entered, and other scorecards.</param>
    public static EvaluatedScorecard Evaluate(
        ScorecardDefinition definition,
        IndicatorContext context,
        Func<ScorecardIndicatorDefinition, IndicatorValue> valueOf,
        EvaluationInputs inputs)
    {
        ArgumentNullException.ThrowIfNull(definition);
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(valueOf);
        ArgumentNullException.ThrowIfNull(inputs);
        var results = new List<IndicatorResult>();
        foreach (var perspective in definition.Perspectives)
        {
            foreach (var objective in perspective.Objectives)
            {
                foreach (var indicator in objective.Indicators)
                    results.Add(IndicatorEvaluator.Evaluate(new(perspective.Id, objective.Id, indicator.EffectiveId()), indicator, objective, definition, context, inputs, valueOf));
            }
        }

        return ScorecardRollUp.Of(definition, context.Window, results) with { CountingChangedAt = context.ChangedSince };
    }

    /// <summary>Values of indicators from cells, each computed once.</summary>
    private sealed class IndicatorValues(ScorecardEnvironment environment, IndicatorContext context, ICellReader cells)
    {
        private readonly Dictionary<(string Indicator, string Dimension, string Value), IndicatorValue> _known = [];

        public IndicatorValue Of(ScorecardIndicatorDefinition definition)
        {
            var key = (definition.Indicator, definition.Dimension, definition.DimensionValue);
            if (_known.TryGetValue(key, out var known))
                return known;
            var value = ValueOf(definition, context, cells, environment);
            _known.Add(key, value);
            return value;
        }
    }
}
