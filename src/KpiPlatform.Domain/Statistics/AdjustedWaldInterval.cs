namespace KpiPlatform.Domain.Statistics;

/// <summary>
/// Interval of a Net Promoter Score: the normal approximation after adding three answers, of which 3/4 are promoters and 3/4
/// detractors, which keeps it honest for few answers.
/// </summary>
public static class AdjustedWaldInterval
{
    /// <summary>Name of the method.</summary>
    public const string Method = "adjusted-wald";

    private const double AddedAnswers = 3;
    private const double AddedOfEach = 0.75;

    /// <summary>The 95 % interval in points, −100 to 100.</summary>
    /// <param name="promoters">Answers 9 and 10.</param>
    /// <param name="detractors">Answers 0 to 6; with <paramref name="promoters"/> at most <paramref name="answers"/>.</param>
    /// <param name="answers">All answers, 1 or more.</param>
    public static ConfidenceInterval Of(long promoters, long detractors, long answers)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(answers, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(promoters);
        ArgumentOutOfRangeException.ThrowIfNegative(detractors);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(detractors, answers - promoters);
        var n = answers + AddedAnswers;
        var promoterShare = (promoters + AddedOfEach) / n;
        var detractorShare = (detractors + AddedOfEach) / n;
        var score = promoterShare - detractorShare;
        var margin = ConfidenceInterval.Z95 * Math.Sqrt((promoterShare + detractorShare - (score * score)) / n);
        return new(100 * Math.Max(-1, score - margin), 100 * Math.Min(1, score + margin), Method);
    }
}
