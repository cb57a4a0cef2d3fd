using System.Net;
using KpiPlatform.Dashboard.Tests.Support;
using KpiPlatform.Protocol.V1;

namespace KpiPlatform.Dashboard.Tests.Live;

[Collection(DashboardCollection.Name)]
public class LiveStreamTests(DashboardHost host)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    [Theory]
    [InlineData("/tenants/shop/scorecards/main/live")]
    [InlineData("/tenants/shop/scorecards/main/live?part=o.")]
    [InlineData("/tenants/shop/alerts/live")]
    [InlineData("/tenants/shop/customer/live?id=c-05")]
    [InlineData("/platform/live")]
    public async Task Stream_WithoutSession_TellsThatAndNothingElse(string address)
    {
        using var visitor = new Visitor(host.Web);

        (await visitor.Http.GetStringAsync(address)).ShouldBe("retry: 2000\n\nevent: signin\ndata: You are signed out: your session has ended, or your key is not accepted any more.\n\n");
    }

    [Fact]
    public async Task Stream_OfACustomer_TellsOfEachChange()
    {
        using var timeout = new CancellationTokenSource(Patience);
        using var visitor = await Visitor.SignedInAsync(host);
        await using var stream = await EventStream.OpenAsync(visitor, "/tenants/shop/customer/live?id=c-05", timeout.Token);
        await stream.NextAsync("changed", timeout.Token);

        await host.BuyAsync(3);

        await stream.NextAsync("changed", timeout.Token);
    }

    [Fact]
    public async Task Stream_OfAPart_TellsOfItsChanges()
    {
        using var timeout = new CancellationTokenSource(Patience);
        using var visitor = await Visitor.SignedInAsync(host);
        await using var stream = await EventStream.OpenAsync(visitor, "/tenants/shop/scorecards/main/live?part=i.growth.sell.orders", timeout.Token);
        await stream.NextAsync("changed", timeout.Token);

        await host.BuyAsync(3);

        await stream.NextAsync("changed", timeout.Token);
    }

    [Fact]
    public async Task Stream_ForAPageOfAnotherShape_HasItLoadedAnew()
    {
        using var timeout = new CancellationTokenSource(Patience);
        using var visitor = await Visitor.SignedInAsync(host);
        await using var stream = await EventStream.OpenAsync(visitor, "/tenants/shop/scorecards/main/live?shape=0+1999-01", timeout.Token);

        await stream.NextAsync("reload", timeout.Token);
    }

    [Fact]
    public async Task Stream_OfThePage_IsAskedForTheShapeThatItHas()
    {
        using var timeout = new CancellationTokenSource(Patience);
        using var visitor = await Visitor.SignedInAsync(host);
        var html = await visitor.Http.GetStringAsync("/tenants/shop/scorecards/main", timeout.Token);
        var address = WebUtility.HtmlDecode(html.Split("data-live=\"")[1].Split('"')[0]);
        address.ShouldContain("shape=");

        await using var stream = await EventStream.OpenAsync(visitor, address, timeout.Token);

        (await stream.NextAsync("elements", timeout.Token)).ShouldContain("id=\"card\"");
    }

    [Fact]
    public async Task Stream_OfOneWhoseKeyIsRevoked_TellsThat()
    {
        using var timeout = new CancellationTokenSource(Patience);
        var access = new AccessService.AccessServiceClient(host.Invoker);
        var made = await access.CreateKeyAsync(new CreateKeyRequest { Parent = Shop.Parent, Key = new Key { Principal = "leaver", Roles = { Role.Viewer } } });
        using var visitor = await Visitor.SignedInAsync(host, made.Secret);
        await using var stream = await EventStream.OpenAsync(visitor, "/tenants/shop/scorecards/main/live", timeout.Token);
        await stream.NextAsync("elements", timeout.Token);

        await access.RevokeKeyAsync(new RevokeKeyRequest { Name = made.Key.Name });

        (await stream.NextAsync("signin", timeout.Token)).ShouldContain("not accepted any more");
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

    [Fact]
    public async Task Stream_OfPeopleWithDifferentKeys_IsAFeedEach_AndOneOfThemEndsAlone()
    {
        using var timeout = new CancellationTokenSource(Patience);
        var access = new AccessService.AccessServiceClient(host.Invoker);
        var leaving = await access.CreateKeyAsync(new CreateKeyRequest { Parent = Shop.Parent, Key = new Key { Principal = "leaves-alone", Roles = { Role.Viewer } } });
        using var stays = await Visitor.SignedInAsync(host);
        using var leaves = await Visitor.SignedInAsync(host, leaving.Secret);
        const string Live = "/tenants/shop/scorecards/main/live?period=this-quarter";
        await using var one = await EventStream.OpenAsync(stays, Live, timeout.Token);
        await using var other = await EventStream.OpenAsync(leaves, Live, timeout.Token);
        (await one.NextAsync("elements", timeout.Token)).ShouldContain("id=\"card\"");
        (await other.NextAsync("elements", timeout.Token)).ShouldContain("id=\"card\"");
        var feeds = (KpiPlatform.Dashboard.Live.ScorecardFeeds)host.Host.Services.GetService(typeof(KpiPlatform.Dashboard.Live.ScorecardFeeds))!;
        feeds.CountOf("shop", "main", "this-quarter").ShouldBe(2);

        await access.RevokeKeyAsync(new RevokeKeyRequest { Name = leaving.Key.Name });
        (await other.NextAsync("signin", timeout.Token)).ShouldContain("not accepted any more");
        await host.BuyAsync(7);

        (await one.NextAsync("elements", timeout.Token)).ShouldContain("id=\"i.growth.sell.orders\"");
    }
}
