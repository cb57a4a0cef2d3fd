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

    /// <summary>From 1, one more with every change; 0 before it is stored.</summary>
    public long Version { get; init; }
}
