using KpiPlatform.Domain.Periods;
using KpiPlatform.Domain.Scorecards;
using KpiPlatform.Domain.Tests.Indicators;
using static KpiPlatform.Domain.Tests.Scorecards.Definitions;

namespace KpiPlatform.Domain.Tests.Scorecards;

public sealed class IndicatorGoalTests
{
    [Theory]
    [InlineData(15, 80, 22, 10.77)]
    [InlineData(15, 30, 22, 46.67)]
    [InlineData(0, 200, 50, 25)]
    [InlineData(0, 200, 250, 100)]
    [InlineData(0, 200, -1, 0)]
    [InlineData(200, 0, 150, 25)]
    [InlineData(80, 15, 73, 10.77)]
    [InlineData(20, 10, 25, 0)]
    public void PerformanceOf_Value_IsLinearAndClamped(double min, double max, double value, double expected) =>
        Math.Round(IndicatorGoal.Of(Orders with { ScoreMin = min, ScoreMax = max }).PerformanceOf(value)!.Value, 2).ShouldBe(expected);

    [Fact]
    public void PerformanceOf_WithoutScale_GoesFromBaselineToTarget()
    {
        IndicatorGoal.Of(Retention).PerformanceOf(45).ShouldBe(25);
        IndicatorGoal.Of(Churn).PerformanceOf(12.5).ShouldBe(75);
    }

    [Theory]
    [InlineData(85, 88, 86.5, 50)]
    [InlineData(85, 88, 91, 200)]
    [InlineData(85, 88, 82, -100)]
    [InlineData(20, 10, 15, 50)]
    public void ProgressOf_Value_IsUnclamped(double baseline, double target, double value, double expected) =>
        IndicatorGoal.Of(Orders with { Baseline = baseline, Target = target }).ProgressOf(value)!.Value.ShouldBe(expected, 1e-12);

    [Theory]
    [InlineData("2025-06-01T00", 0)]
    [InlineData("2026-01-01T00", 0)]
    [InlineData("2026-01-11T00", 50)]
    [InlineData("2026-01-06T00", 25)]
    [InlineData("2026-01-21T00", 100)]
    [InlineData("2026-05-01T00", 100)]
    public void ExpectedProgress_IsLinearInTime(string at, double expected) =>
        IndicatorGoal.Of(Orders with { BaselineDate = "2026-01-01", Deadline = "2026-01-21" })
            .ExpectedProgress(TestCells.Calendar, TestCells.At(at)).ShouldBe(expected, 1e-9);

    [Fact]
    public void StatusOf_ExactlyAtAThreshold_MeetsIt()
    {
        // 0.3 of 0.1 to 0.4 is two thirds of the way; in doubles a little less.
        var goal = IndicatorGoal.Of(Orders with { Baseline = 0.1, Target = 0.4 });
        goal.PerformanceOf(0.3)!.Value.ShouldBeLessThan(200.0 / 3);
        StatusOf(goal, goal.PerformanceOf(0.3)).ShouldBe(Status.Green);
        StatusOf(goal, 200.0 / 3 - 1e-6).ShouldBe(Status.Yellow);
        StatusOf(goal, 100.0 / 3).ShouldBe(Status.Yellow);
        StatusOf(goal, 100.0 / 3 - 1e-6).ShouldBe(Status.Red);
    }

    [Fact]
    public void Of_OpenFields_FillsDefaults()
    {
        var goal = IndicatorGoal.Of(Retention);
        goal.GreenFrom.ShouldBe(200.0 / 3);
        goal.YellowFrom.ShouldBe(100.0 / 3);
        goal.MinimumSample.ShouldBe(1);
        goal.BaselineDay.ShouldBe(LocalDay.Parse("2026-01-01", "x"));
        IndicatorGoal.Of(Retention with { Indicator = "nps" }).MinimumSample.ShouldBe(30);
        Should.Throw<InvalidOperationException>(() => IndicatorGoal.Of(Retention with { Target = null }));
    }

    private static Status StatusOf(IndicatorGoal goal, double? performance) => StatusDecision.Of(goal.StatusRules, _ => performance).Status;
}
