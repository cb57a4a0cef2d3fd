namespace KpiPlatform.Domain.Statistics;

/// <summary>Interval of a correlation by the inverse hyperbolic tangent, whose standard error is about 1/√(n − 3) (R. A. Fisher, 1921).</summary>
public static class FisherInterval
{
    /// <summary>Name of the method.</summary>
    public const string Method = "fisher-z";

    /// <summary>Fewest pairs.</summary>
    public const int MinimumPairs = 4;

    /// <summary>The 95 % interval, within −1 to 1.</summary>
    /// <param name="correlation">Pearson's, −1 to 1; at the ends the interval is the point.</param>
    /// <param name="pairs">Pairs that it comes from, at least <see cref="MinimumPairs"/>.</param>
    public static ConfidenceInterval Of(double correlation, int pairs)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(pairs, MinimumPairs);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(correlation, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(correlation, -1);
        var z = Math.Atanh(correlation);
        var margin = ConfidenceInterval.Z95 / Math.Sqrt(pairs - 3);
        return new(Math.Tanh(z - margin), Math.Tanh(z + margin), Method);
    }
}
