using KpiPlatform.Domain.Measures;
using KpiPlatform.Domain.Periods;

namespace KpiPlatform.Domain.Tests.Measures;

public sealed class CellPlanTests
{
    private static readonly SeriesKey Orders = SeriesKey.Of(BuiltInMeasures.Orders, Granularity.None, DimensionValue.Whole);

    [Fact]
    public void Fill_FetchedSums_AnswersWhatWasPlannedOnce()
    {
        var plan = new CellPlan();
        plan.Sum(Orders, 1, 2).ShouldBe(0);
        plan.Sum(Orders, 2, 3).ShouldBe(0);
        plan.Sum(Orders, 1, 2).ShouldBe(0);
        plan.Ranges.ShouldBe([new(Orders, 1, 2), new(Orders, 2, 3)]);

        var reader = plan.Fill([10, 20]);
        reader.Sum(Orders, 2, 3).ShouldBe(20);
        reader.Sum(Orders, 1, 2).ShouldBe(10);
    }

    [Fact]
    public void Fill_WrongNumberOfSums_IsRefused() => Should.Throw<ArgumentException>(() => new CellPlan().Fill([1]));

    [Fact]
    public void Sum_NotPlanned_Throws() => Should.Throw<InvalidOperationException>(() => new CellPlan().Fill([]).Sum(Orders, 1, 2));
}
