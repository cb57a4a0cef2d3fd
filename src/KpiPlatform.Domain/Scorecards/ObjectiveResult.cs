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

    /// <summary>What the rule that decided the status calls it; empty if it has no name for it.</summary>
    public string StatusLabel { get; init; } = string.Empty;

    /// <summary>Roll-up of the leading indicators, 0 to 100; null if there are none with a value.</summary>
    public double? LeadingPerformance { get; init; }

    /// <summary>How the leading indicators stand; None if there are none.</summary>
    public Status LeadingStatus { get; init; }

    /// <summary>Share of the leading indicators' weight that has a value, 0 to 100.</summary>
    public double LeadingCoverage { get; init; }

    /// <summary>In a closed period: what arrived later would add to the performance; null if nothing did.</summary>
    public double? LatePerformanceAdjustment { get; init; }

    /// <summary>It counts no more.</summary>
    public bool Retired { get; init; }

    /// <summary>In the order of the definition.</summary>
    public required IReadOnlyList<IndicatorResult> Indicators { get; init; }
}
