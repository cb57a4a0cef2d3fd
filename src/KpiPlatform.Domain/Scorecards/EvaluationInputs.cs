namespace KpiPlatform.Domain.Scorecards;

/// <summary>What an evaluation takes beside the definition, the period and the cells. Immutable.</summary>
public sealed record EvaluationInputs
{
    /// <summary>The built-in indicators, and nothing that people entered.</summary>
    public static EvaluationInputs Default { get; } = new();

    /// <summary>What the definition's names mean.</summary>
    public ScorecardEnvironment Environment { get; init; } = ScorecardEnvironment.BuiltIn;

    /// <summary>Overrides of the period in force at the instant, by indicator; of several the newest.</summary>
    public IReadOnlyDictionary<IndicatorPath, ScorecardOverride> Overrides { get; init; } = new Dictionary<IndicatorPath, ScorecardOverride>();

    /// <summary>Number of comments on the period by the instant, by indicator; 0 for those not named.</summary>
    public IReadOnlyDictionary<IndicatorPath, int> Comments { get; init; } = new Dictionary<IndicatorPath, int>();

    /// <summary>Results of the indicators that are taken over, by <see cref="ScorecardIndicatorDefinition.Source"/>; what is not named does not exist.</summary>
    public IReadOnlyDictionary<string, CascadedIndicator> Cascades { get; init; } = new Dictionary<string, CascadedIndicator>();
}
