namespace KpiPlatform.Domain.Statistics;

/// <summary>
/// 95 % interval of the difference of two independent proportions, by the score method without continuity correction
/// (R. G. Newcombe, Interval estimation for the difference between independent proportions, Statistics in Medicine 17, 1998, method 10).
/// </summary>
public static class NewcombeInterval
{
    /// <summary>Name of the method.</summary>
    public const string Method = "newcombe";

    /// <summary>Interval of (some/all − otherSome/otherAll) × factor.</summary>
    /// <param name="some">0 to <paramref name="all"/>.</param>
    /// <param name="all">Greater than 0.</param>
    /// <param name="otherSome">0 to <paramref name="otherAll"/>.</param>
    /// <param name="otherAll">Greater than 0.</param>
    /// <param name="factor">E.g. 100 for percentage points.</param>
    public static ConfidenceInterval Of(long some, long all, long otherSome, long otherAll, double factor)
    {
        var first = WilsonInterval.Of(some, all, 1);
        var second = WilsonInterval.Of(otherSome, otherAll, 1);
        var (p, q) = ((double)some / all, (double)otherSome / otherAll);
        var below = Math.Sqrt(Square(p - first.Lower) + Square(second.Upper - q));
        var above = Math.Sqrt(Square(first.Upper - p) + Square(q - second.Lower));
        return new(factor * (p - q - below), factor * (p - q + above), Method);
    }

    private static double Square(double value) => value * value;
}
