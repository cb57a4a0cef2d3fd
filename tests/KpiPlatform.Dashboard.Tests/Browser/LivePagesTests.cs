using System.Globalization;
using KpiPlatform.Dashboard.Tests.Support;
using KpiPlatform.Protocol.V1;
using Microsoft.Playwright;

namespace KpiPlatform.Dashboard.Tests.Browser;

/// <summary>What an open page learns by itself.</summary>
[Collection(DashboardCollection.Name)]
public class LivePagesTests(DashboardHost host, ChromiumFixture chromium)
{
    [SkippableTheory]
    [InlineData("/tenants/shop/indicators/orders?scorecard=main&node=growth/sell/orders", "#goal .score")]
    [InlineData("/tenants/shop/indicators/orders", "#latest dd >> nth=0")]
    public async Task OpenIndicator_AfterAPurchase_ShowsItWithoutReload(string address, string place)
    {
        await using var window = await Window.OpenAsync(host, chromium);
        var value = await LiveAsync(window, address, place);

        await host.BuyAsync(10);

        await Assertions.Expect(window.Page.Locator(place)).Not.ToHaveTextAsync(value, Patience);
        await StaysAsync(window);
    }

    [SkippableFact]
    public async Task OpenCustomer_AfterAPurchase_ShowsItInTheTimeline_AndSaysThatItReadsByItself()
    {
        await using var window = await Window.OpenAsync(host, chromium);
        await LiveAsync(window, "/tenants/shop/customer?id=c-05", "#summary");
        var count = await window.Page.Locator(".timeline li").CountAsync();

        var read = await window.Page.RunAndWaitForRequestAsync(() => host.BuyAsync(10), request => request.ResourceType == "fetch", new() { Timeout = Patience.Timeout });

        await Assertions.Expect(window.Page.Locator(".timeline li")).ToHaveCountAsync(count + 1, new() { Timeout = Patience.Timeout });
        (await read.HeaderValueAsync("x-kpi-live")).ShouldBe("1", "its script asks, no person");
        await StaysAsync(window);
    }

    [SkippableFact]
    public async Task OpenAlertsAndScorecard_WhenAnAlertIsRaised_ShowIt_AndWhoTypesKeepsWhatIsTyped()
    {
        var rules = new AlertService.AlertServiceClient(host.Invoker);
        await using var alerts = await Window.OpenAsync(host, chromium);
        await using var card = await Window.OpenAsync(host, chromium);
        await rules.CreateAlertRuleAsync(Rule("live-first", 0));
        await LiveAsync(alerts, "/tenants/shop/alerts", "#actions");
        var first = alerts.Page.Locator("article", new() { HasText = "live-first title" });
        await Assertions.Expect(first).ToBeVisibleAsync(new() { Timeout = Patience.Timeout });
        await first.GetByText("See to it").ClickAsync();
        await first.GetByLabel("Comment").FillAsync("half a sen");
        await LiveAsync(card, "/tenants/shop/scorecards/main", "#alerts");
        var badge = await card.Page.Locator("#alerts").InnerTextAsync();
        badge.ShouldContain("open alert");

        await rules.CreateAlertRuleAsync(Rule("live-second", 1));

        await Assertions.Expect(alerts.Page.Locator("article", new() { HasText = "live-second title" })).ToBeVisibleAsync(new() { Timeout = Patience.Timeout });
        await Assertions.Expect(first.GetByLabel("Comment")).ToHaveValueAsync("half a sen");
        await Assertions.Expect(card.Page.Locator("#alerts")).Not.ToHaveTextAsync(badge, Patience);
        await alerts.Page.ShouldBeUsableByAllAsync();
        await card.Page.ShouldBeUsableByAllAsync();
        await StaysAsync(alerts);
        await StaysAsync(card);

        await card.Page.Locator("#alerts a").ClickAsync();
        await Assertions.Expect(card.Page.GetByRole(AriaRole.Heading, new() { Name = "Open actions of scorecard main" })).ToBeVisibleAsync();
        await card.KeepPictureAsync("alerts-of-scorecard");
        foreach (var id in new[] { "live-first", "live-second" })
            await rules.DeleteAlertRuleAsync(new DeleteAlertRuleRequest { Name = $"{Shop.Parent}/alertRules/{id}" });
        await Assertions.Expect(card.Page.GetByText("Nothing is open.")).ToBeVisibleAsync(new() { Timeout = Patience.Timeout });
    }

    [SkippableFact]
    public async Task OpenPage_WhenTheServerIsStartedAnew_SaysSo_AndGoesOnByItself()
    {
        await using var server = new RestartedHost();
        await server.StartAsync();
        await using var window = await Window.OpenAsync(server.Web, DashboardHost.AdminKey, chromium);
        await LiveAsync(window, "/platform", "#hosts");

        await server.StopAsync();

        await Assertions.Expect(window.Page.Locator("#live-state")).ToContainTextAsync("Not connected", new() { Timeout = Patience.Timeout });
        await window.Page.ShouldBeUsableByAllAsync();
        await window.KeepPictureAsync("not-connected");
        await server.StartAsync();
        await Assertions.Expect(window.Page.Locator("#live-state")).ToHaveTextAsync("Live", new() { Timeout = Patience.Timeout });
        await StaysAsync(window);
    }

    [SkippableFact]
    public async Task OpenPage_WhoseKeyIsRevoked_SaysSo_AndLeadsToSignInAndBack()
    {
        var access = new AccessService.AccessServiceClient(host.Invoker);
        var made = await access.CreateKeyAsync(new CreateKeyRequest { Parent = Shop.Parent, Key = new Key { Principal = "leaver", Roles = { Role.Viewer } } });
        await using var window = await Window.OpenAsync(host.Web, made.Secret, chromium);
        await LiveAsync(window, "/tenants/shop/scorecards/main?period=this-month", "#card");

        await access.RevokeKeyAsync(new RevokeKeyRequest { Name = made.Key.Name });

        await Assertions.Expect(window.Page.Locator("#live-state")).ToContainTextAsync("You are signed out", new() { Timeout = Patience.Timeout });
        await window.Page.ShouldBeUsableByAllAsync();
        await window.KeepPictureAsync("revoked");
        await window.Page.GetByRole(AriaRole.Link, new() { Name = "Sign in again" }).ClickAsync();
        await window.Page.GetByLabel("Access key").FillAsync(host.Key);
        await window.Page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await Assertions.Expect(window.Page).ToHaveURLAsync(new Uri(host.Web, "/tenants/shop/scorecards/main?period=this-month").ToString());
    }

    private static LocatorAssertionsToHaveTextOptions Patience => new() { Timeout = 30_000 };

    /// <summary>Opens a page, waits until it is live, and marks the document, to tell whether it is loaded anew.</summary>
    private static async Task<string> LiveAsync(Window window, string address, string place)
    {
        await window.GotoAsync(address);
        await Assertions.Expect(window.Page.Locator("#live-state")).ToHaveTextAsync("Live", Patience);
        await window.Page.EvaluateAsync("window.sameDocument = true");
        return (await window.Page.Locator(place).TextContentAsync())!;
    }

    private static async Task StaysAsync(Window window) => (await window.Page.EvaluateAsync<bool>("window.sameDocument === true")).ShouldBeTrue();

    /// <summary>A rule that something is wrong about from the start: revenue is above a threshold that everything is above.</summary>
    private static CreateAlertRuleRequest Rule(string id, double threshold) => new()
    {
        Parent = Shop.Parent,
        AlertRuleId = id,
        AlertRule = new AlertRule
        {
            DisplayName = string.Create(CultureInfo.InvariantCulture, $"{id} title"),
            Indicator = new AlertIndicator { Scorecard = Shop.Scorecard, Path = "growth/sell/orders" },
            Condition = new AlertCondition { Kind = AlertCondition.Types.Kind.Value, Comparison = AlertCondition.Types.Comparison.AtLeast, Threshold = threshold },
        },
    };
}
