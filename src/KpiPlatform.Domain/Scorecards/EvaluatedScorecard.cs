using KpiPlatform.Domain.Periods;
using NodaTime;

namespace KpiPlatform.Domain.Scorecards;

/// <summary>A scorecard with its values, for a period as of an instant. Immutable.</summary>
public sealed record EvaluatedScorecard
{
    /// <summary>Title.</summary>
    public required string Title { get; init; }

    /// <summary>The period.</summary>
    public required KpiPeriod Period { get; init; }

    /// <summary>What was known at this instant.</summary>
    public required Instant AsOf { get; init; }

    /// <summary>0 to 100; null if nothing below has a value.</summary>
    public double? Performance { get; init; }

    /// <summary>How it stands.</summary>
    public required Status Status { get; init; }

    /// <summary>Share of the weight below that has a value, 0 to 100.</summary>
    public required double Coverage { get; init; }

    /// <summary>In the order of the definition.</summary>
    public required IReadOnlyList<PerspectiveResult> Perspectives { get; init; }

    /// <summary>Version of the definition evaluated.</summary>
    public required long DefinitionVersion { get; init; }

    /// <summary>The period is not over at <see cref="AsOf"/>.</summary>
    public required bool Partial { get; init; }
}
