using NodaTime;

namespace KpiPlatform.Domain.Scorecards;

/// <summary>What somebody says to an indicator in a period. Immutable.</summary>
public sealed record ScorecardComment
{
    /// <summary>Made by the server; unique in the scorecard.</summary>
    public string Id { get; init; } = string.Empty;

    /// <summary>Path of the indicator, "perspective/objective/indicator".</summary>
    public string Indicator { get; init; } = string.Empty;

    /// <summary>The period's label.</summary>
    public string Period { get; init; } = string.Empty;

    /// <summary>Who says it; 1 to 200 bytes.</summary>
    public string Author { get; init; } = string.Empty;

    /// <summary>1 to 4,000 bytes.</summary>
    public string Text { get; init; } = string.Empty;

    /// <summary>When it was said.</summary>
    public Instant CreatedAt { get; init; }
}
