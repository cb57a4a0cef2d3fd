using System.Globalization;
using KpiPlatform.Dashboard.Tests.Support;
using Microsoft.Playwright;

namespace KpiPlatform.Dashboard.Tests.Browser;

[Collection(DashboardCollection.Name)]
public class ScorecardBrowserTests(DashboardHost host, ChromiumFixture chromium)
{
    [SkippableFact]
    public async Task OpenScorecard_AfterARecordedInteraction_ShowsIt_WithinASecond_WithoutReload()
    {
        await using var window = await Window.OpenAsync(host, chromium);
        var page = window.Page;
        await page.GotoAsync("/tenants/shop/scorecards/main");
        await Assertions.Expect(page.Locator("#live-state")).ToHaveTextAsync("Live");
        await page.EvaluateAsync("window.sameDocument = true");
        var cell = page.Locator("[id='i.growth.sell.orders'] .value");

        // The first change also waits for what happens but once in the life of a server: code is compiled, the feed begins.
        var before = long.Parse((await cell.TextContentAsync())!, CultureInfo.InvariantCulture);
        await host.BuyAsync(10);
        await Assertions.Expect(cell).ToHaveTextAsync($"{before + 1}");
        await host.BuyAsync(10);
        await Assertions.Expect(cell).ToHaveTextAsync($"{before + 2}", new() { Timeout = 1_000 });

        (await page.EvaluateAsync<bool>("window.sameDocument === true")).ShouldBeTrue();
        await window.KeepPictureAsync("live");
    }
}
