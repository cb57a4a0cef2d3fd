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

    /// <summary>In the order of the definition.</summary>
    public required IReadOnlyList<PerspectiveResult> Perspectives { get; init; }

    /// <summary>Version of the definition evaluated.</summary>
    public required long DefinitionVersion { get; init; }

    /// <summary>The period is not over at <see cref="AsOf"/>.</summary>
    public required bool Partial { get; init; }

    /// <summary>Its initiatives, in the order of the definition.</summary>
    public IReadOnlyList<InitiativeResult> Initiatives { get; init; } = [];

    /// <summary>When the period was closed; null if it is not, or was not by <see cref="AsOf"/>.</summary>
    public Instant? ClosedAt { get; init; }

    /// <summary>Values of a closed period as they are with what arrived later, instead of those at its closing.</summary>
    public bool Restated { get; init; }

    /// <summary>
    /// When what the tenant counts last changed, if that was after <see cref="AsOf"/> (in a closed period: after its values were taken);
    /// else null. Then the values are what was known at the instant, counted as the tenant counts today.
    /// </summary>
    public Instant? CountingChangedAt { get; init; }

    /// <summary>Every indicator with its path, in the order of the definition.</summary>
    public IEnumerable<(IndicatorPath Path, IndicatorResult Indicator)> AllIndicators()
    {
        foreach (var perspective in Perspectives)
        {
            foreach (var objective in perspective.Objectives)
            {
                foreach (var indicator in objective.Indicators)
                    yield return (new(perspective.Id, objective.Id, indicator.Id), indicator);
            }
        }
    }

    /// <summary>The result of an indicator, or null if there is none of that path.</summary>
    public IndicatorResult? Find(IndicatorPath path) =>
        AllIndicators().FirstOrDefault(entry => entry.Path == path).Indicator;
}
