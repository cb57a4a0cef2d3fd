using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace KpiPlatform.EndToEnd.Tests.Alerts;

/// <summary>Somebody else's server that takes alerts: answers, refuses or hangs as a test says.</summary>
internal sealed class WebhookReceiver : IAsyncDisposable
{
    /// <summary>In place of a status: no answer until the sender gives up.</summary>
    public const int Hang = -1;

    private readonly WebApplication _application;
    private readonly ConcurrentQueue<Received> _received = new();

    private WebhookReceiver(WebApplication application) => _application = application;

    /// <summary>What to answer a request; 200 by default.</summary>
    public Func<Received, int> Answer { get; set; } = _ => StatusCodes.Status200OK;

    /// <summary>Everything that came, in its order, whatever was answered.</summary>
    public IReadOnlyList<Received> All => [.. _received];

    /// <summary>What was answered with 200.</summary>
    public IReadOnlyList<Received> Taken => [.. _received.Where(one => one.Answer == StatusCodes.Status200OK)];

    public string Url { get; private set; } = string.Empty;

    public static async Task<WebhookReceiver> StartAsync(int port = 0)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, port));
        var receiver = new WebhookReceiver(builder.Build());
        receiver._application.Run(receiver.TakeAsync);
        await receiver._application.StartAsync();
        receiver.Url = receiver._application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        return receiver;
    }

    public async ValueTask DisposeAsync()
    {
        await _application.StopAsync(new CancellationToken(canceled: true));
        await _application.DisposeAsync();
    }

    private async Task TakeAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        var headers = context.Request.Headers;
        var received = new Received(
            context.Request.Path, headers["Kpi-Event-Id"].ToString(), headers["Kpi-Timestamp"].ToString(), headers["Kpi-Signature"].ToString(),
            int.Parse(headers["Kpi-Attempt"].ToString(), CultureInfo.InvariantCulture), body.ToArray(), 0);
        var answer = Answer(received);
        _received.Enqueue(received with { Answer = answer });
        if (answer == Hang)
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, context.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            return;
        }

        if (answer is StatusCodes.Status307TemporaryRedirect)
            context.Response.Headers.Location = "/redirected";
        context.Response.StatusCode = answer;
    }
}
