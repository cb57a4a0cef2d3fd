using KpiPlatform.Dashboard.Sessions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace KpiPlatform.Dashboard.Hosting;

/// <summary>What stands before every page: nobody sees one without a session, but for that to sign in.</summary>
internal static partial class PageGate
{
    /// <summary>Puts it around a page.</summary>
    public static void Surround(EndpointBuilder endpoint)
    {
        if (endpoint.RequestDelegate is { } handle)
            endpoint.RequestDelegate = context => HandleAsync(context, handle);
    }

    private static async Task HandleAsync(HttpContext context, RequestDelegate handle)
    {
        SecurityHeaders.Write(context.Response);
        var services = context.RequestServices;
        var cookie = SessionCookie.Read(context.Request);
        Session? session;
        try
        {
            session = await services.GetRequiredService<SessionStore>().FindAsync(cookie, IsUse(context.Request), context.RequestAborted);
        }
        catch (SessionsUnavailableException)
        {
            await PlainPage.UnavailableAsync(context);
            return;
        }

        services.GetRequiredService<CurrentSession>().Session = session;
        if (session is not null || context.Request.Path.StartsWithSegments(Links.SignIn, StringComparison.Ordinal))
        {
            await ShowAsync(context, handle);
            return;
        }

        var problem = cookie is null ? SignInProblem.None : SignInProblem.Ended;
        context.Response.Redirect(Links.SignInWith(problem, Links.LocalOrNull(context.Request.Path + context.Request.QueryString)));
    }

    // A page that reads itself again goes on doing so when nobody sits before it: its script says that it is not a person who asks.
    private static bool IsUse(HttpRequest request) => !request.Headers.ContainsKey("X-Kpi-Live");

    private static async Task ShowAsync(HttpContext context, RequestDelegate handle)
    {
        try
        {
            await handle(context);
        }
        catch (Exception exception) when (!context.Response.HasStarted && !context.RequestAborted.IsCancellationRequested)
        {
            // The last line: whoever looks is told something rather than shown an empty window, and the log has the rest.
            LogFailed(context.RequestServices.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(PageGate)), context.TraceIdentifier, exception);
            context.Response.Clear();
            await PlainPage.WriteAsync(
                context,
                StatusCodes.Status500InternalServerError,
                "Something went wrong",
                $"This page could not be shown. Try again; if it stays, tell whoever runs the platform this number: {context.TraceIdentifier}.");
        }
    }

    [LoggerMessage(EventId = 6010, Level = LogLevel.Error, Message = "A page could not be shown; request {Request}.")]
    private static partial void LogFailed(ILogger logger, string request, Exception exception);
}
