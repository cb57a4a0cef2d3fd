using KpiPlatform.Domain.Statistics;

namespace KpiPlatform.Domain.Tests.Statistics;

public sealed class ComparisonTests
{
    [Theory]
    [InlineData(56, 70, 48, 80, 0.0524, 0.3339)] // Newcombe 1998, table II, (a), method 10.
    [InlineData(9, 10, 3, 10, 0.1705, 0.8090)] // (b).
    [InlineData(10, 10, 0, 10, 0.6075, 1)] // (h): 1 − √(2 × 0.27753²).
    public void Newcombe_PublishedExamples_AreMet(long successes, long trials, long otherSuccesses, long otherTrials, double lower, double upper)
    {
        var interval = NewcombeInterval.Of(successes, trials, otherSuccesses, otherTrials);

        interval.Lower.ShouldBe(lower, 0.0001);
        interval.Upper.ShouldBe(upper, 0.0001);
        interval.Method.ShouldBe("newcombe");
    }

    [Fact]
    public void Newcombe_OtherWayRound_IsTheMirrorImage()
    {
        var one = NewcombeInterval.Of(7, 20, 12, 50, 100);
        var other = NewcombeInterval.Of(12, 50, 7, 20, 100);

        one.Lower.ShouldBe(-other.Upper, 1e-9);
        one.Upper.ShouldBe(-other.Lower, 1e-9);
    }

    /// <summary>Of two shares the general method is Newcombe's.</summary>
    [Fact]
    public void Difference_OfWilsonIntervals_IsNewcombes()
    {
        for (var seed = 0; seed < 200; seed++)
        {
            var random = new Random(seed);
            var (n, m) = (random.Next(1, 200), random.Next(1, 200));
            var (x, y) = (random.Next(0, n + 1), random.Next(0, m + 1));
            var general = DifferenceInterval.Of((double)x / n, WilsonInterval.Of(x, n), (double)y / m, WilsonInterval.Of(y, m));
            var newcombe = NewcombeInterval.Of(x, n, y, m);
            general.Lower.ShouldBe(newcombe.Lower, 1e-12);
            general.Upper.ShouldBe(newcombe.Upper, 1e-12);
        }
    }

    [Fact]
    public void Correlation_ByHand_IsMet()
    {
        // Means 2 and 3; Σxy = 1 × 1 + 0 + 1 × 2 = 3 (deviations −1, 0, 1 and −1, −1, 2), Σxx = 2, Σyy = 6: 3 / √12.
        PearsonCorrelation.Of([(1, 2), (2, 2), (3, 5)])!.Value.ShouldBe(3 / Math.Sqrt(12), 1e-12);
        PearsonCorrelation.Of([(1, 3), (2, 2), (3, 1)])!.Value.ShouldBe(-1, 1e-12);
    }

    [Fact]
    public void Correlation_TooFewOrWithoutVariation_IsNone()
    {
        PearsonCorrelation.Of([(1, 2), (2, 3)]).ShouldBeNull();
        PearsonCorrelation.Of([(0.1, 2), (0.1, 3), (0.1, 4)]).ShouldBeNull();
    }

    [Fact]
    public void Pairs_AtALag_TakeTheSecondLaterAndLeaveGapsOut() =>
        PearsonCorrelation.Pairs([1, 2, null, 4], [10, 20, 30, 40], 1).ShouldBe([(1, 20), (2, 30)]);
}
