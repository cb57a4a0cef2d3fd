using KpiPlatform.Dashboard.Hosting;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace KpiPlatform.Dashboard.Sessions;

/// <summary>Where the forms to sign in and out are sent. Plain posts: they work without script.</summary>
internal static class SessionEndpoints
{
    private const int MaxKeyLength = 16 * 1024;

    /// <summary>Maps them.</summary>
    public static void MapSessions(this IEndpointRouteBuilder routes)
    {
        routes.MapPost(Links.BeginSession, (RequestDelegate)SignInAsync);
        routes.MapPost(Links.EndSession, (RequestDelegate)SignOutAsync);
    }

    private static async Task SignInAsync(HttpContext context)
    {
        SecurityHeaders.Write(context.Response);
        var services = context.RequestServices;
        if (!await IsValidAsync(context))
        {
            Redirect(context, Links.SignInWith(SignInProblem.Stale, null));
            return;
        }

        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        var key = form["key"].ToString().Trim();
        var returnTo = Links.LocalOrNull(form["return"]);
        if (key.Length > MaxKeyLength)
        {
            Redirect(context, Links.SignInWith(SignInProblem.Refused, returnTo));
            return;
        }

        var (caller, failure) = await services.GetRequiredService<SignInCheck>().TryAsync(key.Length == 0 ? null : key, context.RequestAborted);
        if (caller is null)
        {
            var problem = failure is { SignsOut: true } ? key.Length == 0 ? SignInProblem.Missing : SignInProblem.Refused : SignInProblem.Unavailable;
            Redirect(context, Links.SignInWith(problem, returnTo));
            return;
        }

        // A session of before ends: the browser has one cookie.
        var store = services.GetRequiredService<SessionStore>();
        try
        {
            if (await store.FindAsync(SessionCookie.Read(context.Request), touch: false, context.RequestAborted) is { } before)
                await store.EndAsync(before, context.RequestAborted);
            SessionCookie.Write(context, await store.BeginAsync(key.Length == 0 ? null : key, caller, context.RequestAborted));
        }
        catch (SessionsUnavailableException)
        {
            Redirect(context, Links.SignInWith(SignInProblem.Unavailable, returnTo));
            return;
        }

        Redirect(context, returnTo ?? (caller.Tenant is { } tenant ? Links.Scorecards(tenant) : Links.Tenants));
    }

    private static async Task SignOutAsync(HttpContext context)
    {
        SecurityHeaders.Write(context.Response);
        if (!await IsValidAsync(context))
        {
            Redirect(context, Links.Tenants);
            return;
        }

        try
        {
            var store = context.RequestServices.GetRequiredService<SessionStore>();
            if (await store.FindAsync(SessionCookie.Read(context.Request), touch: false, context.RequestAborted) is { } session)
                await store.EndAsync(session, context.RequestAborted);
        }
        catch (SessionsUnavailableException)
        {
            // Whoever has a copy of the cookie could go on: who signs out is not told that all is done.
            await PlainPage.WriteAsync(context, StatusCodes.Status503ServiceUnavailable, "You are not signed out yet", "What keeps sessions does not answer now. Go back and sign out again in a moment.");
            return;
        }

        SessionCookie.Delete(context);
        Redirect(context, Links.SignInWith(SignInProblem.SignedOut, null));
    }

    private static Task<bool> IsValidAsync(HttpContext context) =>
        context.RequestServices.GetRequiredService<IAntiforgery>().IsRequestValidAsync(context);

    // 303: the browser reads the next page, whatever it sent.
    private static void Redirect(HttpContext context, string to)
    {
        context.Response.StatusCode = StatusCodes.Status303SeeOther;
        context.Response.Headers.Location = to;
    }
}
