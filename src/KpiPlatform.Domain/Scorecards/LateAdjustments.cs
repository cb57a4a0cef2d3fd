using NodaTime;

namespace KpiPlatform.Domain.Scorecards;

/// <summary>A closed period beside what arrived after its closing.</summary>
public static class LateAdjustments
{
    /// <summary>The values at the closing, each with what arrived later: now − then. Both are of the same definition and overrides.</summary>
    /// <param name="closed">As of the closing.</param>
    /// <param name="current">With everything that is known now.</param>
    /// <param name="asOf">As of when the later ones are.</param>
    /// <param name="closedAt">The closing.</param>
    public static EvaluatedScorecard Of(EvaluatedScorecard closed, EvaluatedScorecard current, Instant asOf, Instant closedAt)
    {
        ArgumentNullException.ThrowIfNull(closed);
        ArgumentNullException.ThrowIfNull(current);
        return closed with
        {
            AsOf = asOf,
            ClosedAt = closedAt,
            LatePerformanceAdjustment = Difference(closed.Performance, current.Performance),
            Perspectives = [.. closed.Perspectives.Zip(current.Perspectives, Of)],
        };
    }

    /// <summary>The values as they are now, marked where they differ from those at the closing.</summary>
    public static EvaluatedScorecard Restated(EvaluatedScorecard restated, EvaluatedScorecard closed, Instant closedAt)
    {
        ArgumentNullException.ThrowIfNull(restated);
        ArgumentNullException.ThrowIfNull(closed);
        var then = closed.AllIndicators().ToDictionary(entry => entry.Path, entry => entry.Indicator.Value.Value);
        return restated with
        {
            ClosedAt = closedAt,
            Restated = true,
            Perspectives =
            [
                .. restated.Perspectives.Select(perspective => perspective with
                {
                    Objectives =
                    [
                        .. perspective.Objectives.Select(objective => objective with
                        {
                            Indicators =
                            [
                                .. objective.Indicators.Select(indicator =>
                                    then.TryGetValue(new(perspective.Id, objective.Id, indicator.Id), out var value) && value != indicator.Value.Value
                                        ? indicator with { Value = indicator.Value with { Late = true } }
                                        : indicator),
                            ],
                        }),
                    ],
                }),
            ],
        };
    }

    private static PerspectiveResult Of(PerspectiveResult closed, PerspectiveResult current) => closed with
    {
        LatePerformanceAdjustment = Difference(closed.Performance, current.Performance),
        Objectives = [.. closed.Objectives.Zip(current.Objectives, Of)],
    };

    private static ObjectiveResult Of(ObjectiveResult closed, ObjectiveResult current) => closed with
    {
        LatePerformanceAdjustment = Difference(closed.Performance, current.Performance),
        Indicators = [.. closed.Indicators.Zip(current.Indicators, Of)],
    };

    private static IndicatorResult Of(IndicatorResult closed, IndicatorResult current)
    {
        var adjustment = Difference(closed.Value.Value, current.Value.Value);
        return closed with
        {
            LateAdjustment = adjustment,
            LatePerformanceAdjustment = Difference(closed.Performance, current.Performance),
            Value = adjustment is null ? closed.Value : closed.Value with { Late = true },
        };
    }

    /// <summary>What came in addition; where there was nothing before, or is nothing now, nothing is taken as 0.</summary>
    private static double? Difference(double? closed, double? current) =>
        closed == current ? null : (current ?? 0) - (closed ?? 0);
}
