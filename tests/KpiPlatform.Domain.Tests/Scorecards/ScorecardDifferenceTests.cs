using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using KpiPlatform.Domain.Scorecards;
using KpiPlatform.Domain.Tests.Indicators;
using static KpiPlatform.Domain.Tests.Scorecards.Definitions;
using static KpiPlatform.Domain.Tests.Scorecards.ScorecardEvaluatorTests;

namespace KpiPlatform.Domain.Tests.Scorecards;

public sealed class ScorecardDifferenceTests
{
    private static readonly ScorecardDefinition Definition = new()
    {
        Title = "t",
        Version = 1,
        Perspectives =
        [
            new() { Id = "p", Objectives = [new() { Id = "a", Indicators = [Retention, Churn] }, new() { Id = "b", Indicators = [Churn] }] },
            new() { Id = "q", Objectives = [new() { Id = "a", Indicators = [Orders] }] },
        ],
    };

    private static readonly Gen<double?> Number = Gen.Elements<double?>(null, 10, 12, 45, 100);

    private static readonly Gen<(double?, double?, double?)> Triple =
        from retention in Number from churn in Number from orders in Number select (retention, churn, orders);

    [Fact]
    public void Between_OneValueChanged_NamesItsPathOnly()
    {
        var before = Scorecard(45, 12, 50);
        var after = Scorecard(46, 12, 50);
        var difference = ScorecardDifference.Between(before, after)!;

        difference.Performance.ShouldBe(after.Performance);
        difference.Perspectives.Select(perspective => perspective.Id).ShouldBe(["p"]);
        difference.Perspectives[0].Objectives.Select(objective => objective.Id).ShouldBe(["a"]);
        difference.Perspectives[0].Objectives[0].Indicators.Select(indicator => indicator.Id).ShouldBe(["customer_retention_rate"]);
        difference.Perspectives[0].Performance.ShouldBe(after.Perspectives[0].Performance);
    }

    [Fact]
    public void Between_NothingButTimePassed_IsNull()
    {
        var before = Scorecard(45, 12, 50, "2026-06-20T10");
        var later = ScorecardDifference.Between(before, Scorecard(45, 12, 50, "2026-06-20T10"));
        later.ShouldBeNull();

        var newest = before with
        {
            AsOf = before.AsOf + NodaTime.Duration.FromSeconds(1),
            Perspectives =
            [
                .. before.Perspectives.Select(perspective => perspective with
                {
                    Objectives = [.. perspective.Objectives.Select(objective => objective with
                    {
                        Indicators = [.. objective.Indicators.Select(indicator => indicator with { Value = indicator.Value with { NewestEventAt = before.AsOf } })],
                    })],
                }),
            ],
        };
        ScorecardDifference.Between(before, newest).ShouldBeNull();
    }

    [Fact]
    public void Between_OtherPeriodOrVersion_NeedsASnapshot()
    {
        var before = Scorecard(45, 12, 50);
        ScorecardDifference.CanExpress(before, before with { DefinitionVersion = 2 }).ShouldBeFalse();
        ScorecardDifference.CanExpress(before, before with { Partial = !before.Partial }).ShouldBeFalse();
        ScorecardDifference.CanExpress(before, before with { Period = TestCells.Context("2026-07").Window.Period }).ShouldBeFalse();
        Should.Throw<ArgumentException>(() => ScorecardDifference.Between(before, before with { DefinitionVersion = 2 }));
    }

    [Fact]
    public void ApplyTo_TheEarlier_GivesTheLater() =>
        Prop.ForAll(
            (from before in Triple from after in Triple select (before, after)).ToArbitrary(),
            pair =>
            {
                var ((a, b, c), (d, e, f)) = pair;
                var before = Scorecard(a, b, c);
                var after = Scorecard(d, e, f);
                var difference = ScorecardDifference.Between(before, after);
                var applied = difference is null ? before : difference.ApplyTo(before);
                JsonSerializer.Serialize(applied).ShouldBe(JsonSerializer.Serialize(after));
                ((a, b, c) == (d, e, f)).ShouldBe(difference is null);
            }).QuickCheckThrowOnFailure();

    private static EvaluatedScorecard Scorecard(double? retention, double? churn, double? orders, string? asOf = null)
    {
        var values = new[] { ("customer_retention_rate", retention), ("churn_rate", churn), ("orders", orders) }
            .ToDictionary(pair => pair.Item1, pair => Value(pair.Item1, pair.Item2, 100), StringComparer.Ordinal);
        return Evaluate(Definition, values, asOf: asOf);
    }
}
