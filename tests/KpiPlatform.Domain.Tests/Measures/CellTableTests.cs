using KpiPlatform.Domain.Measures;
using KpiPlatform.Domain.Periods;

namespace KpiPlatform.Domain.Tests.Measures;

public sealed class CellTableTests
{
    private static readonly SeriesKey Orders = SeriesKey.Of(BuiltInMeasures.Orders, Granularity.None, DimensionValue.Whole);
    private static readonly SeriesKey Cohort = SeriesKey.Of(BuiltInMeasures.CohortBuyers, Granularity.Month, DimensionValue.Cohort(324));

    [Fact]
    public void Apply_Delta_AddsToItsCells()
    {
        var table = new CellTable();
        var delta = new CellDelta();
        delta.Add(Orders.OnDay(10), 3);
        delta.Add(Orders.OnDay(12), 4);
        delta.Add(Cohort.OnDay(10), 1);
        table.Apply(delta);
        table.Apply(Orders.OnDay(12), -1);

        table.Sum(Orders, 10, 12).ShouldBe(3);
        table.SumBefore(Orders, 13).ShouldBe(6);
        table.Sum(Cohort, 0, 100).ShouldBe(1);
        table[Orders.OnDay(12)].ShouldBe(3);
        table.Count.ShouldBe(3);
        table.SeriesCount.ShouldBe(2);
        table.Sums([new(Orders, 0, 11), new(Cohort, 11, 20), new(Orders, CellRange.Beginning, 100)]).ShouldBe([3L, 0, 6]);
    }

    [Fact]
    public void TakeDirty_AfterChanges_GivesValuesNowSortedAndCleans()
    {
        var table = new CellTable();
        table.Apply(Cohort.OnDay(3), 1);
        table.Apply(Orders.OnDay(2), 5);
        table.Apply(Orders.OnDay(1), 7);
        table.Apply(Orders.OnDay(2), -5);

        var dirty = table.TakeDirty();
        dirty.ShouldBe([new(Orders.OnDay(1), 7), new(Orders.OnDay(2), 0), new(Cohort.OnDay(3), 1)]);
        table.TakeDirty().ShouldBeEmpty();

        table.MarkDirty(dirty);
        table.Apply(Orders.OnDay(1), 1);
        table.TakeDirty().ShouldBe([new(Orders.OnDay(1), 8), new(Orders.OnDay(2), 0), new(Cohort.OnDay(3), 1)]);
    }

    [Fact]
    public void Load_StoredCells_EqualsTheTableTheyCameFrom()
    {
        var table = new CellTable();
        for (var day = 0; day < 500; day++)
            table.Apply(Orders.OnDay(day * 7 % 500), day % 3);
        table.TakeDirty();

        var copy = new CellTable();
        copy.Load(table.Cells());

        copy.DirtyCount.ShouldBe(0);
        copy.Count.ShouldBe(table.Count);
        copy.Cells().OrderBy(cell => cell.Key).ShouldBe(table.Cells().OrderBy(cell => cell.Key));
    }

    [Fact]
    public void OnDay_OfSeries_IsTheCellsKey()
    {
        var key = CellKey.Of(BuiltInMeasures.CohortBuyers, Granularity.Month, DimensionValue.Cohort(324), -17);
        key.Series.OnDay(-17).ShouldBe(key);
        key.Series.Measure.ShouldBe(BuiltInMeasures.CohortBuyers);
        key.Series.Granularity.ShouldBe(Granularity.Month);
        key.Series.Dimension.ShouldBe(DimensionValue.Cohort(324));
    }
}
