namespace KpiPlatform.Domain.Scorecards;

/// <summary>
/// What a scorecard is made of. Plain data that any serializer can store; checked and completed by <see cref="ScorecardValidator"/>.
/// </summary>
public sealed record ScorecardDefinition
{
    /// <summary>At most 200 bytes.</summary>
    public string Title { get; init; } = string.Empty;

    /// <summary>At most 4,000 bytes.</summary>
    public string Description { get; init; } = string.Empty;

    /// <summary>1 to 16.</summary>
    public IReadOnlyList<PerspectiveDefinition> Perspectives { get; init; } = [];

    /// <summary>How the perspectives make the scorecard's performance.</summary>
    public RollUpMethod RollUp { get; init; }

    /// <summary>What a perspective without a value is to it.</summary>
    public MissingDataPolicy MissingData { get; init; }

    /// <summary>Share of the weight below that must have a value, in percent; with less, a status is grey. Null means 50.</summary>
    public double? MinimumCoverage { get; init; }

    /// <summary>What decides the status of nodes, and of indicators that say nothing themselves, by performance; empty means the default thresholds.</summary>
    public IReadOnlyList<StatusRule> StatusRules { get; init; } = [];

    /// <summary>Which objective is expected to help which.</summary>
    public IReadOnlyList<StrategyLink> StrategyMap { get; init; } = [];

    /// <summary>Work that is to move objectives.</summary>
    public IReadOnlyList<InitiativeDefinition> Initiatives { get; init; } = [];

    /// <summary>Periods are closed by themselves so many days after their end; null means only when somebody closes them.</summary>
    public int? CloseAfterDays { get; init; }

    /// <summary>From 1, one more with every change; 0 before it is stored.</summary>
    public long Version { get; init; }
}
