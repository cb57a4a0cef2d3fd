namespace KpiPlatform.Domain.Scorecards;

/// <summary>A line of the strategy map: reaching one objective is expected to help reach another.</summary>
public sealed record StrategyLink
{
    /// <summary>Path of the objective that is the cause, "perspective/objective".</summary>
    public string Cause { get; init; } = string.Empty;

    /// <summary>Path of the objective that is the effect.</summary>
    public string Effect { get; init; } = string.Empty;

    /// <summary>Why; at most 200 bytes.</summary>
    public string Description { get; init; } = string.Empty;
}
