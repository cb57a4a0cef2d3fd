using KpiPlatform.Dashboard.Alerts;
using KpiPlatform.Dashboard.Exports;
using KpiPlatform.Dashboard.Hosting;
using KpiPlatform.Dashboard.Layout;
using KpiPlatform.Dashboard.Live;
using KpiPlatform.Dashboard.Sessions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace KpiPlatform.Dashboard;

/// <summary>Maps the dashboard.</summary>
public static class DashboardEndpointExtensions
{
    private const string Grpc = "application/grpc";

    /// <summary>Adds what the pages need around them: compression and the check of forms. gRPC calls pass untouched.</summary>
    /// <param name="application">Where to.</param>
    public static IApplicationBuilder UseKpiDashboard(this IApplicationBuilder application)
    {
        application.UseWhen(
            context => context.Request.ContentType?.StartsWith(Grpc, StringComparison.Ordinal) != true,
            pages =>
            {
                pages.UseResponseCompression();
                pages.UseAntiforgery();
            });
        return application;
    }

    /// <summary>Maps the pages, their assets and their live streams.</summary>
    /// <param name="endpoints">Where to.</param>
    public static IEndpointRouteBuilder MapKpiDashboard(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapRazorComponents<App>().Add(PageGate.Surround);
        endpoints.MapSessions();
        endpoints.MapLive();
        endpoints.MapExports();
        endpoints.MapAlerts();
        endpoints.MapGet("/", GoHomeAsync);
        endpoints.MapGet(EmbeddedAssets.Folder + "{name}", ServeAsync);
        endpoints.MapFallback(context => PlainPage.WriteAsync(context, StatusCodes.Status404NotFound, "There is no such page", "The address may be mistyped, or the page may have moved."));
        return endpoints;
    }

    private static async Task GoHomeAsync(HttpContext context)
    {
        SecurityHeaders.Write(context.Response);
        try
        {
            var session = await context.RequestServices.GetRequiredService<SessionStore>().FindAsync(SessionCookie.Read(context.Request), touch: true, context.RequestAborted);
            context.Response.Redirect(session switch
            {
                null => Links.SignIn,
                { Caller.Tenant: { } tenant } => Links.Scorecards(tenant),
                _ => Links.Tenants,
            });
        }
        catch (SessionsUnavailableException)
        {
            await PlainPage.UnavailableAsync(context);
        }
    }

    private static async Task ServeAsync(HttpContext context)
    {
        if (EmbeddedAssets.Find(context.Request.RouteValues["name"]?.ToString() ?? string.Empty) is not { } asset)
        {
            SecurityHeaders.Write(context.Response);
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        // Under another version's address it is not what was asked for, and must not be kept as that.
        SecurityHeaders.Write(context.Response, mayBeKept: context.Request.Query["v"] == asset.Version);
        context.Response.ContentType = asset.ContentType;
        await context.Response.Body.WriteAsync(asset.Content, context.RequestAborted);
    }
}
