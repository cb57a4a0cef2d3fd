using System.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace KpiPlatform.Gateway;

/// <summary>
/// Spans of the activity source "KpiPlatform.Gateway", and what the gateway adds to that of the request. A tenant is its number there, never its
/// name. While nobody listens a call pays for one read.
/// </summary>
internal static class GatewayTraces
{
    /// <summary>Name of the source.</summary>
    public const string SourceName = "KpiPlatform.Gateway";

    private const string TenantTag = "kpi.tenant.number";
    private static readonly ActivitySource Source = new(SourceName);

    /// <summary>Names the span of a request after the call that it is.</summary>
    /// <param name="context">The request.</param>
    /// <param name="method">"/kpi.v1.CustomerService/GetCustomer"; null for none.</param>
    /// <returns>The span; null if nobody listens.</returns>
    public static Activity? BeginCall(HttpContext context, string? method)
    {
        if (method is null || Activity.Current is null || context.Features.Get<IHttpActivityFeature>()?.Activity is not { } activity || !activity.Source.HasListeners())
            return null;
        var name = method.TrimStart('/');
        var slash = name.IndexOf('/', StringComparison.Ordinal);
        activity.DisplayName = name;
        activity.SetTag("rpc.system", "grpc");
        activity.SetTag("rpc.service", name[..Math.Max(0, slash)]);
        activity.SetTag("rpc.method", name[(slash + 1)..]);
        return activity;
    }

    /// <summary>Says how a call ended.</summary>
    public static void EndCall(Activity activity, int statusCode, string reason)
    {
        activity.SetTag("rpc.grpc.status_code", statusCode);
        if (statusCode != 0)
            activity.SetStatus(ActivityStatusCode.Error, reason);
    }

    /// <summary>Notes which tenant the running call is about.</summary>
    public static void NoteTenant(int number)
    {
        if (Activity.Current is { } activity && activity.Source.HasListeners())
            activity.SetTag(TenantTag, number);
    }

    /// <summary>
    /// Starts the span of one batch of a stream; null if nobody listens. It is a trace of its own, linked with that of the stream, which may be
    /// open for days. It becomes the current span: call this within an asynchronous method of the batch's own.
    /// </summary>
    /// <param name="interactions">How many.</param>
    /// <param name="tenant">Number of the tenant.</param>
    public static Activity? BeginBatch(int interactions, int tenant)
    {
        if (!Source.HasListeners())
            return null;
        var stream = Activity.Current;
        Activity.Current = null;
        var activity = Source.StartActivity(
            "record batch", ActivityKind.Server, parentContext: default, tags: null, links: stream is null ? null : [new ActivityLink(stream.Context)]);
        activity?.SetTag("kpi.batch.interactions", interactions);
        activity?.SetTag(TenantTag, tenant);
        return activity;
    }
}
