namespace KpiPlatform.Domain.Statistics;

/// <summary>Interval of a share of successes (E. B. Wilson, 1927), without continuity correction.</summary>
public static class WilsonInterval
{
    /// <summary>Name of the method.</summary>
    public const string Method = "wilson";

    /// <summary>The 95 % interval of <paramref name="successes"/> of <paramref name="trials"/>, times <paramref name="scale"/>.</summary>
    /// <param name="successes">0 to <paramref name="trials"/>.</param>
    /// <param name="trials">1 or more.</param>
    /// <param name="scale">1 for shares, 100 for percent.</param>
    public static ConfidenceInterval Of(long successes, long trials, double scale = 1)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(trials, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(successes);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(successes, trials);
        const double Z = ConfidenceInterval.Z95;
        double n = trials;
        var share = successes / n;
        var centre = share + (Z * Z / (2 * n));
        var margin = Z * Math.Sqrt(((share * (1 - share)) + (Z * Z / (4 * n))) / n);
        var divisor = 1 + (Z * Z / n);

        // At 0 and at all, rounding would leave an end just outside the share itself.
        var lower = successes == 0 ? 0 : Math.Max(0, (centre - margin) / divisor);
        var upper = successes == trials ? 1 : Math.Min(1, (centre + margin) / divisor);
        return new(scale * lower, scale * upper, Method);
    }
}
