namespace KpiPlatform.Domain.Scorecards;

/// <summary>One side from which a scorecard looks.</summary>
public sealed record PerspectiveDefinition
{
    /// <summary>1 to 64 characters of a-z, 0-9, "-" and "_"; unique in the scorecard.</summary>
    public string Id { get; init; } = string.Empty;

    /// <summary>At most 200 bytes.</summary>
    public string Title { get; init; } = string.Empty;

    /// <summary>0 or more; null means 1.</summary>
    public double? Weight { get; init; }

    /// <summary>Weights that hold for some time.</summary>
    public IReadOnlyList<DatedWeight> DatedWeights { get; init; } = [];

    /// <summary>How its objectives make its performance.</summary>
    public RollUpMethod RollUp { get; init; }

    /// <summary>What an objective without a value is to it.</summary>
    public MissingDataPolicy MissingData { get; init; }

    /// <summary>1 to 32.</summary>
    public IReadOnlyList<ObjectiveDefinition> Objectives { get; init; } = [];
}
