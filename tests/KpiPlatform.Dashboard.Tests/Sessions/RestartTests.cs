using System.Net;
using KpiPlatform.Dashboard.Tests.Support;

namespace KpiPlatform.Dashboard.Tests.Sessions;

/// <summary>What people notice when the server is started anew: nothing.</summary>
public class RestartTests
{
    [Fact]
    public async Task Restart_LeavesPeopleSignedIn_TheirOpenFormsGood_AndWhoSignedOutOut()
    {
        await using var host = new RestartedHost();
        await host.StartAsync();
        using var visitor = new Visitor(host.Web);
        await visitor.SignInAsync(DashboardHost.AdminKey);
        using var gone = new Visitor(host.Web);
        await gone.SignInAsync(DashboardHost.AdminKey);
        var cookie = gone.Cookies["kpi-session"]!.Value;
        await gone.PostAsync("/tenants", "/session/end");
        var form = await visitor.TokenAsync("/tenants");

        await host.StopAsync();
        await host.StartAsync();

        (await visitor.Http.GetAsync("/platform")).StatusCode.ShouldBe(HttpStatusCode.OK);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/tenants");
        request.Headers.Add("Cookie", "kpi-session=" + cookie);
        using var thief = new Visitor(host.Web);
        (await thief.Http.SendAsync(request)).Headers.Location!.ToString().ShouldStartWith("/sign-in?problem=Ended");
        (await visitor.PostWithAsync(form, "/session/end")).Headers.Location!.ToString().ShouldBe("/sign-in?problem=SignedOut");
        (await visitor.Http.GetAsync("/platform")).StatusCode.ShouldBe(HttpStatusCode.Redirect);
    }
}
