using FsCheck;
using FsCheck.Fluent;
using KpiPlatform.Domain.Indicators;
using KpiPlatform.Domain.Scorecards;
using KpiPlatform.Domain.Tests.Indicators;
using static KpiPlatform.Domain.Tests.Scorecards.Definitions;
using static KpiPlatform.Domain.Tests.Scorecards.ScorecardEvaluatorTests;

namespace KpiPlatform.Domain.Tests.Scorecards;

public sealed class ScorecardReplayTests
{
    private static readonly ScorecardDefinition Definition = new()
    {
        Version = 1,
        Perspectives =
        [
            new() { Id = "p", Weight = 2, Objectives = [new() { Id = "a", Indicators = [Retention, Churn with { Weight = 3 }] }] },
            new() { Id = "q", RollUp = RollUpMethod.Minimum, Objectives = [new() { Id = "a", Indicators = [Orders] }, new() { Id = "b", Indicators = [Retention] }] },
        ],
    };

    private static readonly Gen<double?> Number = Gen.Elements<double?>(null, 0, 10, 12, 45, 55, 100);

    private static readonly Gen<(double?, double?, double?)> Triple =
        from retention in Number from churn in Number from orders in Number select (retention, churn, orders);

    [Fact]
    public void GoTo_AnyWay_StepsSumToTheChange() =>
        Prop.ForAll(
            (from first in Triple from rest in Triple.ListOf() select (first, rest)).ToArbitrary(),
            way =>
            {
                var window = TestCells.Context("2026-06").Window;
                var before = Scorecard(way.first);
                var replay = new ScorecardReplay(Definition, window, before);
                var steps = new List<ExplanationStep>();
                var after = before;
                foreach (var values in way.rest)
                {
                    after = Scorecard(values);
                    steps.AddRange(replay.GoTo(Definition, window, after, new() { Kind = ExplanationStepKind.Commit, At = default }));
                }

                replay.Score.ShouldBe(after.Performance);
                steps.Sum(step => step.Change).ShouldBe((after.Performance ?? 0) - (before.Performance ?? 0), 1e-9);
                steps.Zip(steps.Skip(1)).ShouldAllBe(pair => pair.First.ScoreAfter == pair.Second.ScoreBefore);
            }).QuickCheckThrowOnFailure();

    [Fact]
    public void GoTo_SeveralIndicators_GoesInTheOrderOfTheScorecard()
    {
        var window = TestCells.Context("2026-06").Window;
        var replay = new ScorecardReplay(Definition, window, Scorecard((45, 12, 100)));
        var steps = replay.GoTo(Definition, window, Scorecard((55, 10, 100)), new() { Kind = ExplanationStepKind.Commit, At = default });
        steps.Select(step => step.Indicator).ShouldBe(["p/a/customer_retention_rate", "p/a/churn_rate", "q/b/customer_retention_rate"]);
    }

    private static EvaluatedScorecard Scorecard((double? Retention, double? Churn, double? Orders) values) => Evaluate(
        Definition,
        new Dictionary<string, IndicatorValue>(StringComparer.Ordinal)
        {
            ["customer_retention_rate"] = Value("customer_retention_rate", values.Retention, 100),
            ["churn_rate"] = Value("churn_rate", values.Churn, 100),
            ["orders"] = Value("orders", values.Orders, 100),
        });
}
