using KpiPlatform.Dashboard.Hosting;
using KpiPlatform.Dashboard.Sessions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace KpiPlatform.Dashboard.Live;

/// <summary>
/// The streams of open pages, as server-sent events (<see cref="LiveWriter"/>): of a scorecard's page its elements, of others that there is something
/// to read again.
/// </summary>
internal static class LiveEndpoint
{
    // Long enough to cost nothing, short enough that proxies keep the connection and a session that ended is noticed.
    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(10);

    /// <summary>Maps them.</summary>
    public static void MapLive(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/tenants/{Tenant}/scorecards/{Scorecard}/live", context => ServeAsync(context, ServeCardAsync));
        routes.MapGet("/tenants/{Tenant}/alerts/live", context => ServeAsync(context, (live, session) => ServeChangesAsync(live, session, new ChangeTopic.Alerts(Parent(context)))));
        routes.MapGet("/tenants/{Tenant}/customer/live", context => ServeAsync(context, (live, session) =>
            ServeChangesAsync(live, session, new ChangeTopic.OfCustomer(Links.CustomerName(context.Request.RouteValues["Tenant"]!.ToString()!, context.Request.Query["id"].ToString())))));
        routes.MapGet(Links.Platform + "/live", context => ServeAsync(context, (live, session) => ServeChangesAsync(live, session, new ChangeTopic.Nodes())));
    }

    private static async Task ServeAsync(HttpContext context, Func<LiveContext, Session, Task> serve)
    {
        SecurityHeaders.Write(context.Response);
        var services = context.RequestServices;
        var streams = services.GetRequiredService<LiveStreams>();
        if (!streams.TryEnter())
        {
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            return;
        }

        var writer = new LiveWriter(context.Response);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping);
        try
        {
            var live = new LiveContext(context, writer, services.GetRequiredService<SessionStore>(), ending.Token);

            // A page that is open is no use of a session: it ends by time although nobody is there any more.
            var session = await live.Sessions.FindAsync(SessionCookie.Read(context.Request), touch: false, live.Ending);
            context.Features.Get<IHttpResponseBodyFeature>()!.DisableBuffering();
            await live.Writer.BeginAsync(live.Ending);
            if (session is null)
                await live.Writer.SignedOutAsync(live.Ending);
            else
                await serve(live, session);
        }
        catch (SessionsUnavailableException) when (!context.Response.HasStarted)
        {
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        }
        catch (Exception exception) when (exception is SessionsUnavailableException || (exception is OperationCanceledException && ending.IsCancellationRequested))
        {
            // The page was closed, the server stops, or storage is away; the browser connects again where there is one.
        }
        finally
        {
            streams.Leave();
        }

        if (!context.RequestAborted.IsCancellationRequested)
            await writer.CompleteAsync(context.RequestAborted);
    }

    private static async Task ServeCardAsync(LiveContext live, Session session)
    {
        var (services, request) = (live.Http.RequestServices, live.Http.Request);
        await using var card = services.GetRequiredService<ScorecardFeeds>().Join(
            session, request.RouteValues["Tenant"]!.ToString()!, request.RouteValues["Scorecard"]!.ToString()!, Query("period"));
        if (Query("part") is { } part)
        {
            await StreamAsync(live, session, [new PartSource(card.Feed, part)]);
            return;
        }

        await using var alerts = services.GetRequiredService<ChangeFeeds>().Join(session, new ChangeTopic.Alerts(Parent(live.Http)));
        await StreamAsync(live, session, [new CardSource(card.Feed, Query("shape")), new ChangeSource(alerts.Feed, isAside: true)]);

        string? Query(string name) => request.Query[name].ToString() is { Length: > 0 } text ? text : null;
    }

    private static async Task ServeChangesAsync(LiveContext live, Session session, ChangeTopic topic)
    {
        await using var changes = live.Http.RequestServices.GetRequiredService<ChangeFeeds>().Join(session, topic);
        await StreamAsync(live, session, [new ChangeSource(changes.Feed, isAside: false)]);
    }

    private static async Task StreamAsync(LiveContext live, Session session, ILiveSource[] sources)
    {
        var time = live.Http.RequestServices.GetRequiredService<TimeProvider>();
        var moved = Array.ConvertAll(sources, source => source.MovedAsync(live.Ending));
        Task? any = null;
        while (true)
        {
            // The same one over all beats: each leaves something behind at the tasks that it waits for.
            any ??= Task.WhenAny(moved);
            try
            {
                await any.WaitAsync(Beat, time, live.Ending);
                any = null;
            }
            catch (TimeoutException)
            {
                await live.Writer.BeatAsync(live.Ending);
            }

            if (await live.Sessions.FindAsync(session.Id, touch: false, live.Ending) is null)
            {
                await live.Writer.SignedOutAsync(live.Ending);
                return;
            }

            for (var i = 0; i < sources.Length; i++)
            {
                if (!moved[i].IsCompleted)
                    continue;
                await moved[i];
                if (!await sources[i].SendAsync(live.Writer, live.Ending))
                    return;
                moved[i] = sources[i].MovedAsync(live.Ending);
            }
        }
    }

    private static string Parent(HttpContext context) => $"tenants/{context.Request.RouteValues["Tenant"]}";

    /// <summary>What a stream needs.</summary>
    private sealed record LiveContext(HttpContext Http, LiveWriter Writer, SessionStore Sessions, CancellationToken Ending);
}
