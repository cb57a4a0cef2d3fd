namespace KpiPlatform.Domain.Scorecards;

/// <summary>Something that the tenant wants to reach, with the indicators that tell how far it is.</summary>
public sealed record ObjectiveDefinition
{
    /// <summary>1 to 64 characters of a-z, 0-9, "-" and "_"; unique in the perspective.</summary>
    public string Id { get; init; } = string.Empty;

    /// <summary>At most 200 bytes.</summary>
    public string Title { get; init; } = string.Empty;

    /// <summary>0 or more; null means 1.</summary>
    public double? Weight { get; init; }

    /// <summary>Who answers for it; at most 200 bytes.</summary>
    public string Owner { get; init; } = string.Empty;

    /// <summary>1 to 32.</summary>
    public IReadOnlyList<ScorecardIndicatorDefinition> Indicators { get; init; } = [];
}
