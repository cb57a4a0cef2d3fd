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
/// The stream of a scorecard's page, as server-sent events: <c>elements</c> (HTML of elements to swap by id, one a line: each is parsed by
/// itself, since a row of a table is none beside a paragraph), <c>said</c> (a text for screen readers), <c>reload</c> (the page is made of other parts now), <c>end</c> (signed out or gone; the data says why).
/// </summary>
internal static class LiveEndpoint
{
    // Long enough to cost nothing, short enough that proxies keep the connection and a session that ended is noticed.
    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(10);

    /// <summary>Maps it.</summary>
    public static void MapLive(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/tenants/{Tenant}/scorecards/{Scorecard}/live", (RequestDelegate)ServeAsync);

    private static async Task ServeAsync(HttpContext context)
    {
        SecurityHeaders.Write(context.Response);
        var services = context.RequestServices;
        var sessions = services.GetRequiredService<SessionStore>();

        // A page that is open is no use of a session: it ends by time although nobody is there any more.
        if (sessions.Find(SessionCookie.Read(context.Request), touch: false) is not { } session)
        {
            context.Response.StatusCode = StatusCodes.Status401Unauthorized;
            return;
        }

        var period = context.Request.Query["period"].ToString();
        await using var subscription = services.GetRequiredService<ScorecardFeeds>().Join(
            session, context.Request.RouteValues["Tenant"]!.ToString()!, context.Request.RouteValues["Scorecard"]!.ToString()!, period.Length > 0 ? period : null);
        if (subscription is null)
        {
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            return;
        }

        context.Response.ContentType = "text/event-stream";
        context.Features.Get<IHttpResponseBodyFeature>()!.DisableBuffering();
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping);
        try
        {
            await StreamAsync(context.Response, subscription.Feed, sessions, session, services.GetRequiredService<TimeProvider>(), ending.Token);
        }
        catch (OperationCanceledException)
        {
            // The page was closed, or the server stops; the browser connects again where there is one.
        }
    }

    private static async Task StreamAsync(HttpResponse response, ScorecardFeed feed, SessionStore sessions, Session session, TimeProvider time, CancellationToken cancellationToken)
    {
        await response.WriteAsync("retry: 2000\n\n", cancellationToken);
        await response.Body.FlushAsync(cancellationToken);
        CardFrame? sent = null;
        while (true)
        {
            CardFrame frame;
            try
            {
                frame = await WaitAsync(feed, sent?.Number ?? 0, time, cancellationToken);
            }
            catch (TimeoutException)
            {
                await response.WriteAsync(": beat\n\n", cancellationToken);
                await response.Body.FlushAsync(cancellationToken);
                frame = sent!;
            }

            if (!sessions.IsAlive(session))
            {
                await WriteAsync(response, "end", "Your session has ended. Sign in again to go on.", cancellationToken);
                return;
            }

            if (frame == sent)
                continue;
            if (frame.End is { } end)
            {
                await WriteAsync(response, "end", OneLine($"{end.Title}. {end.Advice}"), cancellationToken);
                return;
            }

            await SendAsync(response, frame, sent, cancellationToken);
            if (sent is not null && sent.Shape != frame.Shape)
                return;
            sent = frame;
        }
    }

    private static Task<CardFrame> WaitAsync(ScorecardFeed feed, int number, TimeProvider time, CancellationToken cancellationToken) =>
        feed.AfterAsync(number, cancellationToken).WaitAsync(Beat, time, cancellationToken);

    private static async Task SendAsync(HttpResponse response, CardFrame frame, CardFrame? before, CancellationToken cancellationToken)
    {
        if (before is not null && before.Shape != frame.Shape)
        {
            await WriteAsync(response, "reload", "definition or period", cancellationToken);
            return;
        }

        var changed = frame.Elements.Where(element => before is null || !before.Elements.TryGetValue(element.Key, out var old) || old != element.Value).Select(element => OneLine(element.Value)).ToArray();
        if (changed.Length > 0)
            await WriteAsync(response, "elements", string.Join('\n', changed), cancellationToken);
        if (before is not null && frame.Said.Length > 0)
            await WriteAsync(response, "said", OneLine(frame.Said), cancellationToken);
    }

    private static async Task WriteAsync(HttpResponse response, string name, string data, CancellationToken cancellationToken)
    {
        await response.WriteAsync($"event: {name}\ndata: {data.Replace("\n", "\ndata: ", StringComparison.Ordinal)}\n\n", cancellationToken);
        await response.Body.FlushAsync(cancellationToken);
    }

    // A line break ends a line of the format; in HTML it is but a space.
    private static string OneLine(string html) => html.ReplaceLineEndings(" ");
}
