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

    /// <summary>Local date on which somebody is to look at it again; empty for none.</summary>
    public string ReviewDate { get; init; } = string.Empty;

    /// <summary>Local date from which on it counts no more; empty for none.</summary>
    public string RetiredOn { get; init; } = string.Empty;

    /// <summary>Weights that hold for some time.</summary>
    public IReadOnlyList<DatedWeight> DatedWeights { get; init; } = [];

    /// <summary>How its indicators make its performance.</summary>
    public RollUpMethod RollUp { get; init; }

    /// <summary>What an indicator without a value is to it.</summary>
    public MissingDataPolicy MissingData { get; init; }

    /// <summary>1 to 32.</summary>
    public IReadOnlyList<ScorecardIndicatorDefinition> Indicators { get; init; } = [];
}
