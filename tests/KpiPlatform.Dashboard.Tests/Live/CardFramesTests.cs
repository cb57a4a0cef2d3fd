using System.Text;
using KpiPlatform.Dashboard.Formatting;
using KpiPlatform.Dashboard.Live;
using KpiPlatform.Dashboard.Scorecards;
using KpiPlatform.Dashboard.Tests.Support;
using KpiPlatform.Protocol.V1;
using Microsoft.Extensions.DependencyInjection;

namespace KpiPlatform.Dashboard.Tests.Live;

/// <summary>What feeds of one scorecard share, and what they do not.</summary>
[Collection(DashboardCollection.Name)]
public class CardFramesTests(DashboardHost host)
{
    private static readonly Dictionary<string, Trend> NoTrends = [];

    [Fact]
    public async Task Next_OfFeedsThatWereSentTheSame_IsOneFrame_WheneverEachWasSentIt()
    {
        await using var frames = Frames();

        var first = await frames.NextAsync(Card(10), NoTrends, default);
        var later = Card(10);
        later.AsOfTime = new() { Seconds = 1_700_000_100 };
        later.Token = "other";
        var second = await frames.NextAsync(later, new Dictionary<string, Trend>(), default);

        second.ShouldBeSameAs(first);
        frames.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Next_OfAFeedThatWasSentSomethingElse_ShowsWhatThatOneWasSent()
    {
        await using var frames = Frames();

        var mine = await frames.NextAsync(Card(10), NoTrends, default);
        var other = await frames.NextAsync(Card(20), NoTrends, default);
        var trends = await frames.NextAsync(Card(10), new Dictionary<string, Trend> { ["i.p.o.orders"] = new([1, 2], "a", "b") }, default);
        var mineAgain = await frames.NextAsync(Card(10), NoTrends, default);

        Html(mine).ShouldContain("value\">10");
        Html(other).ShouldContain("value\">20");
        Html(other).ShouldNotContain("value\">10");
        Html(trends).ShouldContain("polyline");
        Html(mine).ShouldNotContain("polyline");
        mineAgain.ShouldBeSameAs(mine);
        new[] { mine, other, trends }.Select(frame => frame.Number).Distinct().Count().ShouldBe(3);
    }

    [Fact]
    public async Task UpdateAfter_WhatAPageShows_IsMadeOnceForAllThatShowIt_AndSaysWhatChangedSince()
    {
        await using var frames = Frames();
        var green = await frames.NextAsync(Card(90, Status.Green), NoTrends, default);
        var yellow = await frames.NextAsync(Card(50, Status.Yellow), NoTrends, default);
        var red = await frames.NextAsync(Card(20, Status.Red), NoTrends, default);

        var update = red.UpdateAfter(yellow).ShouldNotBeNull();
        red.UpdateAfter(yellow).ShouldBeSameAs(update);
        Text(update).ShouldContain("Orders is now red.");

        // A page that fell behind gets the newest, and hears of it although it never showed what was between.
        var late = Text(red.UpdateAfter(green).ShouldNotBeNull());
        late.ShouldContain("Orders is now red.");
        late.ShouldContain("value\">20");
        late.ShouldNotContain("value\">50");
        Text(green.UpdateAfter(null).ShouldNotBeNull()).ShouldNotContain("is now");
        red.UpdateAfter(red).ShouldBeNull();
    }

    [Fact]
    public async Task Next_OfACardWithValuesOfDeletedFacts_SaysSoInItsHead_AsThePageDoes()
    {
        await using var frames = Frames();
        var card = Card(10);
        card.Perspectives[0].Objectives[0].Indicators[0].Value.BeforeCoverage = true;

        var frame = await frames.NextAsync(card, NoTrends, default);

        frame.Elements[NodeIds.Card].Html.ShouldContain("Facts deleted");
    }

    private CardFrames Frames() =>
        new(host.Host.Services.GetRequiredService<FragmentRenderer>(), new CardContext("shop", "main", Period: null, AsOf: null, new TenantCalendar("Europe/Vienna")));

    private static Scorecard Card(double orders, Status status = Status.Green) => new()
    {
        Title = "Main",
        Status = status,
        AsOfTime = new() { Seconds = 1_700_000_000 },
        Token = "token",
        Perspectives =
        {
            new PerspectiveResult
            {
                Id = "p",
                Objectives =
                {
                    new ObjectiveResult
                    {
                        Id = "o",
                        Indicators = { new IndicatorResult { Id = "orders", Title = "Orders", Status = status, Value = new() { Indicator = "orders", Value = orders, AsOfTime = new() { Seconds = 1_700_000_000 } } } },
                    },
                },
            },
        },
    };

    private static string Html(CardFrame frame) => string.Concat(frame.Elements.Values.Select(element => element.Html));

    private static string Text(LiveUpdate update) => Encoding.UTF8.GetString(update.Plain.Span);
}
