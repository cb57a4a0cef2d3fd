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

    private static ScorecardDefinition Read(string yaml) => ScorecardFile.Read(YamlSource.Parse("card.yaml", yaml), "tenants/acme", null);
}
