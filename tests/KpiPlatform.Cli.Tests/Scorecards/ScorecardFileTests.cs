using KpiPlatform.Cli.Errors;
using KpiPlatform.Cli.Scorecards;
using KpiPlatform.Cli.Tests.Fakes;
using KpiPlatform.Cli.Yaml;
using KpiPlatform.Protocol.V1;
using Shouldly;
using Xunit;

namespace KpiPlatform.Cli.Tests.Scorecards;

public sealed class ScorecardFileTests
{
    private const string Card = """
        id: card
        title: Card
        perspectives:
          - id: p
            weight: 2.5
            objectives:
              - id: o
                owner: Ann
                indicators:
                  - indicator: churn_rate
                    direction: decrease
                    baseline: 12
                    target: 8
                    baselineDate: 2026-01-01
                    deadline: 2026-12-31
                    score_min: 0
                    green_from: 80
                    minimum_sample: 50
        """;

    [Fact]
    public void Read_Example_HasAllIndicators()
    {
        var card = ScorecardFile.Read(YamlSource.Parse("scorecard.yaml", Examples.Text("scorecard.yaml")), "tenants/acme", null);

        card.Name.ShouldBe("tenants/acme/scorecards/customers");
        var indicators = card.Perspectives.SelectMany(p => p.Objectives).SelectMany(o => o.Indicators).ToList();
        indicators.Count.ShouldBe(17);
        foreach (var indicator in indicators)
        {
            (indicator.HasBaseline && indicator.HasTarget && indicator.Deadline.Length > 0).ShouldBeTrue(indicator.Indicator);
            // A goal lies on the side of its baseline that its direction points to.
            (indicator.Target < indicator.Baseline).ShouldBe(indicator.Direction == Direction.Decrease, indicator.Indicator);
        }
    }

    [Fact]
    public void Read_Card_HasEveryField()
    {
        var card = Read(Card);

        card.Perspectives[0].Weight.ShouldBe(2.5);
        var indicator = card.Perspectives[0].Objectives[0].Indicators[0];
        indicator.Direction.ShouldBe(Direction.Decrease);
        indicator.BaselineDate.ShouldBe("2026-01-01");
        indicator.HasScoreMin.ShouldBeTrue();
        indicator.HasScoreMax.ShouldBeFalse();
        indicator.MinimumSample.ShouldBe(50);
    }

    [Theory]
    [InlineData("score_min: 0", "scoremin: 0", "card.yaml(16,13)", "did you mean 'score_min'?")]
    [InlineData("score_min: 0", "version: 3", "card.yaml(16,13)", "unknown key 'version'")]
    [InlineData("target: 8", "target: eight", "card.yaml(13,21)", "is a number")]
    [InlineData("direction: decrease", "direction: down", "card.yaml(11,24)", "increase, decrease, maintain")]
    [InlineData("title: Card", "title: [a, b]", "card.yaml(2,8)", "one value")]
    [InlineData("title: Card", "title: Card\ntitle: Card", "card.yaml(3,1)", "")]
    [InlineData("id: card", "# none", "card.yaml(2,1)", "id is missing")]
    [InlineData("weight: 2.5", "weight: : 2", "card.yaml(5,", "")]
    [InlineData("perspectives:", "perspectives: none #", "card.yaml(", "")]
    public void Read_WrongFile_SaysLineAndColumn(string find, string replace, string place, string words)
    {
        var error = Should.Throw<CliException>(() => Read(Card.Replace(find, replace, StringComparison.Ordinal)));

        error.ExitCode.ShouldBe(ExitCodes.Usage);
        error.Message.ShouldStartWith(place);
        error.Message.ShouldContain(words);
    }

    [Fact]
    public void Read_EverythingThatCanBeSaid_IsTaken()
    {
        var card = Read("""
            id: card
            title: Card
            roll_up: minimum
            missing_data: zero
            minimum_coverage: 60
            close_after_days: 10
            status_rules:
              - {comparison: at_least, threshold: 80, status: green, label: fine}
              - {status: red, label: not fine}
            strategy_map:
              - {cause: p/o, effect: p/q, description: because}
            initiatives:
              - {id: crm, title: CRM, objective: p/o, budget: 1000, spent: 500, progress: 40, start_date: 2026-01-01, end_date: 2026-06-30}
            perspectives:
              - id: p
                dated_weights: [{from: 2026-04-01, to: 2026-07-01, weight: 2}]
                objectives:
                  - id: o
                    review_date: 2026-06-01
                    retired_on: 2027-01-01
                    indicators:
                      - indicator: churn_rate
                        relative_target: "-20 %"
                        unit: percent
                        scoring: thresholds
                        red_flag: 12
                        goal: 8
                        role: leading
                        inheritance: absent
                        update_interval_days: 30
                        stale_after_days: 45
                        comment_required: true
                        owner: Ann
                        dimension: region
                        dimension_value: north
                        status_rules: [{input: percent_of_target, comparison: at_least, threshold: 100, status: green}]
                        milestones: [{date: 2026-03-01, progress: 20}, {date: 2026-06-01, value: 9}]
                        dated_targets: [{from: 2026-07-01, relative_target: "-30 %"}]
                      - source: north/p/o/churn_rate
                      - {indicator: csat, direction: maintain, band_low: 80, band_high: 90, tolerance: 5}
                      - {indicator: orders, scoring: formula, scoring_formula: 100 * value / target}
            """);

        (card.RollUp, card.MissingData, card.MinimumCoverage, card.CloseAfterDays).ShouldBe((RollUp.Minimum, MissingData.Zero, 60, 10));
        (card.StatusRules[0].Comparison, card.StatusRules[0].Threshold, card.StatusRules[1].HasThreshold, card.StatusRules[1].Label).ShouldBe((StatusComparison.AtLeast, 80, false, "not fine"));
        (card.StrategyMap[0].Effect, card.Initiatives[0].Progress, card.Perspectives[0].DatedWeights[0].Weight).ShouldBe(("p/q", 40, 2));
        var indicators = card.Perspectives[0].Objectives[0].Indicators;
        (indicators[0].Scoring, indicators[0].RelativeTarget, indicators[0].Role, indicators[0].Inheritance, indicators[0].StaleAfterDays, indicators[0].CommentRequired)
            .ShouldBe((Scoring.Thresholds, "-20 %", IndicatorRole.Leading, Inheritance.Absent, 45, true));
        (indicators[0].Milestones[1].Value, indicators[0].DatedTargets[0].RelativeTarget, indicators[0].StatusRules[0].Input).ShouldBe((9, "-30 %", StatusInput.PercentOfTarget));
        (indicators[1].Source, indicators[2].BandHigh, indicators[3].ScoringFormula).ShouldBe(("north/p/o/churn_rate", 90, "100 * value / target"));
    }

    private static ScorecardDefinition Read(string yaml) => ScorecardFile.Read(YamlSource.Parse("card.yaml", yaml), "tenants/acme", null);
}
