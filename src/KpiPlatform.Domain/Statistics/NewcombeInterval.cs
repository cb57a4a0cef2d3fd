namespace KpiPlatform.Domain.Statistics;

/// <summary>
/// Interval of the difference of two independent shares: the hybrid of their Wilson intervals (R. G. Newcombe, Interval estimation for the
/// difference between independent proportions: comparison of eleven methods, Statistics in Medicine 17, 1998, method 10).
/// </summary>
public static class NewcombeInterval
{
    /// <summary>Name of the method.</summary>
    public const string Method = "newcombe";

    /// <summary>The 95 % interval of the first share minus the second, times <paramref name="scale"/>.</summary>
    /// <param name="successes">Of the first, 0 to <paramref name="trials"/>.</param>
    /// <param name="trials">Of the first, 1 or more.</param>
    /// <param name="otherSuccesses">Of the second, 0 to <paramref name="otherTrials"/>.</param>
    /// <param name="otherTrials">Of the second, 1 or more.</param>
    /// <param name="scale">1 for shares, 100 for percentage points.</param>
    public static ConfidenceInterval Of(long successes, long trials, long otherSuccesses, long otherTrials, double scale = 1)
    {
        var first = WilsonInterval.Of(successes, trials);
        var second = WilsonInterval.Of(otherSuccesses, otherTrials);
        var (p, q) = ((double)successes / trials, (double)otherSuccesses / otherTrials);
        var below = double.Hypot(p - first.Lower, second.Upper - q);
        var above = double.Hypot(first.Upper - p, q - second.Lower);
        return new(scale * (p - q - below), scale * (p - q + above), Method);
    }
}
