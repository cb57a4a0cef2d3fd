using KpiPlatform.Domain.Indicators;
using KpiPlatform.Domain.Scorecards;
using static KpiPlatform.Domain.Tests.Scorecards.Definitions;
using static KpiPlatform.Domain.Tests.Scorecards.ScorecardEvaluatorTests;

namespace KpiPlatform.Domain.Tests.Scorecards;

public sealed class StatusRuleTests
{
    /// <summary>At least 100 % of target is on target, at least 90 % caution, else off.</summary>
    private static readonly StatusRule[] OfTarget =
    [
        new() { Input = StatusInput.PercentOfTarget, Comparison = StatusComparison.AtLeast, Threshold = 100, Status = Status.Green, Label = "on target" },
        new() { Input = StatusInput.PercentOfTarget, Comparison = StatusComparison.AtLeast, Threshold = 90, Status = Status.Yellow, Label = "caution" },
        new() { Status = Status.Red, Label = "off" },
    ];

    /// <summary>The target is 200 orders; 190 are 95 % of it.</summary>
    [Theory]
    [InlineData(200, Status.Green, "on target")]
    [InlineData(190, Status.Yellow, "caution")]
    [InlineData(180, Status.Yellow, "caution")]
    [InlineData(179, Status.Red, "off")]
    public void Evaluate_PercentOfTarget_NamesTheStatus(double value, Status status, string label)
    {
        var result = Single(Orders with { StatusRules = OfTarget }, value);
        (result.Status, result.StatusLabel).ShouldBe((status, label));
    }

    /// <summary>To decrease it is target over value: 10 of 10.526… is 95 %.</summary>
    [Theory]
    [InlineData(10, "on target")]
    [InlineData(5, "on target")]
    [InlineData(0, "on target")]
    [InlineData(10.5, "caution")]
    [InlineData(11.2, "off")]
    public void Evaluate_PercentOfTargetToDecrease_IsTargetOverValue(double value, string label) =>
        Single(Churn with { StatusRules = OfTarget }, value).StatusLabel.ShouldBe(label);

    [Fact]
    public void PercentOfTarget_IsThatOfTheFormula()
    {
        IndicatorGoal.Of(Orders).PercentOfTarget(190).ShouldBe(95);
        IndicatorGoal.Of(Churn).PercentOfTarget(12.5).ShouldBe(80);
        var band = Retention with { Direction = Direction.Maintain, Baseline = null, Target = null, BandLow = 80, BandHigh = 90 };
        IndicatorGoal.Of(band).PercentOfTarget(85).ShouldBe(100);
        IndicatorGoal.Of(band).PercentOfTarget(76).ShouldBe(95);
        IndicatorGoal.Of(band).PercentOfTarget(100).ShouldBe(90);
    }

    [Theory]
    [InlineData(StatusComparison.AtLeast, 45, Status.Green)]
    [InlineData(StatusComparison.Above, 45, Status.Red)]
    [InlineData(StatusComparison.Above, 44.9, Status.Green)]
    [InlineData(StatusComparison.AtMost, 45, Status.Green)]
    [InlineData(StatusComparison.Below, 45, Status.Red)]
    [InlineData(StatusComparison.Below, 45.1, Status.Green)]
    public void Evaluate_Comparison_MeansWhatItSays(StatusComparison comparison, double threshold, Status expected) =>
        Single(Retention with { StatusRules = [new() { Input = StatusInput.Value, Comparison = comparison, Threshold = threshold, Status = Status.Green }] }, 45)
            .Status.ShouldBe(expected, "no rule matching is red");

    [Fact]
    public void Evaluate_ProgressRule_LooksAtProgress()
    {
        // 40 → 60 at 66 is 130 % of the way; performance stops at 100.
        StatusRule[] rules = [new() { Input = StatusInput.Progress, Comparison = StatusComparison.Above, Threshold = 120, Status = Status.Green, Label = "beyond" }];
        Single(Retention with { StatusRules = rules }, 66).StatusLabel.ShouldBe("beyond");
        Single(Retention with { StatusRules = rules }, 63).Status.ShouldBe(Status.Red);
    }

    [Fact]
    public void Evaluate_RulesOfTheScorecard_HoldForNodesAndForIndicatorsWithoutTheirOwn()
    {
        StatusRule[] strict = [new() { Comparison = StatusComparison.AtLeast, Threshold = 95, Status = Status.Green, Label = "great" }, new() { Status = Status.Yellow, Label = "not yet" }];
        var scorecard = Evaluate(
            Of(Retention, Churn with { GreenFrom = 50, YellowFrom = 10 }) with { StatusRules = strict },
            Values(("customer_retention_rate", 58, 100), ("churn_rate", 12, 100)));
        var indicators = scorecard.Perspectives[0].Objectives[0].Indicators;
        (indicators[0].Status, indicators[0].StatusLabel).ShouldBe((Status.Yellow, "not yet"));
        (indicators[1].Status, indicators[1].StatusLabel).ShouldBe((Status.Green, string.Empty));
        (scorecard.Status, scorecard.StatusLabel).ShouldBe((Status.Yellow, "not yet"));
    }

    [Fact]
    public void Evaluate_PaceOfAFlow_DecidesEveryRule()
    {
        // 95 orders after 15 of 30 days are a pace of 190: 95 % of the target.
        var result = Evaluate(Of(Orders with { StatusRules = OfTarget }), Values(("orders", 95, 95)), "2026-06", "2026-06-15T12").Perspectives[0].Objectives[0].Indicators[0];
        result.StatusLabel.ShouldBe("caution");
        result.Performance.ShouldBe(47.5);
    }

    private static IndicatorResult Single(ScorecardIndicatorDefinition indicator, double value) =>
        Evaluate(Of(indicator), Values((indicator.Indicator, value, 100))).Perspectives[0].Objectives[0].Indicators[0];
}
