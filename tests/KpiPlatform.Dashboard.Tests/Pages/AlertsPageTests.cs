using System.Net;
using KpiPlatform.Dashboard.Tests.Support;
using KpiPlatform.Protocol.V1;

namespace KpiPlatform.Dashboard.Tests.Pages;

/// <summary>What is wrong, seen and seen to in a browser without script.</summary>
[Collection(DashboardCollection.Name)]
public class AlertsPageTests(DashboardHost host)
{
    private const string Page = "/tenants/shop/alerts";

    [Fact]
    public async Task Alerts_AnActionOpensAndIsResolved_IsOnThePageUntilThen()
    {
        var alerts = new AlertService.AlertServiceClient(host.Invoker);
        await alerts.CreateAlertRuleAsync(new()
        {
            Parent = "tenants/shop",
            AlertRuleId = "never-enough",
            AlertRule = new()
            {
                DisplayName = "Never <enough> orders",
                Indicator = new() { Indicator = "orders" },
                Condition = new() { Kind = AlertCondition.Types.Kind.Value, Comparison = AlertCondition.Types.Comparison.Below, Threshold = 1e9 },
            },
        });
        AlertAction? action = null;
        using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(45));
        while (action is null)
        {
            action = (await alerts.ListAlertActionsAsync(new() { Parent = "tenants/shop", Rule = "never-enough" })).AlertActions.FirstOrDefault();
            if (action is null)
                await Task.Delay(50, timeout.Token);
        }

        var id = action.Name[(action.Name.LastIndexOf('/') + 1)..];

        // Who may only look is told so, and changes nothing.
        using (var viewer = await Visitor.SignedInAsync(host))
            (await viewer.PostAsync(Page, $"{Page}/{id}", ("do", "resolve"))).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        using var visitor = await Visitor.SignedInAsync(host, DashboardHost.AdminKey);
        var html = await visitor.Http.GetStringAsync(Page);
        html.ShouldContain("Never &lt;enough&gt; orders");
        html.ShouldContain("orders below 1000000000");
        html.ShouldContain($"id=\"action-{id}\"");
        html.ShouldContain(". Then ");
        html.ShouldContain("no date yet · 0 comments");

        var saved = await visitor.PostAsync(Page, $"{Page}/{id}", ("do", "acknowledge"), ("comment", "I look."), ("owner", "ann"), ("due", "2030-01-01T12:00"));
        saved.StatusCode.ShouldBe(HttpStatusCode.SeeOther, await saved.Content.ReadAsStringAsync());
        saved.Headers.Location!.ToString().ShouldBe(Page);
        var seen = await alerts.GetAlertActionAsync(new() { Name = action.Name });
        (seen.State, seen.Owner, seen.CommentCount, seen.DueTime is not null).ShouldBe((AlertAction.Types.State.Acknowledged, "ann", 1, true));
        var after = await visitor.Http.GetStringAsync(Page);
        after.ShouldContain("seen to");
        after.ShouldContain("1 comment");
        after.ShouldNotContain("1 comments");

        (await visitor.PostAsync(Page, $"{Page}/{id}", ("do", "resolve"), ("owner", "ann"), ("due", "2030-01-01T12:00"))).StatusCode.ShouldBe(HttpStatusCode.SeeOther);
        (await visitor.Http.GetStringAsync(Page)).ShouldNotContain($"id=\"action-{id}\"");
        (await visitor.Http.GetStringAsync(Page + "?show=all")).ShouldContain($"id=\"action-{id}\"");

        // A form without the page's token, and one of nobody.
        (await visitor.PostWithAsync("x", $"{Page}/{id}", ("do", "resolve"))).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        using var stranger = new Visitor(host.Web);
        (await stranger.PostWithAsync("x", $"{Page}/{id}", ("do", "resolve"))).StatusCode.ShouldBe(HttpStatusCode.Redirect);
        await alerts.DeleteAlertRuleAsync(new() { Name = "tenants/shop/alertRules/never-enough" });
    }
}
