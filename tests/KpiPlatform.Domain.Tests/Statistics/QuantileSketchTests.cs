using KpiPlatform.Domain.Statistics;

namespace KpiPlatform.Domain.Tests.Statistics;

public sealed class QuantileSketchTests
{
    [Fact]
    public void Quantile_OfRandomValues_IsWithinOnePercentOfTheExactOne()
    {
        var random = new Random(7);
        for (var round = 0; round < 200; round++)
        {
            var values = Enumerable.Range(0, random.Next(1, 200)).Select(_ => (long)Math.Exp(random.NextDouble() * 30) - 1).ToArray();
            var counts = values.GroupBy(QuantileSketch.BucketOf).OrderBy(group => group.Key).Select(group => new KeyValuePair<int, long>(group.Key, group.Count())).ToList();
            Array.Sort(values);
            foreach (var quantile in (double[])[0, 0.25, 0.5, 0.9, 1])
            {
                var exact = values[(int)Math.Floor(quantile * (values.Length - 1))];
                QuantileSketch.Quantile(counts, quantile)!.Value.ShouldBe(exact, (exact * QuantileSketch.RelativeAccuracy) + 1e-9);
            }
        }
    }

    [Fact]
    public void BucketOf_IsMonotoneAndBounded()
    {
        QuantileSketch.BucketOf(-5).ShouldBe(0);
        QuantileSketch.BucketOf(0).ShouldBe(0);
        QuantileSketch.BucketOf(1).ShouldBe(1);
        QuantileSketch.BucketOf(long.MaxValue).ShouldBe(QuantileSketch.LastBucket);
        var last = 0;
        for (var value = 1L; value < long.MaxValue / 3; value += (value / 300) + 1)
        {
            var bucket = QuantileSketch.BucketOf(value);
            bucket.ShouldBeGreaterThanOrEqualTo(last);
            last = bucket;
        }
    }

    [Fact]
    public void Quantile_OfNothing_IsNone() => QuantileSketch.Quantile([], 0.5).ShouldBeNull();
}
