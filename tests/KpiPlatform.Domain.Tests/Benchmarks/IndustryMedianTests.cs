using KpiPlatform.Domain.Benchmarks;

namespace KpiPlatform.Domain.Tests.Benchmarks;

public sealed class IndustryMedianTests
{
    [Theory]
    [InlineData(0, 0)]
    [InlineData(42.073, 42)]
    [InlineData(1_250, 1_300)] // Half away from zero.
    [InlineData(-1_250, -1_300)]
    [InlineData(0.0376, 0.038)]
    [InlineData(99.6, 100)]
    [InlineData(100, 100)]
    [InlineData(7, 7)]
    public void Rounded_Values_HaveTwoSignificantDigits(double value, double rounded) => IndustryMedian.Rounded(value).ShouldBe(rounded);

    /// <summary>Others have 10, 20, 30, 40, 51 and one with 99 customers: five count, the median is 30; without the one of 51 there are too few.</summary>
    [Fact]
    public void Of_FiveOthers_IsTheirMedian()
    {
        List<SharedValue> values = [Lent(1, 10), Lent(2, 20), Lent(3, 30), Lent(4, 40), Lent(5, 51), Lent(6, 1_000, customers: 99), Lent(7, 500)];
        IndustryMedian.Of(values, 7, "percent").ShouldBe(new(30, 5));
        IndustryMedian.Of(values.Where(value => value.Tenant != 5), 7, "percent").ShouldBeNull("the one who asks does not count");
        IndustryMedian.Of(values, 5, "percent").ShouldBe(new(30, 5));
        IndustryMedian.Of(values, 7, "EUR").ShouldBeNull();
    }

    /// <summary>
    /// Whatever the tenants: an answer rests on five or more others of at least 100 customers and the same unit, its median is theirs, and nothing that
    /// the asking tenant lends, or a tenant that is too small, changes it.
    /// </summary>
    [Fact]
    public void Of_RandomTenants_NeverRestsOnFewerThanFiveOthers()
    {
        var answered = 0;
        for (var seed = 0; seed < 2_000; seed++)
        {
            var random = new Random(seed);
            var values = Enumerable.Range(1, random.Next(0, 16))
                .Select(tenant => new SharedValue(tenant, random.NextDouble() * 1_000, random.Next(4) == 0 ? "USD" : "EUR", random.Next(60, 200)))
                .ToList();
            var asking = random.Next(1, 18);
            var answer = IndustryMedian.Of(values, asking, "EUR");

            var others = new List<double>();
            foreach (var value in values)
            {
                if (value.Tenant != asking && value.Unit == "EUR" && value.Customers > 99)
                    others.Add(value.Value);
            }

            if (others.Count < 5)
            {
                answer.ShouldBeNull($"seed {seed}");
                continue;
            }

            answered++;
            var below = others.Count(value => IndustryMedian.Rounded(value) < answer!.Median);
            var above = others.Count(value => IndustryMedian.Rounded(value) > answer!.Median);
            below.ShouldBeLessThanOrEqualTo(others.Count / 2, $"seed {seed}");
            above.ShouldBeLessThanOrEqualTo(others.Count / 2, $"seed {seed}");
            answer!.Tenants.ShouldBe(others.Count - (others.Count % 5));
            var other = values.Where(value => value.Tenant != asking).Append(new(asking, 1e9, "EUR", 1_000)).Append(new(99, -1e9, "EUR", 99)).OrderBy(_ => random.Next());
            IndustryMedian.Of(other, asking, "EUR").ShouldBe(answer, $"seed {seed}");
        }

        answered.ShouldBeGreaterThan(100);
    }

    private static SharedValue Lent(int tenant, double value, long customers = 100) => new(tenant, value, "percent", customers);
}
