using KpiPlatform.Dashboard.Sessions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace KpiPlatform.Dashboard.Hosting;

/// <summary>What stands before every page: nobody sees one without a session, but for that to sign in.</summary>
internal static class PageGate
{
    /// <summary>Puts it around a page.</summary>
    public static void Surround(EndpointBuilder endpoint)
    {
        if (endpoint.RequestDelegate is { } handle)
            endpoint.RequestDelegate = context => HandleAsync(context, handle);
    }

    private static Task HandleAsync(HttpContext context, RequestDelegate handle)
    {
        SecurityHeaders.Write(context.Response);
        var services = context.RequestServices;
        var cookie = SessionCookie.Read(context.Request);
        var session = services.GetRequiredService<SessionStore>().Find(cookie);
        services.GetRequiredService<CurrentSession>().Session = session;
        if (session is not null || context.Request.Path.StartsWithSegments(Links.SignIn, StringComparison.Ordinal))
            return handle(context);

        var problem = cookie is null ? SignInProblem.None : SignInProblem.Ended;
        context.Response.Redirect(Links.SignInWith(problem, Links.LocalOrNull(context.Request.Path + context.Request.QueryString)));
        return Task.CompletedTask;
    }
}
