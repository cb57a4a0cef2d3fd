namespace KpiPlatform.Domain.Scorecards;

/// <summary>Performance of a node from its children.</summary>
public static class RollUp
{
    /// <summary>Default share of the weight below that must have a value, in percent; with less the status is grey.</summary>
    public const double MinimumCoverage = 50;

    /// <summary>Rolls up as weighted average of the children with a value.</summary>
    public static (double? Performance, double Coverage) Of(IReadOnlyList<RollUpChild> children) =>
        Of(children, RollUpMethod.WeightedAverage, MissingDataPolicy.Skip);

    /// <summary>Rolls up.</summary>
    /// <param name="children">The children that count.</param>
    /// <param name="method">How; a child that weighs 0 counts with none.</param>
    /// <param name="missing">What a child without a value is.</param>
    /// <returns>
    /// Performance: null if no child that weighs more than 0 has a value. The weighted average is Σ w·p / Σ w.
    /// Coverage: Σ w·coverage / Σ w over all children, 0 to 100, whatever the policy; 0 if all weigh 0.
    /// </returns>
    public static (double? Performance, double Coverage) Of(IReadOnlyList<RollUpChild> children, RollUpMethod method, MissingDataPolicy missing)
    {
        ArgumentNullException.ThrowIfNull(children);

        double heaviest = 0;
        foreach (var child in children)
            heaviest = Math.Max(heaviest, child.Weight);
        if (heaviest == 0)
            return (null, 0);

        // Scaled to about 1 by a power of two, which is exact, so that no sum of finite weights overflows or comes to nothing.
        var scale = -Math.ILogB(heaviest);
        double weights = 0, covered = 0;
        foreach (var child in children)
        {
            weights += Math.ScaleB(child.Weight, scale);
            covered += Math.ScaleB(child.Weight, scale) * child.Coverage;
        }

        return (PerformanceOf(Counting(children, missing), method), Math.Clamp(covered / weights, 0, 100));
    }

    /// <summary>Status of a node above indicators.</summary>
    /// <param name="performance">Its performance.</param>
    /// <param name="coverage">Its coverage, 0 to 100.</param>
    /// <param name="minimumCoverage">Coverage below which the status is grey.</param>
    /// <param name="rules">What decides the status, by performance; empty means the default thresholds.</param>
    public static (Status Status, string Label) StatusOf(double? performance, double coverage, double minimumCoverage, IReadOnlyList<StatusRule> rules)
    {
        ArgumentNullException.ThrowIfNull(rules);
        if (performance is null || !IndicatorGoal.Meets(coverage, minimumCoverage))
            return (Status.Grey, string.Empty);
        return StatusDecision.Of(
            rules.Count > 0 ? rules : IndicatorGoal.RulesOf(IndicatorGoal.DefaultGreenFrom, IndicatorGoal.DefaultYellowFrom),
            input => input == StatusInput.Performance ? performance : null);
    }

    /// <summary>Weights and performances of the children that make the performance; null if the policy leaves the parent without a value.</summary>
    private static List<(double Weight, double Performance)>? Counting(IReadOnlyList<RollUpChild> children, MissingDataPolicy missing)
    {
        var counting = new List<(double Weight, double Performance)>(children.Count);
        var hasValue = false;
        foreach (var child in children)
        {
            if (child.Weight == 0)
                continue;
            if (child.Performance is { } performance)
            {
                counting.Add((child.Weight, performance));
                hasValue = true;
            }
            else if (missing == MissingDataPolicy.NoValue)
            {
                return null;
            }
            else if (missing == MissingDataPolicy.Zero)
            {
                counting.Add((child.Weight, 0));
            }
        }

        // Of nothing at all even zeros are no performance: nobody has measured anything.
        return hasValue ? counting : null;
    }

    private static double? PerformanceOf(List<(double Weight, double Performance)>? children, RollUpMethod method)
    {
        if (children is null)
            return null;
        double least = 100, most = 0, heaviest = 0;
        foreach (var (weight, performance) in children)
        {
            least = Math.Min(least, performance);
            most = Math.Max(most, performance);
            heaviest = Math.Max(heaviest, weight);
        }

        if (method == RollUpMethod.Minimum)
            return least;
        if (method == RollUpMethod.Maximum)
            return most;

        var scale = method == RollUpMethod.Sum ? 0 : -Math.ILogB(heaviest);
        double weights = 0, weighted = 0;
        foreach (var (weight, performance) in children)
        {
            weights += Math.ScaleB(weight, scale);
            weighted += Math.ScaleB(weight, scale) * performance;
        }

        // Rounding must not carry the average beyond what it averages.
        return method == RollUpMethod.Sum ? Math.Clamp(weighted, 0, 100) : Math.Clamp(weighted / weights, least, most);
    }
}
