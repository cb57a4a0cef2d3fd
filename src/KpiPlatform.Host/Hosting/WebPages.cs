using KpiPlatform.Gateway.Health;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace KpiPlatform.Host.Hosting;

/// <summary>Plain JSON for load balancers and people: whether the server lives, whether it takes calls, which build it is.</summary>
internal static class WebPages
{
    /// <summary>Maps them.</summary>
    public static void MapWebPages(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/health/live", context => WriteAsync(context, StatusCodes.Status200OK, """{"status":"live"}"""));
        routes.MapGet("/health/ready", context => context.RequestServices.GetService(typeof(ServingState)) switch
        {
            ServingState state when state.Look().TakesCalls => WriteAsync(context, StatusCodes.Status200OK, """{"status":"ready"}"""),
            ServingState { IsServing: true } => WriteAsync(context, StatusCodes.Status503ServiceUnavailable, """{"status":"no grains"}"""),
            _ => WriteAsync(context, StatusCodes.Status503ServiceUnavailable, """{"status":"stopping"}"""),
        });
        routes.MapGet("/version", context => WriteAsync(context, StatusCodes.Status200OK, $$"""{"version":"{{ServerVersion.Text}}"}"""));
    }

    private static Task WriteAsync(HttpContext context, int status, string json)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        context.Response.Headers.CacheControl = "no-store";
        return context.Response.WriteAsync(json, context.RequestAborted);
    }
}
