using KpiPlatform.Domain.Measures;
using KpiPlatform.Domain.Periods;
using KpiPlatform.Domain.Tests.Customers;

namespace KpiPlatform.Domain.Tests.Measures;

public sealed class CellKeyTests
{
    [Fact]
    public void Of_AnyParts_GivesThemBackAndOrdersBySeriesThenDay() => Seeds.Check(2_000, seed =>
    {
        var random = new Random(seed);
        var (measure, granularity, day) = (new MeasureId((ushort)random.Next(1, 65_536)), (Granularity)random.Next(7), random.Next(CellKey.MinDay, CellKey.MaxDay));
        var dimension = random.Next(2) == 0 ? DimensionValue.Of(random.Next(8), random.Next(1_001)) : DimensionValue.Cohort(random.Next(65_536));
        var key = CellKey.Of(measure, granularity, dimension, day);
        (key.Measure, key.Granularity, key.Dimension, key.Day).ShouldBe((measure, granularity, dimension, day));
        (key.Series.Measure, key.Series.Granularity, key.Series.Dimension).ShouldBe((measure, granularity, dimension));
        key.Series.ShouldBe(SeriesKey.Of(measure, granularity, dimension));
        key.Series.OnDay(day + 1).CompareTo(key).ShouldBeGreaterThan(0);
    });

    [Theory]
    [InlineData(-1, 0)]
    [InlineData(0, 0)]
    [InlineData(675, 675)]
    [InlineData(70_000, 65_535)]
    public void Cohort_MonthOutsideItsBits_CountsAtTheEdge(int month, int index)
    {
        var cohort = DimensionValue.Cohort(month);
        cohort.Index.ShouldBe(index);
        cohort.Slot.ShouldBe(14);
        CellKey.Of(BuiltInMeasures.CohortBuyers, Granularity.Month, cohort, -1).Measure.ShouldBe(BuiltInMeasures.CohortBuyers);
    }
}
