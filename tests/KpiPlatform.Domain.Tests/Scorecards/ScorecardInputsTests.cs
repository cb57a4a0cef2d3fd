using KpiPlatform.Domain.Indicators;
using KpiPlatform.Domain.Measures;
using KpiPlatform.Domain.Periods;
using KpiPlatform.Domain.Scorecards;
using KpiPlatform.Domain.Tests.Indicators;
using NodaTime;
using static KpiPlatform.Domain.Tests.Scorecards.Definitions;
using static KpiPlatform.Domain.Tests.Scorecards.ScorecardEvaluatorTests;

namespace KpiPlatform.Domain.Tests.Scorecards;

/// <summary>Leading and lagging, dated, inherited, stale, retired, overridden, commented and taken over.</summary>
public sealed class ScorecardInputsTests
{
    private static readonly IndicatorPath RetentionPath = new("customer", "loyal", "customer_retention_rate");

    [Fact]
    public void Evaluate_LeadingIndicators_RollUpBesideToTheTop()
    {
        var definition = new ScorecardDefinition
        {
            Version = 1,
            Perspectives =
            [
                new()
                {
                    Id = "a",
                    Weight = 3,
                    Objectives = [new() { Id = "o", Indicators = [Retention, Churn with { Weight = 2, Role = IndicatorRole.Leading }, Orders with { Role = IndicatorRole.Leading }] }],
                },
                new() { Id = "b", Objectives = [new() { Id = "o", Indicators = [Orders with { Role = IndicatorRole.Leading }] }] },
            ],
        };

        // Retention 45 performs at 25, churn 12 at 80, 100 orders at 50: lagging 25; leading (2 × 80 + 50) / 3 = 70 beside it.
        var scorecard = Evaluate(definition, Values(("customer_retention_rate", 45, 100), ("churn_rate", 12, 100), ("orders", 100, 100)));
        scorecard.Perspectives[0].Performance.ShouldBe(25);
        scorecard.Perspectives[0].LeadingPerformance!.Value.ShouldBe(70, 1e-9);
        scorecard.Perspectives[0].LeadingStatus.ShouldBe(Status.Green);
        scorecard.Perspectives[1].Performance.ShouldBeNull("nothing lagging is below");
        scorecard.Perspectives[1].Status.ShouldBe(Status.Grey);

        // A perspective without a lagging indicator is not missing in the roll-up of the lagging ones.
        scorecard.Performance.ShouldBe(25);
        scorecard.Coverage.ShouldBe(100);
        scorecard.LeadingPerformance!.Value.ShouldBe(((3 * 70) + 50) / 4.0, 1e-9);
        scorecard.LeadingCoverage.ShouldBe(100);
    }

    /// <summary>From 1 June retention weighs 3 and is to reach 50; the period goes by its last instant, or as-of.</summary>
    [Theory]
    [InlineData("2026-05", null, 1, 60, 25)]
    [InlineData("2026-06", null, 3, 50, 50)]
    [InlineData("2026-06", "2026-06-01T00", 3, 50, 50)]
    [InlineData("2026-Q2", "2026-05-31T23", 1, 60, 25)]
    [InlineData("2026-Q2", null, 3, 50, 50)]
    [InlineData("2026-07", null, 1, 60, 25)]
    public void Evaluate_DatedWeightAndTarget_HoldFromTheirDay(string period, string? asOf, double weight, double target, double performance)
    {
        var definition = Of(Retention with
        {
            DatedWeights = [new() { From = "2026-06-01", To = "2026-07-01", Weight = 3 }],
            DatedTargets = [new() { From = "2026-06-01", To = "2026-07-01", Target = 50 }],
        });
        var result = Evaluate(definition, Values(("customer_retention_rate", 45, 100)), period, asOf).Perspectives[0].Objectives[0].Indicators[0];
        result.Weight.ShouldBe(weight);
        result.Target.ShouldBe(target);
        result.Performance.ShouldBe(performance);
    }

    [Fact]
    public void InForce_OpenEntries_AreCutByTheNext()
    {
        DatedWeight[] weights = [new() { From = "2026-03-01", Weight = 2 }, new() { From = "2026-01-01", Weight = 1 }, new() { From = "2026-05-01", To = "2026-06-01", Weight = 3 }];
        double? On(string day) => Dated.InForce(weights, LocalDay.Parse(day, "d"))?.Weight;
        (On("2025-12-31"), On("2026-01-01"), On("2026-02-28"), On("2026-03-01"), On("2026-05-31"), On("2026-06-01")).ShouldBe((null, 1, 1, 2, 3, null));
    }

    /// <summary>Observed on 1 September, read for 5 September.</summary>
    [Theory]
    [InlineData(Inheritance.None, null, true, 25.0, false)]
    [InlineData(Inheritance.Inherit, null, true, 25.0, false)]
    [InlineData(Inheritance.Inherit, 4, true, 25.0, false)]
    [InlineData(Inheritance.Inherit, 3, true, 25.0, true)]
    [InlineData(Inheritance.Absent, null, false, null, false)]
    public void Evaluate_ObservedBeforeThePeriod_IsInheritedOrAbsent(Inheritance inheritance, int? staleAfterDays, bool inherited, double? performance, bool stale)
    {
        var values = Values(("customer_retention_rate", 45, 100));
        values["customer_retention_rate"] = values["customer_retention_rate"] with { ObservedDay = LocalDay.Parse("2026-09-01", "d") };
        var definition = Of(Retention with { Inheritance = inheritance, StaleAfterDays = staleAfterDays, UpdateIntervalDays = 30 });
        var scorecard = Evaluate(definition, values, "2026-09-05");
        var result = scorecard.Perspectives[0].Objectives[0].Indicators[0];

        result.Inherited.ShouldBe(inherited);
        result.Performance.ShouldBe(performance);
        result.Stale.ShouldBe(stale);
        result.GreyReason.ShouldBe(stale ? "STALE" : performance is null ? "NO_VALUE" : string.Empty);
        result.Value.NoValueReason.ShouldBe(performance is null ? "NOT_OBSERVED_IN_PERIOD" : string.Empty);
        result.UpdateDue.ShouldBe("2026-10-01");

        // Inherited counts for coverage, stale does not.
        scorecard.Coverage.ShouldBe(performance is not null && !stale ? 100 : 0);
        scorecard.Performance.ShouldBe(stale ? null : performance);
    }

    [Fact]
    public void Evaluate_ObservedWithinThePeriod_IsItsOwn()
    {
        var values = Values(("customer_retention_rate", 45, 100));
        values["customer_retention_rate"] = values["customer_retention_rate"] with { ObservedDay = LocalDay.Parse("2026-09-01", "d") };
        var result = Evaluate(Of(Retention with { Inheritance = Inheritance.Absent }), values, "2026-09").Perspectives[0].Objectives[0].Indicators[0];
        (result.Inherited, result.Value.Value).ShouldBe((false, 45));
    }

    [Fact]
    public void Evaluate_UpdateIntervalWithoutStaleness_MakesStaleWhenItIsOver()
    {
        var values = Values(("customer_retention_rate", 45, 100));
        values["customer_retention_rate"] = values["customer_retention_rate"] with { NewestEventAt = TestCells.At("2026-06-10T08") };
        IndicatorResult On(string asOf) => Evaluate(Of(Retention with { UpdateIntervalDays = 7 }), values, "2026-06", asOf).Perspectives[0].Objectives[0].Indicators[0];
        On("2026-06-17T23").Stale.ShouldBeFalse();
        On("2026-06-18T00").Stale.ShouldBeTrue();
    }

    [Fact]
    public void Evaluate_Retired_ShowsButCountsNoMore()
    {
        var values = Values(("customer_retention_rate", 45, 100), ("churn_rate", 12, 100));
        var definition = Of(Retention with { RetiredOn = "2026-06-15" }, Churn);
        var scorecard = Evaluate(definition, values, "2026-06");
        scorecard.Performance!.Value.ShouldBe(80, 1e-9);
        scorecard.Coverage.ShouldBe(100);
        var retired = scorecard.Perspectives[0].Objectives[0].Indicators[0];
        (retired.Retired, retired.GreyReason, retired.Value.Value).ShouldBe((true, "RETIRED", 45));

        Evaluate(definition, values, "2026-05").Performance!.Value.ShouldBe(52.5, 1e-9);
        Evaluate(definition, values, "2026-06", "2026-06-14T23").Performance!.Value.ShouldBe(52.5, 1e-9);

        var all = definition with { Perspectives = [definition.Perspectives[0] with { Objectives = [definition.Perspectives[0].Objectives[0] with { RetiredOn = "2026-06-15" }] }] };
        var nothing = Evaluate(all, values, "2026-06");
        (nothing.Performance, nothing.Coverage, nothing.Status, nothing.Perspectives[0].Objectives[0].Retired).ShouldBe((null, 0, Status.Grey, true));
    }

    [Fact]
    public void Evaluate_OverriddenValue_FeedsTheParentMarked()
    {
        var inputs = With(new ScorecardOverride { Id = "o1", Value = 55 });
        var scorecard = EvaluateWith(Of(Retention, Churn), inputs);
        var result = scorecard.Perspectives[0].Objectives[0].Indicators[0];

        // 40 → 60 at 55 is 75; with churn's 80 that makes 77.5.
        (result.Value.Value, result.Value.Overridden, result.Overridden, result.OverrideId, result.Performance).ShouldBe((55, true, true, "o1", 75));
        result.Status.ShouldBe(Status.Green);
        scorecard.Performance!.Value.ShouldBe(77.5, 1e-9);
    }

    [Fact]
    public void Evaluate_OverriddenPerformance_KeepsTheValue()
    {
        var scorecard = EvaluateWith(Of(Retention, Churn), With(new ScorecardOverride { Id = "o1", Performance = 20 }));
        var result = scorecard.Perspectives[0].Objectives[0].Indicators[0];
        (result.Value.Value, result.Value.Overridden, result.Overridden, result.Performance, result.Status).ShouldBe((45, false, true, 20, Status.Red));
        scorecard.Performance!.Value.ShouldBe(50, 1e-9);
    }

    [Fact]
    public void Evaluate_OverrideWithoutAnyValue_GivesOne()
    {
        var values = Values(("churn_rate", 12, 100));
        values["customer_retention_rate"] = Value("customer_retention_rate", null, 0);
        var context = TestCells.Context("2026-06");
        ScorecardEvaluator.Evaluate(Of(Retention), context, values, With(new ScorecardOverride { Value = 50 })).Performance.ShouldBe(50);
        ScorecardEvaluator.Evaluate(Of(Retention), context, values, With(new ScorecardOverride { Performance = 10 })).Performance.ShouldBe(10);
    }

    [Fact]
    public void IsInForce_UntilItExpiresOrIsWithdrawn()
    {
        var at = TestCells.At("2026-06-10T00");
        var entered = new ScorecardOverride { CreatedAt = at, ExpiresAt = at + Duration.FromDays(2) };
        entered.IsInForce(at - Duration.Epsilon).ShouldBeFalse();
        entered.IsInForce(at).ShouldBeTrue();
        entered.IsInForce(at + Duration.FromDays(2)).ShouldBeFalse();
        (entered with { WithdrawnAt = at + Duration.FromDays(1) }).IsInForce(at + Duration.FromDays(1)).ShouldBeFalse();
    }

    [Fact]
    public void Evaluate_RedWithoutComment_AsksForOne()
    {
        var definition = Of(Retention with { CommentRequired = true }, Churn);
        IndicatorResult Result(int comments, double retention) => ScorecardEvaluator.Evaluate(
            definition,
            TestCells.Context("2026-06"),
            Values(("customer_retention_rate", retention, 100), ("churn_rate", 30, 100)),
            new() { Comments = new Dictionary<IndicatorPath, int> { [RetentionPath] = comments } }).Perspectives[0].Objectives[0].Indicators[0];
        Result(0, 45).CommentMissing.ShouldBeTrue();
        Result(1, 45).CommentMissing.ShouldBeFalse();
        Result(1, 45).Comments.ShouldBe(1);
        Result(0, 50).CommentMissing.ShouldBeFalse("it is yellow");
    }

    [Fact]
    public void Evaluate_TakenOver_IsWhatTheSourceSays()
    {
        var theirs = Evaluate(Of(Churn with { Weight = 9 }), Values(("churn_rate", 12, 100))).Perspectives[0].Objectives[0].Indicators[0];
        const string Source = "north/customer/loyal/churn_rate";
        var mine = Of(Retention, new ScorecardIndicatorDefinition { Id = "north", Source = Source, Weight = 3, Title = "Churn up north" });
        var values = Values(("customer_retention_rate", 45, 100));
        EvaluatedScorecard With(CascadedIndicator cascaded) => ScorecardEvaluator.Evaluate(
            mine, TestCells.Context("2026-06"), values, new() { Cascades = new Dictionary<string, CascadedIndicator> { [Source] = cascaded } });

        // (25 + 3 × 80) / 4.
        var scorecard = With(new(theirs, string.Empty));
        scorecard.Performance!.Value.ShouldBe(66.25, 1e-9);
        var result = scorecard.Perspectives[0].Objectives[0].Indicators[1];
        (result.Id, result.Title, result.Weight, result.Source, result.Value.Value, result.Target).ShouldBe(("north", "Churn up north", 3, Source, 12, 10));

        var gone = With(new(null, NoValueReason.CascadeCycle)).Perspectives[0].Objectives[0].Indicators[1];
        (gone.Value.Value, gone.Value.NoValueReason, gone.Status).ShouldBe((null, "CASCADE_CYCLE", Status.Grey));
    }

    [Fact]
    public void Evaluate_DimensionValue_TakesThatPart()
    {
        var environment = new ScorecardEnvironment(IndicatorCatalogue.Find, [new("region", "attribute:region", ["north", "south"])]);
        var definition = Of(Orders with { Dimension = "region", DimensionValue = "south" }, Orders with { Id = "all" }, Orders with { Id = "gone", Dimension = "region", DimensionValue = "east" });
        var context = TestCells.Context("2026-06");
        var table = new CellTable();
        var day = LocalDay.Parse("2026-06-03", "d");
        table.Apply(CellKey.Of(BuiltInMeasures.Orders, Granularity.None, DimensionValue.Of(0, 2), day), 40);
        table.Apply(CellKey.Of(BuiltInMeasures.Orders, Granularity.None, DimensionValue.Whole, day), 100);
        var plan = ScorecardEvaluator.Plan(definition, context, environment);
        var indicators = ScorecardEvaluator.Evaluate(definition, context, plan.Fill(table.Sums(plan.Ranges)), new() { Environment = environment }).Perspectives[0].Objectives[0].Indicators;
        indicators.Select(indicator => indicator.Value.Value).ShouldBe([40, 100, null]);
        indicators[2].Value.NoValueReason.ShouldBe("DIMENSION_GONE");
    }

    /// <summary>Budget 1000, 40 % done, 500 spent: worth 400, and 100 more than that was spent.</summary>
    [Fact]
    public void Evaluate_Initiative_HasEarnedValueAndCostVariance()
    {
        var definition = Of(Retention) with { Initiatives = [new() { Id = "crm", Budget = 1_000, Progress = 40, Spent = 500, Objective = "customer/loyal" }, new() { Id = "open", Budget = 10 }] };
        var scorecard = Evaluate(definition, Values(("customer_retention_rate", 45, 100)));
        (scorecard.Initiatives[0].EarnedValue, scorecard.Initiatives[0].CostVariance).ShouldBe((400, -100));
        (scorecard.Initiatives[1].EarnedValue, scorecard.Initiatives[1].CostVariance).ShouldBe((null, null));
    }

    private static EvaluationInputs With(ScorecardOverride entered) => new() { Overrides = new Dictionary<IndicatorPath, ScorecardOverride> { [RetentionPath] = entered } };

    private static EvaluatedScorecard EvaluateWith(ScorecardDefinition definition, EvaluationInputs inputs) =>
        ScorecardEvaluator.Evaluate(definition, TestCells.Context("2026-06"), Values(("customer_retention_rate", 45, 100), ("churn_rate", 12, 100)), inputs);
}
