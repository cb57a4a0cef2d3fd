using NodaTime;

namespace KpiPlatform.Domain.Scorecards;

/// <summary>One step of a score's change: what one event did to one indicator. Immutable.</summary>
public sealed record ExplanationStep
{
    /// <summary>What made it.</summary>
    public required ExplanationStepKind Kind { get; init; }

    /// <summary>When it was recorded; of commits that were merged, the last.</summary>
    public required Instant At { get; init; }

    /// <summary>Path of the indicator; empty for what changes the whole (a definition, the weights of a new day).</summary>
    public string Indicator { get; init; } = string.Empty;

    /// <summary>Its value before; null for none.</summary>
    public double? ValueBefore { get; init; }

    /// <summary>Its value after; null for none.</summary>
    public double? ValueAfter { get; init; }

    /// <summary>Its performance before; null for none.</summary>
    public double? PerformanceBefore { get; init; }

    /// <summary>Its performance after; null for none.</summary>
    public double? PerformanceAfter { get; init; }

    /// <summary>The scorecard's performance before; null for none.</summary>
    public double? ScoreBefore { get; init; }

    /// <summary>The scorecard's performance after; null for none.</summary>
    public double? ScoreAfter { get; init; }

    /// <summary>Score after − before, where none counts as 0.</summary>
    public double Change => (ScoreAfter ?? 0) - (ScoreBefore ?? 0);

    /// <summary>Commits in it: 1, or more if neighbours were merged; 0 for other kinds.</summary>
    public int Commits { get; init; }

    /// <summary>Version of the definition that a change of definition led to; 0 for other kinds.</summary>
    public long DefinitionVersion { get; init; }
}
