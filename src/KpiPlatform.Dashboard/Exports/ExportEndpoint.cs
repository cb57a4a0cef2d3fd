using Grpc.Core;
using KpiPlatform.Dashboard.Errors;
using KpiPlatform.Dashboard.Formatting;
using KpiPlatform.Dashboard.Hosting;
using KpiPlatform.Dashboard.Platform;
using KpiPlatform.Dashboard.Sessions;
using KpiPlatform.Protocol.V1;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Net.Http.Headers;

namespace KpiPlatform.Dashboard.Exports;

/// <summary>A scorecard as a file, with the key of whoever is signed in: a workbook and CSV to keep, a report to look at and print.</summary>
internal static class ExportEndpoint
{
    /// <summary>Of the report, which brings its own styles and nothing else: shut off from the rest of the site.</summary>
    private const string ReportPolicy = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; sandbox allow-modals";

    /// <summary>Maps it.</summary>
    public static void MapExports(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/tenants/{Tenant}/scorecards/{Scorecard}/export/{Format}", (RequestDelegate)ServeAsync).Add(PageGate.Surround);

    private static async Task ServeAsync(HttpContext context)
    {
        if (!Enum.TryParse<ExportFormat>(context.Request.RouteValues["Format"]?.ToString(), ignoreCase: true, out var format) || format == ExportFormat.Unspecified || !Enum.IsDefined(format))
        {
            await PlainPage.WriteAsync(context, StatusCodes.Status404NotFound, "There is no such file", "A scorecard can be had as xlsx, csv or html.");
            return;
        }

        try
        {
            await SendAsync(context, format);
        }
        catch (FormatException exception)
        {
            await PlainPage.WriteAsync(context, StatusCodes.Status400BadRequest, "That cannot be shown", exception.Message);
        }
        catch (RpcException exception) when (!context.Response.HasStarted)
        {
            var failure = Failure.Of(exception);
            await PlainPage.WriteAsync(context, failure.HttpStatus, failure.Title, $"{failure.Detail} {failure.Advice}");
        }
    }

    private static async Task SendAsync(HttpContext context, ExportFormat format)
    {
        var clients = context.RequestServices.GetRequiredService<CurrentSession>().Clients;
        var route = context.Request.RouteValues;
        var parent = $"tenants/{route["Tenant"]}";
        var request = new ExportScorecardRequest { Name = $"{parent}/scorecards/{route["Scorecard"]}", Format = format, Period = context.Request.Query["period"].ToString() };
        if (context.Request.Query["as_of"].ToString() is { Length: > 0 } asOf)
            request.AsOfTime = await ReadAsync(clients, parent, asOf, context.RequestAborted);
        using var call = clients.Scorecards.ExportScorecard(request, clients.LongCall(context.RequestAborted));
        while (await call.ResponseStream.MoveNext(context.RequestAborted))
        {
            var piece = call.ResponseStream.Current;
            if (piece.FileName.Length > 0)
                Begin(context.Response, format, piece);
            await context.Response.Body.WriteAsync(piece.Content.Memory, context.RequestAborted);
        }
    }

    private static async Task<Google.Protobuf.WellKnownTypes.Timestamp?> ReadAsync(PlatformClients clients, string parent, string asOf, CancellationToken cancellationToken)
    {
        var tenant = await clients.Tenants.GetTenantAsync(new GetTenantRequest { Name = parent }, clients.Call(cancellationToken));
        return new TenantCalendar(tenant.TimeZone).Read(asOf);
    }

    private static void Begin(HttpResponse response, ExportFormat format, ExportScorecardResponse first)
    {
        response.ContentType = first.ContentType;
        if (format == ExportFormat.Html)
        {
            response.Headers.ContentSecurityPolicy = ReportPolicy;
            return;
        }

        var disposition = new ContentDispositionHeaderValue("attachment");
        disposition.SetHttpFileName(first.FileName);
        response.Headers.ContentDisposition = disposition.ToString();
    }
}
