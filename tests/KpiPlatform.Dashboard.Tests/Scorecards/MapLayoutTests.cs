using KpiPlatform.Dashboard.Scorecards;
using KpiPlatform.Protocol.V1;

namespace KpiPlatform.Dashboard.Tests.Scorecards;

public class MapLayoutTests
{
    [Fact]
    public void Links_ThatMeetAtAnEdge_EachHaveAPlaceOfTheirOwn()
    {
        var card = new Scorecard { Perspectives = { Perspective("top", "a"), Perspective("base", "b", "c") } };
        var definition = new ScorecardDefinition { StrategyMap = { Line("base/b", "top/a"), Line("base/c", "top/a") } };

        var links = MapLayout.Of(card, definition).Links;

        // One objective of 290 in the middle of 946 + 14: from 335 to 625. Two lines meet its lower edge at thirds: 335 + 290/3 and 335 + 580/3.
        links.Select(link => link.Path.Split(' ')[^2]).ShouldBe(["431.667", "528.333"], "the one from the left ends on the left");
    }

    [Fact]
    public void Links_ThatLeadNowhere_OrInACircle_AreLeftOut()
    {
        var card = new Scorecard { Perspectives = { Perspective("top", "a") } };
        var definition = new ScorecardDefinition { StrategyMap = { Line("top/a", "top/gone"), Line("top/a", "top/a") } };

        MapLayout.Of(card, definition).Links.ShouldBeEmpty();
    }

    private static PerspectiveResult Perspective(string id, params string[] objectives) =>
        new() { Id = id, Objectives = { objectives.Select(objective => new ObjectiveResult { Id = objective }) } };

    private static StrategyLink Line(string cause, string effect) => new() { Cause = cause, Effect = effect };
}
