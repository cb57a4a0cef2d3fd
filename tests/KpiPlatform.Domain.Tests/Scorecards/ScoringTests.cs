using FsCheck;
using FsCheck.Fluent;
using KpiPlatform.Domain.Indicators;
using KpiPlatform.Domain.Scorecards;
using KpiPlatform.Domain.Tests.Indicators;
using static KpiPlatform.Domain.Tests.Scorecards.Definitions;

namespace KpiPlatform.Domain.Tests.Scorecards;

public sealed class ScoringTests
{
    private static readonly ScorecardIndicatorDefinition Maintain = Retention with { Direction = Direction.Maintain, Baseline = null, Target = null, BandLow = 80 };

    /// <summary>Red flag 500, goal 700, one gap is 200: performance 0 at 300, a third at 500, two thirds at 700, 100 at 900.</summary>
    [Theory]
    [InlineData(250, 0)]
    [InlineData(300, 0)]
    [InlineData(400, 16.67)]
    [InlineData(500, 33.33)]
    [InlineData(600, 50)]
    [InlineData(700, 66.67)]
    [InlineData(900, 100)]
    [InlineData(1_000, 100)]
    public void PerformanceOf_Thresholds_IsStraightThroughRedFlagAndGoal(double value, double expected)
    {
        var goal = IndicatorGoal.Of(Orders with { Scoring = ScoringFunction.Thresholds, RedFlag = 500, Goal = 700 });
        Math.Round(goal.PerformanceOf(value)!.Value, 2).ShouldBe(expected);
    }

    [Fact]
    public void PerformanceOf_Thresholds_IsExactAtRedFlagAndGoal()
    {
        var goal = IndicatorGoal.Of(Orders with { Scoring = ScoringFunction.Thresholds, RedFlag = 500, Goal = 700 });
        goal.PerformanceOf(500).ShouldBe(100.0 / 3);
        goal.PerformanceOf(700).ShouldBe(200.0 / 3);
        goal.PerformanceOf(300).ShouldBe(0);
        goal.PerformanceOf(900).ShouldBe(100);
    }

    /// <summary>A goal below the red flag: smaller is better. Red flag 10, goal 6, a gap of 4: 100 at 2, 0 at 14.</summary>
    [Theory]
    [InlineData(2, 100)]
    [InlineData(6, 66.67)]
    [InlineData(8, 50)]
    [InlineData(10, 33.33)]
    [InlineData(14, 0)]
    public void PerformanceOf_GoalBelowRedFlag_SmallerIsBetter(double value, double expected)
    {
        var goal = IndicatorGoal.Of(Churn with { Scoring = ScoringFunction.Thresholds, RedFlag = 10, Goal = 6 });
        Math.Round(goal.PerformanceOf(value)!.Value, 2).ShouldBe(expected);
    }

    [Fact]
    public void PerformanceOf_ThresholdsWithoutGoal_TakesTheTarget() =>
        IndicatorGoal.Of(Retention with { Scoring = ScoringFunction.Thresholds, RedFlag = 50 }).PerformanceOf(60).ShouldBe(200.0 / 3);

    /// <summary>Band 80 to 90, tolerance 5: half of it outside is half of the performance.</summary>
    [Theory]
    [InlineData(80, 100)]
    [InlineData(85, 100)]
    [InlineData(90, 100)]
    [InlineData(77.5, 50)]
    [InlineData(92.5, 50)]
    [InlineData(75, 0)]
    [InlineData(95, 0)]
    [InlineData(10, 0)]
    public void PerformanceOf_BandWithTolerance_FallsLinearly(double value, double expected) =>
        IndicatorGoal.Of(Maintain with { BandHigh = 90, Tolerance = 5 }).PerformanceOf(value)!.Value.ShouldBe(expected, 1e-9);

    [Theory]
    [InlineData(80, 100)]
    [InlineData(1_000_000, 100)]
    [InlineData(79.9, 0)]
    public void PerformanceOf_MaintainAtLeast80_IsMetOrBreached(double value, double expected)
    {
        var goal = IndicatorGoal.Of(Maintain);
        goal.PerformanceOf(value).ShouldBe(expected);
        goal.IsMet(value).ShouldBe(expected > 0);
        goal.IsOnTrack(value, TestCells.Calendar, TestCells.At("2026-06-01T00")).ShouldBe(expected > 0);
        goal.ProgressOf(value).ShouldBeNull("to maintain is no way to go");
    }

    [Fact]
    public void PerformanceOf_MaintainAtMost_IsOneSided()
    {
        var goal = IndicatorGoal.Of(Maintain with { BandLow = null, BandHigh = 20, Tolerance = 10 });
        goal.PerformanceOf(-50).ShouldBe(100);
        goal.PerformanceOf(20).ShouldBe(100);
        goal.PerformanceOf(25).ShouldBe(50);
    }

    [Fact]
    public void PerformanceOf_Binary_IsAllOrNothing()
    {
        var up = IndicatorGoal.Of(Retention with { Scoring = ScoringFunction.Binary });
        (up.PerformanceOf(60), up.PerformanceOf(59.9), up.PerformanceOf(61)).ShouldBe((100, 0, 100));
        var down = IndicatorGoal.Of(Churn with { Scoring = ScoringFunction.Binary });
        (down.PerformanceOf(10), down.PerformanceOf(10.1), down.PerformanceOf(9)).ShouldBe((100, 0, 100));
        var band = IndicatorGoal.Of(Maintain with { Scoring = ScoringFunction.Binary, BandHigh = 90 });
        (band.PerformanceOf(80), band.PerformanceOf(90.1)).ShouldBe((100, 0));
    }

    [Theory]
    [InlineData("100 * value / target", 45, 75.0)]
    [InlineData("100 * (value - min) / (max - min)", 45, 25.0)]
    [InlineData("100 * (value - baseline) / (target - baseline)", 80, 100.0)]
    [InlineData("-value", 45, 0.0)]
    [InlineData("if(value >= target, 100, if(value >= baseline, 50, 0))", 45, 50.0)]
    [InlineData("min(value, 30) + max(1, 2) + abs(-3)", 45, 35.0)]
    [InlineData("round(value / 2)", 45, 23.0)]
    [InlineData("percent(value, target)", 45, 75.0)]
    [InlineData("value / (target - 60)", 45, null)]
    [InlineData("coalesce(value / 0, 7)", 45, 7.0)]
    [InlineData("not (value > 40) or value = 45", 45, 1.0)]
    public void PerformanceOf_Formula_IsComputedAndClamped(string formula, double value, double? expected) =>
        IndicatorGoal.Of(Retention with { Scoring = ScoringFunction.Formula, ScoringFormula = formula }).PerformanceOf(value).ShouldBe(expected);

    [Fact]
    public void PerformanceOf_FormulaWithScale_SeesMinAndMax()
    {
        var goal = IndicatorGoal.Of(Retention with { Scoring = ScoringFunction.Formula, ScoringFormula = "min + max", ScoreMin = 10, ScoreMax = 30 });
        goal.PerformanceOf(1).ShouldBe(40);
        var band = Maintain with { Scoring = ScoringFunction.Formula, ScoringFormula = "value + baseline" };
        IndicatorGoal.Of(band).PerformanceOf(1).ShouldBeNull("there is no baseline");
    }

    /// <summary>A better value never performs worse, whatever the function.</summary>
    [Fact]
    public void PerformanceOf_BetterValue_IsNotWorse() =>
        Prop.ForAll(
            (from scoring in Gen.Elements(ScoringFunction.Linear, ScoringFunction.Thresholds, ScoringFunction.Binary)
             from up in Gen.Elements(true, false)
             from baseline in Gen.Choose(-500, 500)
             from step in Gen.Choose(1, 400)
             from low in Gen.Choose(-2_000, 2_000)
             from more in Gen.Choose(0, 2_000)
             select (scoring, up, baseline, step, low, more)).ToArbitrary(),
            @case =>
            {
                var target = @case.up ? @case.baseline + @case.step : @case.baseline - @case.step;
                var goal = IndicatorGoal.Of((@case.up ? Orders : Churn) with
                {
                    Scoring = @case.scoring,
                    Baseline = @case.baseline,
                    Target = target,
                    RedFlag = @case.scoring == ScoringFunction.Thresholds ? @case.baseline : null,
                });
                var (less, greater) = (goal.PerformanceOf(@case.low / 2.0)!.Value, goal.PerformanceOf((@case.low + @case.more) / 2.0)!.Value);
                return less is >= 0 and <= 100 && greater is >= 0 and <= 100 && (@case.up ? greater >= less : greater <= less);
            }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("+50 %", 10, 15)]
    [InlineData("+50%", 10, 15)]
    [InlineData("-25 %", 20, 15)]
    [InlineData("−12.5 %", 80, 70)]
    [InlineData("+50 %", -10, -5)]
    public void Resolve_RelativeTarget_IsOfTheBaseline(string text, double baseline, double expected) =>
        RelativeTarget.Resolve(text, baseline, "f").ShouldBe(expected);

    [Theory]
    [InlineData("50 %")]
    [InlineData("+50")]
    [InlineData("+ %")]
    [InlineData("+1e3 %")]
    [InlineData("")]
    public void Resolve_NoRelativeTarget_IsRefused(string text) =>
        Should.Throw<DomainException>(() => RelativeTarget.Resolve(text, 10, "f")).Reason.ShouldBe("INVALID_RELATIVE_TARGET");

    [Fact]
    public void Of_RelativeTarget_MovesTheScaleToo()
    {
        var goal = IndicatorGoal.Of(Orders with { Baseline = 10, Target = null, RelativeTarget = "+50 %" });
        goal.Target.ShouldBe(15);
        goal.ProgressOf(12.5).ShouldBe(50);
        goal.PerformanceOf(12.5).ShouldBe(50);
    }

    /// <summary>A fifth is expected after 10 of 20 days and 60 % after 15: half-way between, 40 %; then on to 100 %.</summary>
    [Theory]
    [InlineData("2026-01-01T00", 0)]
    [InlineData("2026-01-06T00", 10)]
    [InlineData("2026-01-11T00", 20)]
    [InlineData("2026-01-13T12", 40)]
    [InlineData("2026-01-16T00", 60)]
    [InlineData("2026-01-18T12", 80)]
    [InlineData("2026-01-21T00", 100)]
    [InlineData("2026-03-01T00", 100)]
    public void ExpectedProgress_WithMilestones_IsPiecewiseLinear(string at, double expected)
    {
        // 60 % as a value: 0 to 200, so 120. They need not come in order.
        var goal = IndicatorGoal.Of(Orders with
        {
            BaselineDate = "2026-01-01",
            Deadline = "2026-01-21",
            Milestones = [new() { Date = "2026-01-16", Value = 120 }, new() { Date = "2026-01-11", Progress = 20 }],
        });
        goal.ExpectedProgress(TestCells.Calendar, TestCells.At(at)).ShouldBe(expected, 1e-9);
    }

    [Fact]
    public void IsOnTrack_ProgressBeforeTheMilestone_ComparesWithTheLineToIt()
    {
        var goal = IndicatorGoal.Of(Orders with { BaselineDate = "2026-01-01", Deadline = "2026-01-21", Milestones = [new() { Date = "2026-01-11", Progress = 20 }] });
        goal.IsOnTrack(40, TestCells.Calendar, TestCells.At("2026-01-11T00")).ShouldBe(true);
        goal.IsOnTrack(39.9, TestCells.Calendar, TestCells.At("2026-01-11T00")).ShouldBe(false);
    }
}
