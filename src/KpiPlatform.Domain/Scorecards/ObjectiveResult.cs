namespace KpiPlatform.Domain.Scorecards;

/// <summary>An objective with its values. Immutable.</summary>
public sealed record ObjectiveResult
{
    /// <summary>Id within the perspective.</summary>
    public required string Id { get; init; }

    /// <summary>Title.</summary>
    public required string Title { get; init; }

    /// <summary>Weight among its siblings.</summary>
    public required double Weight { get; init; }

    /// <summary>0 to 100; null if nothing below has a value.</summary>
    public double? Performance { get; init; }

    /// <summary>How it stands.</summary>
    public required Status Status { get; init; }

    /// <summary>Share of the weight below that has a value, 0 to 100.</summary>
    public required double Coverage { get; init; }

    /// <summary>Who answers for it.</summary>
    public string Owner { get; init; } = string.Empty;

    /// <summary>In the order of the definition.</summary>
    public required IReadOnlyList<IndicatorResult> Indicators { get; init; }
}
