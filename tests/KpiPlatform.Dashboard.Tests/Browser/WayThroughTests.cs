using System.Globalization;
using KpiPlatform.Dashboard.Tests.Support;
using Microsoft.Playwright;

namespace KpiPlatform.Dashboard.Tests.Browser;

[Collection(DashboardCollection.Name)]
public class WayThroughTests(DashboardHost host, ChromiumFixture chromium)
{
    [SkippableFact]
    public async Task SignIn_WithAWrongKey_ThenTheRightOne_LeadsToTheScorecards_AndSignOutEndsIt()
    {
        await using var window = await Window.OpenAsync(host, chromium, signedIn: false);
        var page = window.Page;
        await page.GotoAsync("/tenants/shop/scorecards/main");
        await page.GetByLabel("Access key").FillAsync("kpi_wrong_key_00000000000");
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("does not take this key");

        await page.GetByLabel("Access key").FillAsync(host.Key);
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await Assertions.Expect(page).ToHaveURLAsync(new Uri(host.Web, "/tenants/shop/scorecards/main").ToString());
        (await page.ContentAsync()).ShouldNotContain(host.Key);

        await page.GetByRole(AriaRole.Button, new() { Name = "Sign out" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Status)).ToContainTextAsync("You are signed out.");
        await page.GotoAsync("/tenants/shop/scorecards/main");
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Sign in" })).ToBeVisibleAsync();
    }

    [SkippableFact]
    public async Task AsOf_BeforeAnythingWasRecorded_ShowsWhatWasKnown_AndStandsStill()
    {
        await using var window = await Window.OpenAsync(host, chromium);
        var page = window.Page;
        await page.GotoAsync("/tenants/shop/scorecards/main");
        var now = await page.Locator("[id='i.growth.sell.orders'] .value").TextContentAsync();
        int.Parse(now!, CultureInfo.InvariantCulture).ShouldBeGreaterThan(0);

        var yesterday = TimeProvider.System.GetUtcNow().AddDays(-1).ToString("yyyy-MM-dd'T'HH:mm", CultureInfo.InvariantCulture);
        await page.GetByLabel("As known on").FillAsync(yesterday);
        await page.GetByRole(AriaRole.Button, new() { Name = "Show" }).ClickAsync();

        await Assertions.Expect(page.GetByText("As known on").Nth(1)).ToBeVisibleAsync();
        await Assertions.Expect(page.Locator("[id='i.growth.sell.orders'] .value")).ToHaveTextAsync("0");
        (await page.Locator("#live").GetAttributeAsync("data-live")).ShouldBeNull();
        await window.KeepPictureAsync("as-of");
        await page.GetByRole(AriaRole.Link, new() { Name = "Show what is known now" }).ClickAsync();
        await Assertions.Expect(page.Locator("#live-state")).ToHaveTextAsync("Live");
    }

    [SkippableFact]
    public async Task Explain_FromAScorecard_NamesIndicatorsAndCustomers_WhoseSharesAddUp()
    {
        await using var window = await Window.OpenAsync(host, chromium);
        var page = window.Page;
        await page.GotoAsync("/tenants/shop/scorecards/main");

        await page.GetByRole(AriaRole.Link, new() { Name = "Why did it move?" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("Why did it move?");
        await window.ReadyAsync();

        var table = page.GetByRole(AriaRole.Table, new() { Name = "By indicator" });
        await Assertions.Expect(table).ToContainTextAsync("Orders");
        var change = Number(await page.Locator(".summary .score").TextContentAsync());
        var shares = await table.Locator("tbody td").AllTextContentsAsync();
        shares.Sum(Number).ShouldBe(change, 0.06);
        await Assertions.Expect(page.GetByRole(AriaRole.Table, new() { Name = "By customer" })).ToContainTextAsync("c-0");
        await window.KeepPictureAsync("explain");
    }

    [SkippableFact]
    public async Task Explain_ThatTakesLong_SaysSo_AndShowsTheAnswerByItself()
    {
        await using var window = await Window.OpenAsync(host, chromium);
        var wait = host.Options.AnswerWait;
        try
        {
            host.Options.AnswerWait = TimeSpan.Zero;

            // It is there for a second, and looks again: so it notes by itself what it said.
            await window.Page.AddInitScriptAsync(
                """
                addEventListener('DOMContentLoaded', () => {
                    for (const status of document.querySelectorAll('[role=status]'))
                        sessionStorage.said = (sessionStorage.said ?? '') + status.textContent;
                })
                """);
            await window.Page.GotoAsync("/tenants/shop/scorecards/main/explain?period=this-quarter");
        }
        finally
        {
            host.Options.AnswerWait = wait;
        }

        await window.ReadyAsync();
        await Assertions.Expect(window.Page.GetByRole(AriaRole.Table, new() { Name = "By indicator" })).ToBeVisibleAsync();
        (await window.Page.EvaluateAsync<string>("sessionStorage.said")).ShouldContain("Computing");
    }

    [SkippableFact]
    public async Task CustomersBehindAValue_AreReachedFromTheIndicator_AndLeadToEachOne()
    {
        await using var window = await Window.OpenAsync(host, chromium);
        var page = window.Page;
        await window.GotoAsync("/tenants/shop/indicators/orders?period=this-year");

        await page.GetByRole(AriaRole.Link, new() { Name = "Customers behind it" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("Customers behind orders");
        await window.ReadyAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "c-05", Exact = true }).ClickAsync();

        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("c-05");
    }

    [SkippableFact]
    public async Task Cohorts_AreATable_WithNumbersInEveryCell()
    {
        await using var window = await Window.OpenAsync(host, chromium);
        var page = window.Page;
        await page.GetByRole(AriaRole.Link, new() { Name = "Cohorts" }).ClickAsync();

        var rows = page.Locator("table.heat tbody tr");
        (await rows.CountAsync()).ShouldBe(13);
        (await page.Locator("table.heat td[class^=h]").AllTextContentsAsync()).ShouldAllBe(text => text.StartsWith('–') || char.IsAsciiDigit(text[0]));
        (await page.Locator("table.heat td.h7").CountAsync()).ShouldBeGreaterThan(0, "month 0 of each cohort is all of it");
        await window.KeepPictureAsync("cohorts");
    }

    [SkippableFact]
    public async Task Customer_FoundByFilter_ShowsItsTimeline()
    {
        await using var window = await Window.OpenAsync(host, chromium);
        var page = window.Page;
        await page.GotoAsync("/tenants/shop/customers");
        await page.GetByLabel("Filter").FillAsync("customer_id = \"c-05\"");
        await page.GetByRole(AriaRole.Button, new() { Name = "Show" }).ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "c-05" }).ClickAsync();

        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("c-05");
        await Assertions.Expect(page.Locator(".timeline li").First).ToContainTextAsync("Purchase");
        await Assertions.Expect(page.Locator(".timeline li").First).ToContainTextAsync("EUR");
    }

    [SkippableFact]
    public async Task Customer_WithAHostileId_IsOpened_AndItsIdStaysText()
    {
        await using var window = await Window.OpenAsync(host, chromium);
        var page = window.Page;
        await page.GotoAsync("/tenants/shop/customers");

        await page.GetByRole(AriaRole.Link, new() { Name = Shop.HostileCustomer }).ClickAsync();

        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync(Shop.HostileCustomer);
        (await page.TitleAsync()).ShouldNotBe("owned");
    }

    [SkippableFact]
    public async Task Pages_WithoutScript_WorkToTheEnd()
    {
        var browser = await chromium.LaunchAsync();
        await using var context = await browser.NewContextAsync(new BrowserNewContextOptions { BaseURL = host.Web.ToString(), JavaScriptEnabled = false });
        var page = await context.NewPageAsync();
        await page.GotoAsync("/");
        await page.GetByLabel("Access key").FillAsync(host.Key);
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Main" }).ClickAsync();
        await page.GetByLabel("Period").FillAsync("this-year");
        await page.GetByRole(AriaRole.Button, new() { Name = "Show" }).ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Revenue" }).ClickAsync();

        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("Revenue");
        await Assertions.Expect(page.Locator("svg.chart")).ToBeVisibleAsync();
    }

    private static double Number(string? text) =>
        double.Parse(text!.Trim().Replace("−", "-", StringComparison.Ordinal).Replace("+", string.Empty, StringComparison.Ordinal), CultureInfo.InvariantCulture);
}
