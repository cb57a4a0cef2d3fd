using NodaTime;

namespace KpiPlatform.Domain.Scorecards;

/// <summary>A closed period beside what arrived after its closing.</summary>
public static class LateAdjustments
{
    /// <summary>The values at the closing, each with what arrived later: now − then, counted in the same way and under the same definition and overrides.</summary>
    /// <param name="closed">As they were at the closing.</param>
    /// <param name="then">As of the closing, counted as the tenant counts now; where that has not changed, the same as <paramref name="closed"/>.</param>
    /// <param name="current">With everything that is known now.</param>
    /// <param name="asOf">As of when the later ones are.</param>
    /// <param name="closedAt">The closing.</param>
    public static EvaluatedScorecard Of(EvaluatedScorecard closed, EvaluatedScorecard then, EvaluatedScorecard current, Instant asOf, Instant closedAt)
    {
        ArgumentNullException.ThrowIfNull(closed);
        ArgumentNullException.ThrowIfNull(then);
        ArgumentNullException.ThrowIfNull(current);
        return closed with
        {
            AsOf = asOf,
            ClosedAt = closedAt,
            LatePerformanceAdjustment = Difference(then.Performance, current.Performance),
            Perspectives = [.. closed.Perspectives.Select((perspective, i) => Of(perspective, then.Perspectives[i], current.Perspectives[i]))],
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

    private static PerspectiveResult Of(PerspectiveResult closed, PerspectiveResult then, PerspectiveResult current) => closed with
    {
        LatePerformanceAdjustment = Difference(then.Performance, current.Performance),
        Objectives = [.. closed.Objectives.Select((objective, i) => Of(objective, then.Objectives[i], current.Objectives[i]))],
    };

    private static ObjectiveResult Of(ObjectiveResult closed, ObjectiveResult then, ObjectiveResult current) => closed with
    {
        LatePerformanceAdjustment = Difference(then.Performance, current.Performance),
        Indicators = [.. closed.Indicators.Select((indicator, i) => Of(indicator, then.Indicators[i], current.Indicators[i]))],
    };

    private static IndicatorResult Of(IndicatorResult closed, IndicatorResult then, IndicatorResult current)
    {
        var adjustment = Difference(then.Value.Value, current.Value.Value);
        return closed with
        {
            LateAdjustment = adjustment,
            LatePerformanceAdjustment = Difference(then.Performance, current.Performance),
            Value = adjustment is null ? closed.Value : closed.Value with { Late = true },
        };
    }

    /// <summary>What came in addition; where there was nothing before, or is nothing now, nothing is taken as 0.</summary>
    private static double? Difference(double? then, double? current) =>
        then == current ? null : (current ?? 0) - (then ?? 0);
}
