using System.Net;
using KpiPlatform.Dashboard.Sessions;
using KpiPlatform.Dashboard.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace KpiPlatform.Dashboard.Tests.Sessions;

[Collection(DashboardCollection.Name)]
public class SignInTests(DashboardHost host)
{
    [Fact]
    public async Task Page_WithoutSession_LeadsToSignIn_AndBack()
    {
        using var visitor = new Visitor(host.Web);

        var answer = await visitor.Http.GetAsync("/tenants/shop/scorecards/main?period=last-month");
        answer.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        answer.Headers.Location!.ToString().ShouldBe("/sign-in?return=%2Ftenants%2Fshop%2Fscorecards%2Fmain%3Fperiod%3Dlast-month");

        var signedIn = await visitor.SignInAsync(host.Key, "/tenants/shop/scorecards/main?period=last-month");
        signedIn.Headers.Location!.ToString().ShouldBe("/tenants/shop/scorecards/main?period=last-month");
    }

    [Fact]
    public async Task SignIn_WithAWrongKey_SaysSo_AndBeginsNoSession()
    {
        using var visitor = new Visitor(host.Web);

        var answer = await visitor.SignInAsync("kpi_of_somebody_else_000000");

        answer.Headers.Location!.ToString().ShouldBe("/sign-in?problem=Refused");
        visitor.Cookies["kpi-session"].ShouldBeNull();
        (await visitor.Http.GetStringAsync(answer.Headers.Location)).ShouldContain("The server does not take this key.");
    }

    [Fact]
    public async Task SignIn_WithTheKey_GivesAnOpaqueCookie_ThatScriptsCannotRead()
    {
        using var visitor = new Visitor(host.Web);

        var answer = await visitor.SignInAsync(host.Key);

        var cookie = answer.Headers.GetValues("Set-Cookie").Single(text => text.StartsWith("kpi-session=", StringComparison.Ordinal));
        cookie.ShouldContain("httponly");
        cookie.ShouldContain("samesite=strict");
        cookie.ShouldNotContain(host.Key);
        cookie.ShouldNotContain("expires");
    }

    [Theory]
    [InlineData("https://elsewhere.example/")]
    [InlineData("//elsewhere.example/")]
    [InlineData("/\\elsewhere.example/")]
    [InlineData("javascript:alert(1)")]
    public async Task SignIn_WithAReturnToElsewhere_StaysHere(string returnTo)
    {
        using var visitor = new Visitor(host.Web);

        var answer = await visitor.SignInAsync(host.Key, returnTo);

        answer.Headers.Location!.ToString().ShouldBe("/tenants/shop/scorecards");
    }

    [Fact]
    public async Task SignIn_WithoutTheTokenOfTheForm_BeginsNoSession()
    {
        using var visitor = new Visitor(host.Web);
        await visitor.Http.GetAsync("/sign-in");

        var answer = await visitor.PostWithAsync("forged", "/session/begin", ("key", host.Key));

        answer.Headers.Location!.ToString().ShouldBe("/sign-in?problem=Stale");
        visitor.Cookies["kpi-session"].ShouldBeNull();
    }

    [Fact]
    public async Task Page_ReadAgainByItsScript_IsNoUseOfTheSession_AndOpenedByAPersonIsOne()
    {
        using var visitor = await Visitor.SignedInAsync(host);
        var store = host.Host.Services.GetRequiredService<SessionStore>();
        var session = (await store.FindAsync(visitor.Cookies["kpi-session"]!.Value, touch: false, CancellationToken.None))!;
        var before = session.LastUseTime;

        using var request = new HttpRequestMessage(HttpMethod.Get, "/tenants/shop");
        request.Headers.Add("x-kpi-live", "1");
        (await visitor.Http.SendAsync(request)).StatusCode.ShouldBe(HttpStatusCode.OK);
        session.LastUseTime.ShouldBe(before);

        (await visitor.Http.GetAsync("/tenants/shop")).StatusCode.ShouldBe(HttpStatusCode.OK);
        session.LastUseTime.ShouldBeGreaterThan(before);
    }

    [Fact]
    public async Task SignOut_EndsTheSession_ForWhoeverHasItsCookie()
    {
        using var visitor = await Visitor.SignedInAsync(host);
        var cookie = visitor.Cookies["kpi-session"]!.Value;

        (await visitor.PostAsync("/tenants/shop", "/session/end")).StatusCode.ShouldBe(HttpStatusCode.SeeOther);

        using var thief = new Visitor(host.Web);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/tenants/shop");
        request.Headers.Add("Cookie", "kpi-session=" + cookie);
        (await thief.Http.SendAsync(request)).StatusCode.ShouldBe(HttpStatusCode.Redirect);
    }

    [Fact]
    public async Task SignOut_WithoutTheTokenOfTheForm_EndsNothing()
    {
        using var visitor = await Visitor.SignedInAsync(host);

        await visitor.PostWithAsync("forged", "/session/end");

        (await visitor.Http.GetAsync("/tenants/shop")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }
}
