using System.Globalization;
using System.Net;
using KpiPlatform.Dashboard.Tests.Support;
using KpiPlatform.Protocol.V1;

namespace KpiPlatform.Dashboard.Tests.Pages;

[Collection(DashboardCollection.Name)]
public class PageTests(DashboardHost host)
{
    /// <summary>Every page that a viewer of the shop may open.</summary>
    internal static readonly string[] All =
    [
        "/tenants/shop",
        "/tenants/shop/scorecards",
        "/tenants/shop/scorecards/main",
        "/tenants/shop/scorecards/main?period=last-month",
        "/tenants/shop/scorecards/main/map",
        "/tenants/shop/scorecards/main/explain",
        "/tenants/shop/indicators",
        "/tenants/shop/indicators?q=churn",
        "/tenants/shop/indicators/churn_rate",
        "/tenants/shop/indicators/revenue?scorecard=main&node=growth/sell/revenue&groups=dimension:channel",
        "/tenants/shop/indicators/revenue?by=week&groups=lifecycle",
        "/tenants/shop/indicators/revenue/customers",
        "/tenants/shop/indicators/churn_rate/customers?part=DenominatorOnly&period=last-month",
        "/tenants/shop/indicators/csat/customers",
        "/tenants/shop/customers",
        "/tenants/shop/customers?order=revenue+desc&filter=orders+%3E%3D+1",
        "/tenants/shop/customer?id=" + Uri.EscapeDataString(Shop.HostileCustomer),
        "/tenants/shop/customers?lifecycle=Repeat&filter=orders+%3E%3D+1",
        "/tenants/shop/cohorts",
        "/tenants/shop/cohorts?dimension=channel",
        "/tenants/shop/alerts",
        "/tenants/shop/alerts?show=all&scorecard=main",
        "/tenants/shop/quality",
    ];

    public static TheoryData<string> Addresses => new(All);

    [Theory]
    [MemberData(nameof(Addresses))]
    public async Task Page_OfTheShop_IsThere_EscapesWhatIsHostile_AndKeepsTheKey(string address)
    {
        using var visitor = await Visitor.SignedInAsync(host);

        var answer = await visitor.Http.GetAsync(address);
        var html = await answer.Content.ReadAsStringAsync();

        answer.StatusCode.ShouldBe(HttpStatusCode.OK, html);
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("text/html");
        html.ShouldContain("<html lang=\"en\">");
        html.ShouldContain("<h1>");
        html.ShouldNotContain("owned'</script>");
        html.ShouldNotContain("<img src=x");
        html.ShouldNotContain(host.Key);
        html.ShouldNotContain(" style=", Case.Sensitive, "the policy forbids inline styles");
        html.ShouldNotContain("role=\"alert\"", Case.Sensitive, "nothing failed");
    }

    [Theory]
    [MemberData(nameof(Addresses))]
    public async Task Page_WithoutSession_ShowsNothing(string address)
    {
        using var visitor = new Visitor(host.Web);

        var answer = await visitor.Http.GetAsync(address);

        answer.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        (await answer.Content.ReadAsStringAsync()).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/sign-in")]
    [InlineData("/tenants")]
    [InlineData("/tenants/shop/scorecards/main")]
    [InlineData("/dashboard/site.css")]
    [InlineData("/dashboard/nothing.css")]
    [InlineData("/tenants/shop/scorecards/main/live?period=nonsense")]
    public async Task Answer_OfTheDashboard_AllowsOnlyWhatItServesItself(string address)
    {
        using var visitor = await Visitor.SignedInAsync(host);

        using var answer = await visitor.Http.GetAsync(address, HttpCompletionOption.ResponseHeadersRead);

        var policy = answer.Headers.GetValues("Content-Security-Policy").ShouldHaveSingleItem();
        policy.ShouldStartWith("default-src 'none'; script-src 'self'; style-src 'self';");
        policy.ShouldContain("frame-ancestors 'none'");
        policy.ShouldNotContain("unsafe");
        answer.Headers.GetValues("X-Content-Type-Options").ShouldBe(["nosniff"]);
    }

    [Theory]
    [InlineData("/tenants/nobody/scorecards", HttpStatusCode.Forbidden, "Not allowed")]
    [InlineData("/tenants/shop/scorecards/nothing", HttpStatusCode.NotFound, "Not found")]
    [InlineData("/tenants/shop/scorecards/main?period=someday", HttpStatusCode.BadRequest, "That cannot be shown")]
    [InlineData("/tenants/shop/indicators/nothing", HttpStatusCode.BadRequest, "That cannot be shown")]
    [InlineData("/tenants/shop/customers?filter=orders+is+many", HttpStatusCode.BadRequest, "name=\"filter\"")]
    [InlineData("/tenants/shop/customer?id=nobody", HttpStatusCode.NotFound, "Not found")]
    [InlineData("/tenants/shop/customer", HttpStatusCode.BadRequest, "That cannot be shown")]
    [InlineData("/tenants/shop/cohorts?from=lately", HttpStatusCode.BadRequest, "name=\"from\"")]
    [InlineData("/tenants/shop/scorecards/main?as_of=yesterday", HttpStatusCode.BadRequest, "Write 2026-03-05")]
    public async Task Page_ThatCannotBeShown_SaysWhy(string address, HttpStatusCode status, string text)
    {
        using var visitor = await Visitor.SignedInAsync(host);

        var answer = await visitor.Http.GetAsync(address);
        var html = await answer.Content.ReadAsStringAsync();

        answer.StatusCode.ShouldBe(status, html);
        html.ShouldContain("role=\"alert\"");
        html.ShouldContain(text);
        html.ShouldContain("<nav");
        html.ShouldNotContain("class=\"actions\"", Case.Sensitive, "what leads on from the page leads nowhere");
    }

    [Theory]
    [InlineData("/tenants/shop/customers?order=revenue+desc&filter=orders+%3E%3D+1", true)]
    [InlineData("/tenants/shop/cohorts?dimension=channel", true)]
    [InlineData("/tenants/shop/cohorts?as_of=2026-03-05T14%3A30", false)]
    [InlineData("/tenants/shop/quality", true)]
    public async Task Page_ThatStandsStill_SaysOfWhenItIs_AndLeadsToItself(string address, bool isOfNow)
    {
        using var visitor = await Visitor.SignedInAsync(host);

        var html = await visitor.Http.GetStringAsync(address);

        WebUtility.HtmlDecode(html).Contains($"<a href=\"{address}\">Read again</a>", StringComparison.Ordinal).ShouldBe(isOfNow, html);
    }

    [Fact]
    public async Task Scorecard_OfAPeriodThatHasNotBegun_SaysSo_AndLeadsToThisMonth()
    {
        using var visitor = await Visitor.SignedInAsync(host);

        var html = await visitor.Http.GetStringAsync("/tenants/shop/scorecards/main?period=2199-05");

        html.ShouldContain("May 2199 (has not begun)");
        html.ShouldContain("<a href=\"/tenants/shop/scorecards/main\">Show this month</a>");
        (await visitor.Http.GetStringAsync("/tenants/shop/scorecards/main")).ShouldContain("(goes on)");
    }

    [Fact]
    public async Task Failure_OfWhatTheAddressNames_SaysWhatIsWrong_WithoutTheNameOfAField()
    {
        using var visitor = await Visitor.SignedInAsync(host);

        var html = await (await visitor.Http.GetAsync("/tenants/shop/scorecards/main?period=nonsense")).Content.ReadAsStringAsync();

        html.ShouldContain("is not a period");
        html.ShouldNotContain("(period)");
    }

    [Fact]
    public async Task Contributors_OfTheRevenue_AreTheCustomersWhoBought_AndLeadToThem()
    {
        using var visitor = await Visitor.SignedInAsync(host);

        var html = await visitor.ReadyAsync("/tenants/shop/indicators/orders/customers?period=this-year");

        html.ShouldContain("href=\"/tenants/shop/customer?id=c-05\"");
        html.ShouldContain("Contributions of all customers add up to the value.");
        html.ShouldContain("Customers behind orders");
        (await visitor.Http.GetStringAsync("/tenants/shop/indicators/orders")).ShouldContain("href=\"/tenants/shop/indicators/orders/customers\"");
    }

    [Theory]
    [InlineData("/tenants/shop/scorecards/main/explain?period=this-year", "By customer")]
    [InlineData("/tenants/shop/indicators/revenue/customers?period=this-year", "Share of the numerator")]
    [InlineData("/tenants/shop/indicators/revenue?groups=lifecycle&period=this-year", "Groups by stage of the lifecycle")]
    public async Task Page_WhoseAnswerTakesLong_SaysSo_AndShowsItWhenItIsThere(string address, string text)
    {
        using var visitor = await Visitor.SignedInAsync(host);
        var wait = host.Options.AnswerWait;
        try
        {
            host.Options.AnswerWait = TimeSpan.Zero;
            using var first = await visitor.Http.GetAsync(address);

            first.Headers.GetValues("Refresh").ShouldBe(["1"]);
            var html = await first.Content.ReadAsStringAsync();
            html.ShouldContain("Computing …");
            html.ShouldContain("role=\"status\"");
            html.ShouldContain("<form class=\"filters\"");
            html.ShouldNotContain(text);
        }
        finally
        {
            host.Options.AnswerWait = wait;
        }

        (await visitor.ReadyAsync(address)).ShouldContain(text);
    }

    [Fact]
    public async Task Customers_OfAStageOfLife_AreAllInIt()
    {
        using var visitor = await Visitor.SignedInAsync(host);

        var html = await visitor.Http.GetStringAsync("/tenants/shop/customers?lifecycle=Repeat");

        html.ShouldContain("c-05");
        html.ShouldContain("<option value=\"Repeat\" selected>");
        html.Split("<td data-label=\"Lifecycle\">").Skip(1).ShouldAllBe(row => row.StartsWith("Repeat", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Tenants_OfAPlatformAdmin_AreListed_AndOpen()
    {
        using var visitor = await Visitor.SignedInAsync(host, DashboardHost.AdminKey);

        (await visitor.Http.GetStringAsync("/tenants")).ShouldContain("href=\"/tenants/shop/scorecards\"");
        (await visitor.Http.GetStringAsync("/tenants/shop/scorecards")).ShouldContain("href=\"/tenants\"");
    }

    [Fact]
    public async Task Values_OfWhatIsLeftOfDeletedFacts_SaySo()
    {
        var now = TimeProvider.System.GetUtcNow();
        var thisMonth = new DateTimeOffset(now.Year, now.Month, 1, 0, 0, 0, TimeSpan.Zero);
        var tenants = new TenantService.TenantServiceClient(host.Invoker);
        var scorecards = new ScorecardService.ScorecardServiceClient(host.Invoker);
        await tenants.CreateTenantAsync(new CreateTenantRequest { TenantId = "pruned", Tenant = new Tenant { CurrencyCode = "EUR" } });
        await scorecards.CreateScorecardAsync(new CreateScorecardRequest
        {
            Parent = "tenants/pruned",
            ScorecardId = "main",
            Scorecard = new ScorecardDefinition
            {
                Perspectives = { new Perspective { Id = "p", Objectives = { new Objective { Id = "o", Indicators = { new ScorecardIndicator { Indicator = "orders", Baseline = 0, Target = 9, BaselineDate = "2025-01-01", Deadline = "2099-12-31" } } } } } },
            },
        });
        var interactions = new InteractionService.InteractionServiceClient(host.Invoker);
        foreach (var time in (DateTimeOffset[])[thisMonth.AddMonths(-2).AddDays(3), thisMonth.AddMonths(-1).AddDays(20)])
            await interactions.RecordInteractionAsync(new RecordInteractionRequest { Parent = "tenants/pruned", Interaction = Shop.Purchase("ann", $"at-{time:yyyyMMdd}", 10, time) });
        using var visitor = await Visitor.SignedInAsync(host, DashboardHost.AdminKey);
        var period = thisMonth.AddMonths(-1).ToString("yyyy-MM", CultureInfo.InvariantCulture);
        string[] pages = [$"/tenants/pruned/scorecards/main?period={period}", "/tenants/pruned/indicators/orders"];
        foreach (var page in pages)
            (await visitor.ReadyAsync(page)).ShouldNotContain("acts deleted", Case.Sensitive, page);

        await tenants.DeleteFactsAsync(new DeleteFactsRequest { Name = "tenants/pruned", StartDate = thisMonth.AddMonths(-1).AddDays(10).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) });

        var card = await visitor.ReadyAsync(pages[0]);
        card.ShouldContain("<span class=\"tag\">facts deleted</span>");
        card.ShouldContain("Some values are of what is left");
        var series = await visitor.ReadyAsync(pages[1]);
        series.ShouldContain("○ facts deleted: of what is left");
        series.ShouldContain("(facts deleted)</th>");
    }

    [Fact]
    public async Task Address_OfNothing_SaysSo()
    {
        using var visitor = new Visitor(host.Web);

        var answer = await visitor.Http.GetAsync("/tenants/shop/nonsense/here");

        answer.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await answer.Content.ReadAsStringAsync()).ShouldContain("There is no such page");
        answer.Headers.GetValues("Content-Security-Policy").ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Scorecard_Of40Indicators_CostsLessThan300Milliseconds_AndLessThanAMebibyte()
    {
        var scorecards = new ScorecardService.ScorecardServiceClient(host.Invoker);
        var known = await scorecards.ListIndicatorsAsync(new ListIndicatorsRequest { Parent = Shop.Parent });
        var wide = new ScorecardDefinition { Title = "Wide" };
        foreach (var (indicator, index) in known.Indicators.Where(indicator => indicator.Components.Count == 0).Take(40).Select((indicator, index) => (indicator, index)))
        {
            if (index % 8 == 0)
                wide.Perspectives.Add(new Perspective { Id = $"p{index / 8}", Objectives = { new Objective { Id = "o" } } });
            wide.Perspectives[^1].Objectives[0].Indicators.Add(new ScorecardIndicator
            {
                Indicator = indicator.Id, Direction = Direction.Increase, Baseline = 0, Target = 100, BaselineDate = "2025-01-01", Deadline = "2030-12-31",
            });
        }

        await scorecards.CreateScorecardAsync(new CreateScorecardRequest { Parent = Shop.Parent, ScorecardId = "wide", Scorecard = wide });
        using var visitor = await Visitor.SignedInAsync(host);
        var best = TimeSpan.MaxValue;
        var html = string.Empty;
        for (var i = 0; i < 8; i++)
        {
            // Other pages of the scorecard use what this one has read, as they would in life; the machine may be busy with other tests.
            var start = TimeProvider.System.GetTimestamp();
            html = await visitor.Http.GetStringAsync("/tenants/shop/scorecards/wide");
            var took = TimeProvider.System.GetElapsedTime(start);
            best = took < best ? took : best;
        }

        (html.Split("class=\"indicator\"").Length - 1).ShouldBe(40);
        html.Length.ShouldBeLessThan(1024 * 1024);
        best.ShouldBeLessThan(TimeSpan.FromMilliseconds(300));
    }

    [Fact]
    public async Task Platform_IsForPlatformAdmins()
    {
        using var admin = await Visitor.SignedInAsync(host, DashboardHost.AdminKey);
        using var visitor = await Visitor.SignedInAsync(host);

        (await admin.Http.GetStringAsync("/platform")).ShouldContain("Interactions a second");
        var refused = await visitor.Http.GetAsync("/platform");
        refused.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await refused.Content.ReadAsStringAsync()).ShouldNotContain("Interactions a second");
        (await visitor.Http.GetStringAsync("/tenants/shop")).ShouldNotContain("/platform");
    }

    [Fact]
    public async Task Tenants_OfAKeyOfOne_LeadToIt()
    {
        using var visitor = await Visitor.SignedInAsync(host);

        var answer = await visitor.Http.GetAsync("/tenants");

        answer.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        answer.Headers.Location!.ToString().ShouldEndWith("/tenants/shop/scorecards");
    }

    [Fact]
    public async Task Page_IsCompressed_ForABrowserThatTakesIt()
    {
        using var visitor = await Visitor.SignedInAsync(host);
        using var plain = new HttpClient(new HttpClientHandler { UseCookies = false, AutomaticDecompression = DecompressionMethods.None }) { BaseAddress = host.Web };
        using var request = new HttpRequestMessage(HttpMethod.Get, "/tenants/shop/scorecards/main");
        request.Headers.Add("Cookie", "kpi-session=" + visitor.Cookies["kpi-session"]!.Value);
        request.Headers.Add("Accept-Encoding", "br");

        var answer = await plain.SendAsync(request);

        answer.Content.Headers.ContentEncoding.ShouldBe(["br"]);
        (await answer.Content.ReadAsByteArrayAsync()).Length.ShouldBeLessThan(20_000);
    }

    [Fact]
    public async Task Asset_UnderTheAddressOfItsVersion_MayBeKeptForEver()
    {
        using var visitor = new Visitor(host.Web);
        var page = await visitor.Http.GetStringAsync("/sign-in");
        var start = page.IndexOf("/dashboard/live.js?v=", StringComparison.Ordinal);
        var address = page[start..page.IndexOf('"', start)];

        (await visitor.Http.GetAsync(address)).Headers.CacheControl!.ToString().ShouldContain("immutable");
        (await visitor.Http.GetAsync("/dashboard/live.js?v=other")).Headers.CacheControl!.ToString().ShouldContain("no-store");
    }
}
