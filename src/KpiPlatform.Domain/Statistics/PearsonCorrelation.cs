namespace KpiPlatform.Domain.Statistics;

/// <summary>Pearson's correlation of pairs, and of two series at a lag. It says that two things move together, not that one moves the other.</summary>
public static class PearsonCorrelation
{
    /// <summary>Fewest pairs that have one: through any two points there is a line.</summary>
    public const int MinimumPairs = 3;

    /// <summary>The correlation, −1 to 1; null for fewer than <see cref="MinimumPairs"/> pairs, or if one side does not vary.</summary>
    public static double? Of(IReadOnlyList<(double X, double Y)> pairs)
    {
        ArgumentNullException.ThrowIfNull(pairs);
        if (pairs.Count < MinimumPairs)
            return null;
        var meanX = pairs.Average(pair => pair.X);
        var meanY = pairs.Average(pair => pair.Y);
        double xx = 0, yy = 0, xy = 0;
        foreach (var (x, y) in pairs)
        {
            xx += (x - meanX) * (x - meanX);
            yy += (y - meanY) * (y - meanY);
            xy += (x - meanX) * (y - meanY);
        }

        return pairs.All(pair => pair.X == pairs[0].X) || pairs.All(pair => pair.Y == pairs[0].Y)
            ? null
            : Math.Clamp(xy / (Math.Sqrt(xx) * Math.Sqrt(yy)), -1, 1);
    }

    /// <summary>The pairs of two series of which the second is taken so many places later; places where one has no value are left out.</summary>
    /// <param name="first">A series.</param>
    /// <param name="second">Another over the same periods.</param>
    /// <param name="lag">0 or more.</param>
    public static IReadOnlyList<(double X, double Y)> Pairs(IReadOnlyList<double?> first, IReadOnlyList<double?> second, int lag)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        ArgumentOutOfRangeException.ThrowIfNegative(lag);
        var pairs = new List<(double, double)>();
        for (var i = 0; i < first.Count && i + lag < second.Count; i++)
        {
            if (first[i] is { } x && second[i + lag] is { } y)
                pairs.Add((x, y));
        }

        return pairs;
    }
}
