using Google.Protobuf.WellKnownTypes;
using KpiPlatform.Dashboard.Tests.Pages;
using KpiPlatform.Dashboard.Tests.Support;
using KpiPlatform.Protocol.V1;
using Microsoft.Playwright;

namespace KpiPlatform.Dashboard.Tests.Browser;

[Collection(DashboardCollection.Name)]
public class UsabilityTests(DashboardHost host, ChromiumFixture chromium)
{
    [SkippableTheory]
    [InlineData(1280, false)]
    [InlineData(1280, true)]
    [InlineData(360, false)]
    [InlineData(360, true)]
    public async Task Pages_OfTheShop_AreUsableByAll_AndDoNotScrollSideways(int width, bool dark)
    {
        await using var window = await Window.OpenAsync(host, chromium, width, dark: dark);
        foreach (var address in PageTests.All.Append("/tenants/shop/scorecards/nothing"))
        {
            await window.GotoAsync(address);
            await window.Page.ShouldBeUsableByAllAsync();
            (await window.Page.EvaluateAsync<int>("document.documentElement.scrollWidth")).ShouldBeLessThanOrEqualTo(width, address);
            (await window.Page.TitleAsync()).ShouldNotBe("owned");
            await window.KeepPictureAsync($"{width}{(dark ? "-dark" : "")}{address.Split('?')[0].Replace('/', '-')}");
        }
    }

    [SkippableTheory]
    [InlineData(1280, true)]
    [InlineData(360, false)]
    [InlineData(390, true)]
    public async Task Alerts_WithALongNameInARule_AreUsableByAll_AndDoNotScrollSideways(int width, bool dark)
    {
        var rules = new AlertService.AlertServiceClient(host.Invoker);
        var silence = new AlertSilence { Source = new string('s', 60), After = Duration.FromTimeSpan(TimeSpan.FromDays(30)) };
        await rules.CreateAlertRuleAsync(new CreateAlertRuleRequest { Parent = Shop.Parent, AlertRuleId = "long-name", AlertRule = new AlertRule { DisplayName = "Long " + Shop.Attack, Silence = silence } });
        await using var window = await Window.OpenAsync(host, chromium, width, dark: dark);

        await window.GotoAsync("/tenants/shop/alerts?show=all");

        await window.Page.ShouldBeUsableByAllAsync();
        (await window.Page.EvaluateAsync<int>("document.documentElement.scrollWidth")).ShouldBeLessThanOrEqualTo(width);
        await window.KeepPictureAsync($"{width}{(dark ? "-dark" : "")}-alerts");
        await rules.DeleteAlertRuleAsync(new DeleteAlertRuleRequest { Name = Shop.Parent + "/alertRules/long-name" });
    }

    [SkippableTheory]
    [InlineData(1280, false)]
    [InlineData(360, true)]
    public async Task SignIn_IsUsableByAll(int width, bool dark)
    {
        await using var window = await Window.OpenAsync(host, chromium, width, dark: dark, signedIn: false);
        await window.Page.GotoAsync("/sign-in?problem=Refused");

        await window.Page.ShouldBeUsableByAllAsync();
        (await window.Page.EvaluateAsync<int>("document.documentElement.scrollWidth")).ShouldBeLessThanOrEqualTo(width);
    }

    [SkippableFact]
    public async Task Tab_OnAScorecard_GoesFromTheTop_ThroughTheMenu_ToTheContent()
    {
        await using var window = await Window.OpenAsync(host, chromium);
        await window.Page.GotoAsync("/tenants/shop/scorecards/main");

        var order = await window.Page.FocusOrderAsync(18);

        order.Take(17).ShouldBe(
            new[] { "Skip to content", "KpiPlatform", "Scorecards", "Indicators", "Customers", "Cohorts", "Alerts", "Data quality", "Sign out", "Scorecards", "Strategy map", "Why did it move?", "Print", "Excel", "CSV", "Period", "As known on" });
    }

    [SkippableFact]
    public async Task SkipLink_WhenFollowed_MovesTheFocusToTheContent()
    {
        await using var window = await Window.OpenAsync(host, chromium);
        await window.Page.GotoAsync("/tenants/shop/scorecards/main");

        await window.Page.Keyboard.PressAsync("Tab");
        await window.Page.Keyboard.PressAsync("Enter");

        (await window.Page.EvaluateAsync<string>("document.activeElement.id")).ShouldBe("main");
    }

    [SkippableFact]
    public async Task OpenScorecard_WhoseRowHasTheFocus_KeepsIt_WhenTheRowMoves()
    {
        await using var window = await Window.OpenAsync(host, chromium);
        var page = window.Page;
        await page.GotoAsync("/tenants/shop/scorecards/main");
        await Assertions.Expect(page.Locator("#live-state")).ToHaveTextAsync("Live");
        await page.Locator("[id='i.growth.sell.orders.link']").FocusAsync();
        var before = await page.Locator("[id='i.growth.sell.orders'] .value").TextContentAsync();

        await host.BuyAsync(5);
        await Assertions.Expect(page.Locator("[id='i.growth.sell.orders'] .value")).Not.ToHaveTextAsync(before!);

        (await page.EvaluateAsync<string>("document.activeElement.id")).ShouldBe("i.growth.sell.orders.link");
    }
}
