using KpiPlatform.Domain.Periods;

namespace KpiPlatform.Domain.Scorecards;

/// <summary>
/// Walks a scorecard from one evaluation to the next and says what each step did to its performance. A step changes one thing:
/// one indicator, in the order of the scorecard, and in the end what is left (weights of a new day, another definition). So the
/// steps sum to the change, whatever the way. Not thread-safe.
/// </summary>
public sealed class ScorecardReplay
{
    private ScorecardDefinition _definition;
    private EvaluationWindow _window;
    private IndicatorResult[] _results;

    /// <summary>Begins at an evaluation.</summary>
    public ScorecardReplay(ScorecardDefinition definition, EvaluationWindow window, EvaluatedScorecard before)
    {
        ArgumentNullException.ThrowIfNull(before);
        _definition = definition;
        _window = window;
        _results = ResultsOf(before);
        Score = before.Performance;
    }

    /// <summary>Performance now; null for none.</summary>
    public double? Score { get; private set; }

    /// <summary>Goes on to another evaluation.</summary>
    /// <param name="definition">Its definition.</param>
    /// <param name="window">Its period and instant.</param>
    /// <param name="after">The evaluation.</param>
    /// <param name="step">Kind, time and whatever is known of the event; the rest is filled in.</param>
    /// <returns>The steps there; none if nothing that counts has changed.</returns>
    public IReadOnlyList<ExplanationStep> GoTo(ScorecardDefinition definition, EvaluationWindow window, EvaluatedScorecard after, ExplanationStep step)
    {
        ArgumentNullException.ThrowIfNull(definition);
        ArgumentNullException.ThrowIfNull(after);
        ArgumentNullException.ThrowIfNull(step);
        var results = ResultsOf(after);
        var steps = new List<ExplanationStep>();
        if (definition.Version == _definition.Version)
            OneByOne(results, step, steps);

        _definition = definition;
        _window = window;
        _results = results;
        if (Score != after.Performance || step.Kind == ExplanationStepKind.Definition)
            steps.Add(step with { ScoreBefore = Score, ScoreAfter = after.Performance });
        Score = after.Performance;
        return steps;
    }

    private void OneByOne(IndicatorResult[] results, ExplanationStep step, List<ExplanationStep> steps)
    {
        var i = 0;
        foreach (var (path, _) in _definition.AllIndicators())
        {
            var (before, after) = (_results[i], results[i]);
            _results[i++] = after;
            if (!Differs(before, after))
                continue;
            var score = ScorecardRollUp.Of(_definition, _window, _results).Performance;
            steps.Add(step with
            {
                Indicator = path.ToString(),
                ValueBefore = before.Value.Value,
                ValueAfter = after.Value.Value,
                PerformanceBefore = before.Performance,
                PerformanceAfter = after.Performance,
                ScoreBefore = Score,
                ScoreAfter = score,
            });
            Score = score;
        }
    }

    private static bool Differs(IndicatorResult before, IndicatorResult after) =>
        before.Value.Value != after.Value.Value
        || before.Performance != after.Performance
        || before.Weight != after.Weight
        || before.Feeds != after.Feeds
        || before.Retired != after.Retired;

    private static IndicatorResult[] ResultsOf(EvaluatedScorecard scorecard) => [.. scorecard.AllIndicators().Select(entry => entry.Indicator)];
}
