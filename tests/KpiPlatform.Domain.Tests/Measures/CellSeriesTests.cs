using FsCheck;
using FsCheck.Fluent;
using KpiPlatform.Domain.Measures;

namespace KpiPlatform.Domain.Tests.Measures;

public sealed class CellSeriesTests
{
    [Fact]
    public void Sum_AnyOrderOfChangesAndQueries_EqualsAddingUp() =>
        Prop.ForAll(
            (from day in Gen.Choose(-40, 120)
             from amount in Gen.Choose(-3, 3)
             from a in Gen.Choose(-60, 140)
             from b in Gen.Choose(-60, 140)
             select (day, amount, a, b)).ListOf().Resize(400).ToArbitrary(),
            steps =>
            {
                var series = new CellSeries();
                var model = new Dictionary<int, long>();
                foreach (var (day, amount, a, b) in steps)
                {
                    series.Add(day, amount);
                    model[day] = model.GetValueOrDefault(day) + amount;
                    if (series.Sum(a, b) != model.Where(cell => cell.Key >= a && cell.Key < b).Sum(cell => cell.Value)
                        || series.SumBefore(b) != model.Where(cell => cell.Key < b).Sum(cell => cell.Value)
                        || series[day] != model[day]
                        || series.Count != model.Values.Count(value => value != 0))
                    {
                        return false;
                    }
                }

                return series.Cells().SequenceEqual(model.Where(cell => cell.Value != 0).OrderBy(cell => cell.Key));
            }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData(CellKey.MinDay - 1)]
    [InlineData(CellKey.MaxDay + 1)]
    [InlineData(int.MaxValue)]
    public void Add_DayThatNoCellHas_IsRefused(int day) => Should.Throw<ArgumentOutOfRangeException>(() => new CellSeries().Add(day, 1));

    [Fact]
    public void Add_BeyondSixtyFourBits_IsModularSoThatTakingBackRestores()
    {
        var series = new CellSeries();
        series.Add(5, long.MaxValue);
        series.Add(5, 1);
        series.Add(5, -1);
        series[5].ShouldBe(long.MaxValue);
    }

    [Fact]
    public void Sum_EmptyOrBackwardRange_IsZero()
    {
        var series = new CellSeries();
        series.Add(5, 1);
        series.Sum(5, 5).ShouldBe(0);
        series.Sum(6, 5).ShouldBe(0);
        series.Sum(int.MinValue, int.MaxValue).ShouldBe(1);
    }
}
