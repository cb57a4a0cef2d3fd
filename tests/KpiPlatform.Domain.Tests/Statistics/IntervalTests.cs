using FsCheck;
using FsCheck.Fluent;
using KpiPlatform.Domain.Statistics;

namespace KpiPlatform.Domain.Tests.Statistics;

public sealed class IntervalTests
{
    /// <summary>Reference values to six digits, as published tables of the Wilson interval give them.</summary>
    [Theory]
    [InlineData(18, 20, 0.698966, 0.972134)]
    [InlineData(4, 20, 0.080658, 0.416017)]
    [InlineData(19, 38, 0.348499, 0.651501)]
    public void Wilson_ReferenceCases_Agree(long successes, long trials, double lower, double upper)
    {
        var interval = WilsonInterval.Of(successes, trials);
        interval.Lower.ShouldBe(lower, 5e-7);
        interval.Upper.ShouldBe(upper, 5e-7);
        interval.Method.ShouldBe("wilson");
        WilsonInterval.Of(successes, trials, 100).Lower.ShouldBe(100 * lower, 5e-5);
    }

    [Fact]
    public void Wilson_AnyShare_HoldsTheShareWithinZeroAndOne() =>
        Prop.ForAll(
            (from trials in Gen.Choose(1, 100_000) from successes in Gen.Choose(0, trials) select (successes, trials)).ToArbitrary(),
            @case =>
            {
                var interval = WilsonInterval.Of(@case.successes, @case.trials);
                var share = (double)@case.successes / @case.trials;
                return interval.Lower >= 0 && interval.Lower <= share && share <= interval.Upper && interval.Upper <= 1;
            }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData(0, 0)]
    [InlineData(-1, 5)]
    [InlineData(6, 5)]
    public void Wilson_ImpossibleCounts_AreRefused(long successes, long trials) =>
        Should.Throw<ArgumentOutOfRangeException>(() => WilsonInterval.Of(successes, trials));

    [Fact]
    public void AdjustedWald_HandComputed_Agrees()
    {
        // 60 promoters and 20 detractors of 100: n 103, p 60.75/103, d 20.75/103, score 40/103,
        // margin 1.959964 * sqrt((81.5/103 - (40/103)^2) / 103) = 0.154551.
        var interval = AdjustedWaldInterval.Of(60, 20, 100);
        interval.Lower.ShouldBe(100 * ((40 / 103.0) - 0.154551), 1e-4);
        interval.Upper.ShouldBe(100 * ((40 / 103.0) + 0.154551), 1e-4);
        interval.Method.ShouldBe("adjusted-wald");
    }

    [Fact]
    public void AdjustedWald_OneAnswer_StaysWithinTheScale()
    {
        // One promoter: n 4, p 1.75/4, d 0.75/4, score 0.25, margin 1.959964 * sqrt((0.625 - 0.0625) / 4) = 0.735.
        var interval = AdjustedWaldInterval.Of(1, 0, 1);
        interval.Lower.ShouldBe(-48.4986, 1e-3);
        interval.Upper.ShouldBe(98.4986, 1e-3);
    }

    [Theory]
    [InlineData(0, 0, 0)]
    [InlineData(3, 3, 5)]
    [InlineData(-1, 0, 5)]
    public void AdjustedWald_ImpossibleCounts_AreRefused(long promoters, long detractors, long answers) =>
        Should.Throw<ArgumentOutOfRangeException>(() => AdjustedWaldInterval.Of(promoters, detractors, answers));
}
