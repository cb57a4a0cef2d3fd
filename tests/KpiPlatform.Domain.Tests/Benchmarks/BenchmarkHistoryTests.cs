using KpiPlatform.Domain.Benchmarks;
using KpiPlatform.Domain.Indicators;
using KpiPlatform.Domain.Periods;
using NodaTime;

namespace KpiPlatform.Domain.Tests.Benchmarks;

public sealed class BenchmarkHistoryTests
{
    private static readonly TenantCalendar Calendar = new(DateTimeZone.Utc);

    /// <summary>12, none, 30, 12, 20: four values; sorted 12, 12, 20, 30, the median 16. Of the two 12 the later one is named.</summary>
    [Fact]
    public void Of_Values_FindsBestWorstAndMedianByDirection()
    {
        (double?, KpiPeriod)[] values = [(12, Month("2025-01")), (null, Month("2025-02")), (30, Month("2025-03")), (12, Month("2025-04")), (20, Month("2025-05"))];
        var more = BenchmarkHistory.Of(values, Direction.Increase);
        (more.Periods, more.Best!.Value.Value, more.Best.Value.Period.Label, more.Worst!.Value.Value, more.Worst.Value.Period.Label, more.Median).ShouldBe((4, 30, "2025-03", 12, "2025-04", 16));
        var less = BenchmarkHistory.Of(values, Direction.Decrease);
        (less.Best!.Value.Period.Label, less.Worst!.Value.Value).ShouldBe(("2025-04", 30));
        var same = BenchmarkHistory.Of(values, Direction.Maintain);
        (same.Best, same.Worst, same.Median).ShouldBe((null, null, 16));
        BenchmarkHistory.Of([(null, Month("2025-01"))], Direction.Increase).ShouldBe(new(0, null, null, null));
    }

    [Theory]
    [InlineData("2026-02", "2025-02")]
    [InlineData("2026-Q1", "2025-Q1")]
    [InlineData("2026", "2025")]
    [InlineData("2024-02-29", "2023-02-28")]
    [InlineData("2026-W10", "2025-W10")]
    [InlineData("2026-03-05/2026-03-20", "2025-03-05/2025-03-20")]
    public void LastYear_Periods_AreTheSameOfTheYearBefore(string period, string lastYear) =>
        BenchmarkHistory.LastYear(Calendar, Month(period)).Label.ShouldBe(lastYear);

    /// <summary>A source's newest of those that hold; another source's; a later one and another indicator's are none.</summary>
    [Fact]
    public void InForce_Entered_TakesTheNewestOfEachSource()
    {
        List<(string, EnteredBenchmark)> entered =
        [
            ("a", new() { Indicator = "csat", Value = 1, Day = 10, Source = "study" }),
            ("b", new() { Indicator = "csat", Value = 2, Day = 20, Source = "study" }),
            ("c", new() { Indicator = "csat", Value = 3, Day = 31, Source = "study" }),
            ("d", new() { Indicator = "csat", Value = 4, Day = 5, Source = "association" }),
            ("e", new() { Indicator = "nps", Value = 5, Day = 5, Source = "association" }),
        ];
        EnteredBenchmark.InForce(entered, "csat", "", 30).Select(one => one.Id).ShouldBe(["d", "b"]);
        EnteredBenchmark.InForce(entered, "csat", "", 4).ShouldBeEmpty();
    }

    private static KpiPeriod Month(string label) => PeriodParser.Parse(label, Calendar, 0, "period");
}
