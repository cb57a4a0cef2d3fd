using KpiPlatform.Gateway.Quotas;
using KpiPlatform.Testing.Time;

namespace KpiPlatform.Gateway.Tests.Quotas;

public sealed class TokenBucketTests
{
    private readonly ManualTimeProvider _time = new();

    [Fact]
    public void Take_BurstThenRate_AsComputedByHand()
    {
        var bucket = new TokenBucket(_time);

        // 10 per second, burst 5: five at once, the sixth after 100 ms.
        for (var i = 0; i < 5; i++)
            bucket.Take(1, 10, 5).ShouldBe(TimeSpan.Zero);
        bucket.Take(1, 10, 5).TotalMilliseconds.ShouldBe(100, 0.01);
        _time.Advance(TimeSpan.FromMilliseconds(99));
        bucket.Take(1, 10, 5).TotalMilliseconds.ShouldBe(1, 0.01);
        _time.Advance(TimeSpan.FromMilliseconds(2));
        bucket.Take(1, 10, 5).ShouldBe(TimeSpan.Zero);

        // 500 ms fill it, and more than full it does not get.
        _time.Advance(TimeSpan.FromHours(1));
        bucket.Take(5, 10, 5).ShouldBe(TimeSpan.Zero);
        bucket.Take(1, 10, 5).ShouldNotBe(TimeSpan.Zero);
    }

    [Fact]
    public void Take_MoreThanTheBurst_PassesWhenFullAndIsPaidForAfterwards()
    {
        var bucket = new TokenBucket(_time);

        // 20 at 10 per second take 2 s; then the burst of 5 counts again: the next one is due when 20 + 1 - 5 are paid, after 1.6 s.
        bucket.Take(20, 10, 5).ShouldBe(TimeSpan.Zero);
        bucket.Take(1, 10, 5).TotalSeconds.ShouldBe(1.6, 0.001);
        bucket.Take(20, 10, 5).TotalSeconds.ShouldBe(2, 0.001);
    }

    [Fact]
    public void Take_RateChanges_CountsFromThenOn()
    {
        var bucket = new TokenBucket(_time);
        bucket.Take(5, 10, 5).ShouldBe(TimeSpan.Zero);

        // Full again in 500 ms; at 100 per second a burst of 100 lies 1 s ahead, so 50 more may be taken.
        bucket.Take(50, 100, 100).ShouldBe(TimeSpan.Zero);
        bucket.Take(1, 100, 100).ShouldNotBe(TimeSpan.Zero);
    }

    [Fact]
    public void Take_ManyAtOnceFromManyThreads_LetsThroughNoMoreThanTheBurst()
    {
        var bucket = new TokenBucket(_time);
        var taken = 0;
        Parallel.For(0, 10_000, _ =>
        {
            if (bucket.Take(1, 1_000, 777) == TimeSpan.Zero)
                Interlocked.Increment(ref taken);
        });

        taken.ShouldBe(777);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Take_AnySeries_LetsThroughRateTimesTimePlusBurstAtMostAndHardlyLess(int seed)
    {
        var random = new Random(seed);
        var bucket = new TokenBucket(_time);
        var (rate, burst, taken, elapsed) = (random.Next(1, 5_000), random.Next(50, 5_000), 0L, TimeSpan.Zero);
        for (var i = 0; i < 20_000; i++)
        {
            var count = random.Next(1, 50);
            if (bucket.Take(count, rate, burst) == TimeSpan.Zero)
                taken += count;
            var step = TimeSpan.FromMicroseconds(random.Next(0, 2_000));
            elapsed += step;
            _time.Advance(step);
        }

        // What may pass is burst + rate x time, here 105,000 at most; asked for was 500,000, so that at least all but one refused take's worth went through.
        var most = burst + (rate * elapsed.TotalSeconds);
        ((double)taken).ShouldBeLessThanOrEqualTo(most + 1);
        ((double)taken).ShouldBeGreaterThan(most - 50);
    }
}
