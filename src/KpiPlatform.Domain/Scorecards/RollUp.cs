namespace KpiPlatform.Domain.Scorecards;

/// <summary>Performance of a node from its children: the weighted average over those with a value, weights renormalised.</summary>
public static class RollUp
{
    /// <summary>Share of the weight below that must have a value, in percent; with less the status is grey.</summary>
    public const double MinimumCoverage = 50;

    /// <summary>Rolls up.</summary>
    /// <returns>
    /// Performance: Σ w·p / Σ w over children with a value; null if there is none, or all of them weigh 0.
    /// Coverage: Σ w·coverage / Σ w over all children, 0 to 100; 0 if all weigh 0.
    /// </returns>
    public static (double? Performance, double Coverage) Of(IReadOnlyList<RollUpChild> children)
    {
        ArgumentNullException.ThrowIfNull(children);

        double heaviest = 0, heaviestWithValue = 0;
        foreach (var child in children)
        {
            heaviest = Math.Max(heaviest, child.Weight);
            if (child.Performance is not null)
                heaviestWithValue = Math.Max(heaviestWithValue, child.Weight);
        }

        if (heaviest == 0)
            return (null, 0);

        // Scaled to about 1 by a power of two, which is exact, so that no sum of finite weights overflows or comes to nothing.
        var scale = -Math.ILogB(heaviest);
        var scaleWithValue = heaviestWithValue > 0 ? -Math.ILogB(heaviestWithValue) : 0;
        double weights = 0, covered = 0, weightsWithValue = 0, weighted = 0;
        double least = 100, most = 0;
        foreach (var child in children)
        {
            weights += Math.ScaleB(child.Weight, scale);
            covered += Math.ScaleB(child.Weight, scale) * child.Coverage;
            if (child.Performance is { } performance && child.Weight > 0)
            {
                weightsWithValue += Math.ScaleB(child.Weight, scaleWithValue);
                weighted += Math.ScaleB(child.Weight, scaleWithValue) * performance;
                least = Math.Min(least, performance);
                most = Math.Max(most, performance);
            }
        }

        // Rounding must not carry the average beyond what it averages.
        return (heaviestWithValue > 0 ? Math.Clamp(weighted / weightsWithValue, least, most) : null, Math.Clamp(covered / weights, 0, 100));
    }

    /// <summary>Status of a node above indicators, with the default thresholds.</summary>
    /// <param name="performance">Its performance.</param>
    /// <param name="coverage">Its coverage, 0 to 100.</param>
    public static Status StatusOf(double? performance, double coverage) =>
        performance is { } value && IndicatorGoal.Meets(coverage, MinimumCoverage)
            ? IndicatorGoal.StatusOf(value, IndicatorGoal.DefaultGreenFrom, IndicatorGoal.DefaultYellowFrom)
            : Status.Grey;
}
