using KpiPlatform.Domain.Indicators;
using KpiPlatform.Domain.Measures;
using KpiPlatform.Domain.Scorecards;
using KpiPlatform.Domain.Tests.Indicators;
using static KpiPlatform.Domain.Tests.Scorecards.Definitions;

namespace KpiPlatform.Domain.Tests.Scorecards;

public sealed class ScorecardEvaluatorTests
{
    /// <summary>The example of three perspectives that weigh 20, 15 and 22 and perform at 47, 59 and 21.</summary>
    [Fact]
    public void Evaluate_ThreePerspectives_RollsUpPerformance()
    {
        static PerspectiveDefinition Perspective(string id, double weight, double performance) => new()
        {
            Id = id,
            Weight = weight,
            Objectives = [new() { Id = "o", Indicators = [Orders with { ScoreMin = 0, ScoreMax = 50 / performance * 100 }] }],
        };
        var scorecard = Evaluate(
            new() { Title = "t", Version = 3, Perspectives = [Perspective("a", 20, 47), Perspective("b", 15, 59), Perspective("c", 22, 21)] },
            Values(("orders", 50, 50)));

        Math.Round(scorecard.Performance!.Value, 2).ShouldBe(40.12);
        scorecard.Status.ShouldBe(Status.Yellow);
        scorecard.Coverage.ShouldBe(100);
        scorecard.DefinitionVersion.ShouldBe(3);
        scorecard.Perspectives.Select(perspective => perspective.Status).ShouldBe([Status.Yellow, Status.Yellow, Status.Red]);
        scorecard.Perspectives[1].Performance!.Value.ShouldBe(59, 1e-9);
    }

    [Fact]
    public void Evaluate_Indicator_HasPerformanceProgressAndStatus()
    {
        // Half of the year is over on 2 July 2026; 40 → 60 at 45 is a quarter of the way.
        var result = Single(Retention with { Title = "Stay" }, Values(("customer_retention_rate", 45, 100)), "2026-06", "2026-07-02T12");
        result.Id.ShouldBe("customer_retention_rate");
        result.Title.ShouldBe("Stay");
        result.Performance.ShouldBe(25);
        result.Progress.ShouldBe(25);
        result.OnTrack.ShouldBe(false);
        result.Status.ShouldBe(Status.Red);
        result.GreyReason.ShouldBeEmpty();
        result.Baseline.ShouldBe(40);
        result.Target.ShouldBe(60);
        result.Deadline.ShouldBe("2026-12-31");
        result.Weight.ShouldBe(1);

        // Judged at the period's end, a year before the baseline's date nothing was expected.
        Single(Retention, Values(("customer_retention_rate", 40, 100)), "2025-06", "2026-07-02T12").OnTrack.ShouldBe(true);
        Single(Retention, Values(("customer_retention_rate", 50, 100)), "2026-06", "2026-07-02T12").OnTrack.ShouldBe(true);
    }

    [Fact]
    public void Evaluate_FlowInAnOpenPeriod_HasTheStatusOfItsPace()
    {
        // 70 of 200 after 15 of 30 days is a pace of 140: 70 % of the way.
        var open = Single(Orders, Values(("orders", 70, 70)), "2026-06", "2026-06-15T12");
        open.Status.ShouldBe(Status.Green);
        open.Performance.ShouldBe(35);
        open.Progress.ShouldBe(35);
        Single(Orders, Values(("orders", 70, 70)), "2026-06", "2026-07-01T00").Status.ShouldBe(Status.Yellow);

        var lost = Orders with { Indicator = "base_movement", Component = "lost", Direction = Direction.Decrease, Baseline = 200, Target = 100 };
        var values = Values(("base_movement", 500, 700));
        values["base_movement"] = values["base_movement"] with { Components = [new("lost", 100)] };
        Single(lost, values, "2026-06", "2026-06-15T12").Status.ShouldBe(Status.Red, "100 lost in half of the month are 200 in all of it");
        Single(lost with { Component = string.Empty, Direction = Direction.Increase, Baseline = 0, Target = 1_000 }, values, "2026-06", "2026-06-15T12")
            .Status.ShouldBe(Status.Yellow, "a stock is no flow");
        Single(Retention, Values(("customer_retention_rate", 45, 100)), "2026-06", "2026-06-15T12").Status.ShouldBe(Status.Red, "a rate is no flow");
    }

    [Fact]
    public void Evaluate_NoValue_IsGreyAndLeftOut()
    {
        var values = Values(("churn_rate", 12, 100));
        values["customer_retention_rate"] = Value("customer_retention_rate", null, 0);
        var scorecard = Evaluate(Of(Retention with { Weight = 3 }, Churn with { Weight = 1 }), values);
        var objective = scorecard.Perspectives[0].Objectives[0];

        objective.Indicators[0].Status.ShouldBe(Status.Grey);
        objective.Indicators[0].GreyReason.ShouldBe("NO_VALUE");
        objective.Indicators[0].Performance.ShouldBeNull();
        objective.Indicators[0].Progress.ShouldBeNull();
        objective.Indicators[0].OnTrack.ShouldBeNull();
        objective.Performance.ShouldBe(80);
        objective.Coverage.ShouldBe(25);
        objective.Status.ShouldBe(Status.Grey, "only a quarter of the weight below has a value");
        objective.Owner.ShouldBe("sales");
        scorecard.Coverage.ShouldBe(25);
        scorecard.Performance.ShouldBe(80);
    }

    [Fact]
    public void Evaluate_BelowMinimumSample_ShowsTheValueInGrey()
    {
        var few = Single(Retention with { MinimumSample = 30 }, Values(("customer_retention_rate", 60, 29)));
        few.Status.ShouldBe(Status.Grey);
        few.GreyReason.ShouldBe("BELOW_MINIMUM_SAMPLE");
        few.Performance.ShouldBe(100);
        Single(Retention with { MinimumSample = 30 }, Values(("customer_retention_rate", 60, 30))).Status.ShouldBe(Status.Green);
    }

    [Fact]
    public void Evaluate_Component_TakesThatPart()
    {
        var values = Values(("base_movement", 500, 700));
        values["base_movement"] = values["base_movement"] with { Components = [new("start", 600), new("lost", 150)] };
        var lost = Orders with { Indicator = "base_movement", Component = "lost", Direction = Direction.Decrease, Baseline = 200, Target = 100 };
        var result = Single(lost, values);
        result.Value.Value.ShouldBe(150);
        result.Performance.ShouldBe(50);
        result.Value.Components.ShouldBe([new("lost", 150)]);
        Single(lost with { Component = "retained" }, values).Value.NoValueReason.ShouldBe("COMPONENT_ABSENT");
    }

    [Fact]
    public void Plan_ThenEvaluate_GivesWhatTheTableGives()
    {
        var cells = new TestCells()
            .Add(BuiltInMeasures.Orders, "2026-06-03", 50)
            .Add(BuiltInMeasures.BaseEntered, "2026-05-01", 100)
            .Add(BuiltInMeasures.BaseLeft, "2026-06-20", 10);
        var definition = Of(Orders, Orders with { Id = "again", Target = 100 }, Churn);
        var context = TestCells.Context("2026-06", "2026-06-30T12");

        var plan = ScorecardEvaluator.Plan(definition, context);
        plan.Ranges.ShouldBeUnique();
        var scorecard = ScorecardEvaluator.Evaluate(definition, context, plan.Fill(cells.Table.Sums(plan.Ranges)));

        scorecard.Partial.ShouldBeTrue();
        scorecard.Period.Label.ShouldBe("2026-06");
        var indicators = scorecard.Perspectives[0].Objectives[0].Indicators;
        indicators.Select(indicator => indicator.Performance).ShouldBe([25, 50, 100]);
        indicators.Select(indicator => indicator.Id).ShouldBe(["orders", "again", "churn_rate"]);
        indicators[2].Value.Denominator.ShouldBe(100);
    }

    internal static Dictionary<string, IndicatorValue> Values(params (string Id, double Value, long Sample)[] values) =>
        values.ToDictionary(value => value.Id, value => Value(value.Id, value.Value, value.Sample), StringComparer.Ordinal);

    internal static IndicatorValue Value(string id, double? value, long sample) => new()
    {
        Indicator = id,
        Unit = "percent",
        Value = value,
        SampleSize = sample,
        NoValueReason = value is null ? "DENOMINATOR_ZERO" : string.Empty,
    };

    internal static EvaluatedScorecard Evaluate(ScorecardDefinition definition, Dictionary<string, IndicatorValue> values, string period = "2026-06", string? asOf = null) =>
        ScorecardEvaluator.Evaluate(definition, TestCells.Context(period, asOf), values);

    private static IndicatorResult Single(ScorecardIndicatorDefinition indicator, Dictionary<string, IndicatorValue> values, string period = "2026-06", string? asOf = null) =>
        Evaluate(Of(indicator), values, period, asOf).Perspectives[0].Objectives[0].Indicators[0];
}
