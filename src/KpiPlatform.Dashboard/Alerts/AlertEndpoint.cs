using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using KpiPlatform.Dashboard.Errors;
using KpiPlatform.Dashboard.Formatting;
using KpiPlatform.Dashboard.Hosting;
using KpiPlatform.Dashboard.Sessions;
using KpiPlatform.Protocol.V1;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace KpiPlatform.Dashboard.Alerts;

/// <summary>Where the forms of actions are sent. Plain posts, with the key of whoever is signed in: they work without script.</summary>
internal static class AlertEndpoint
{
    /// <summary>Says that somebody sees to it.</summary>
    public const string Acknowledge = "acknowledge";

    /// <summary>Says that it is done.</summary>
    public const string Resolve = "resolve";

    /// <summary>Changes owner and date, and comments.</summary>
    public const string Save = "save";

    /// <summary>Maps it.</summary>
    public static void MapAlerts(this IEndpointRouteBuilder routes) =>
        routes.MapPost("/tenants/{Tenant}/alerts/{Action}", (RequestDelegate)ActAsync).Add(PageGate.Surround);

    private static async Task ActAsync(HttpContext context)
    {
        if (!await context.RequestServices.GetRequiredService<IAntiforgery>().IsRequestValidAsync(context))
        {
            await PlainPage.WriteAsync(context, StatusCodes.Status400BadRequest, "The form is too old", "Go back to the alerts, load them again, and repeat the entry.");
            return;
        }

        try
        {
            await ActAsync(context, await context.Request.ReadFormAsync(context.RequestAborted));
        }
        catch (FormatException exception)
        {
            await PlainPage.WriteAsync(context, StatusCodes.Status400BadRequest, "That cannot be entered", exception.Message);
            return;
        }
        catch (RpcException exception)
        {
            var failure = Failure.Of(exception);
            await PlainPage.WriteAsync(context, failure.HttpStatus, failure.Title, $"{failure.Detail} {failure.Advice}");
            return;
        }

        // 303: the browser reads the page again, whatever it sent.
        context.Response.StatusCode = StatusCodes.Status303SeeOther;
        context.Response.Headers.Location = Links.Alerts(context.Request.RouteValues["Tenant"]?.ToString() ?? string.Empty);
    }

    private static async Task ActAsync(HttpContext context, IFormCollection form)
    {
        var clients = context.RequestServices.GetRequiredService<CurrentSession>().Clients;
        var call = clients.Call(context.RequestAborted);
        var parent = $"tenants/{context.Request.RouteValues["Tenant"]}";
        var name = $"{parent}/alertActions/{context.Request.RouteValues["Action"]}";
        var comment = form["comment"].ToString().Trim();
        var tenant = await clients.Tenants.GetTenantAsync(new GetTenantRequest { Name = parent }, call);
        var before = await clients.Alerts.GetAlertActionAsync(new GetAlertActionRequest { Name = name }, call);
        var wanted = new AlertAction { Name = name, Owner = form["owner"].ToString().Trim(), DueTime = Read(form["due"].ToString(), new TenantCalendar(tenant.TimeZone), before.DueTime) };
        if (!string.Equals(wanted.Owner, before.Owner, StringComparison.Ordinal) || !Equals(wanted.DueTime, before.DueTime))
            await clients.Alerts.UpdateAlertActionAsync(new UpdateAlertActionRequest { AlertAction = wanted, UpdateMask = new FieldMask { Paths = { "owner", "due_time" } } }, call);
        switch (form["do"].ToString())
        {
            case Acknowledge:
                await clients.Alerts.AcknowledgeAlertActionAsync(new AcknowledgeAlertActionRequest { Name = name, Comment = comment }, call);
                break;
            case Resolve:
                await clients.Alerts.ResolveAlertActionAsync(new ResolveAlertActionRequest { Name = name, Comment = comment }, call);
                break;
            case Save when comment.Length > 0:
                await clients.Alerts.CommentAlertActionAsync(new CommentAlertActionRequest { Name = name, Comment = comment }, call);
                break;
        }
    }

    /// <summary>The field has minutes only: a date that was not touched stays as exact as it was.</summary>
    private static Timestamp? Read(string text, TenantCalendar calendar, Timestamp? before)
    {
        if (text.Length == 0)
            return null;
        if (before is not null && string.Equals(text, calendar.Field(before), StringComparison.Ordinal))
            return before;
        return calendar.Read(text);
    }
}
