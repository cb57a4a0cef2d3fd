using System.Net;
using KpiPlatform.Dashboard.Tests.Support;

namespace KpiPlatform.Dashboard.Tests.Live;

[Collection(DashboardCollection.Name)]
public class LiveStreamTests(DashboardHost host)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task Stream_WithoutSession_IsRefused()
    {
        using var visitor = new Visitor(host.Web);

        (await visitor.Http.GetAsync("/tenants/shop/scorecards/main/live")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Stream_AfterAnInteraction_SendsTheElementsThatMoved_AndNoOthers()
    {
        using var timeout = new CancellationTokenSource(Patience);
        using var visitor = await Visitor.SignedInAsync(host);
        await using var stream = await EventStream.OpenAsync(visitor, "/tenants/shop/scorecards/main/live", timeout.Token);

        // First everything, so that a page that was away is up to date.
        var first = await stream.NextAsync("elements", timeout.Token);
        first.ShouldContain("id=\"card\"");
        first.ShouldContain("id=\"i.growth.sell.orders\"");
        first.ShouldContain("id=\"i.loyalty.keep.csat\"");
        first.ShouldNotContain("<script");

        await host.BuyAsync(33);

        var changed = await stream.NextAsync("elements", timeout.Token);
        changed.ShouldContain("id=\"i.growth.sell.orders\"");
        changed.ShouldContain("id=\"o.growth.sell\"");
        changed.ShouldNotContain("id=\"i.loyalty.keep.csat\"");
        changed.ShouldNotContain(host.Key);
    }

    [Fact]
    public async Task Stream_OfWhatIsNotThere_EndsWithAReason()
    {
        using var timeout = new CancellationTokenSource(Patience);
        using var visitor = await Visitor.SignedInAsync(host);
        await using var stream = await EventStream.OpenAsync(visitor, "/tenants/shop/scorecards/nothing/live", timeout.Token);

        (await stream.NextAsync("end", timeout.Token)).ShouldStartWith("Not found.");
    }

    [Fact]
    public async Task Stream_OfManyPages_IsOneFeed_ThatEndsWithTheLastOfThem()
    {
        using var timeout = new CancellationTokenSource(Patience);
        using var visitor = await Visitor.SignedInAsync(host);
        var feeds = (KpiPlatform.Dashboard.Live.ScorecardFeeds)host.Host.Services.GetService(typeof(KpiPlatform.Dashboard.Live.ScorecardFeeds))!;
        var streams = new List<EventStream>();
        for (var i = 0; i < 20; i++)
            streams.Add(await EventStream.OpenAsync(visitor, "/tenants/shop/scorecards/main/live?period=this-year", timeout.Token));

        foreach (var stream in streams)
            await stream.NextAsync("elements", timeout.Token);
        feeds.CountOf("shop", "main", "this-year").ShouldBe(1);

        foreach (var stream in streams)
            await stream.DisposeAsync();
        while (feeds.CountOf("shop", "main", "this-year") > 0)
        {
            timeout.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }
}
