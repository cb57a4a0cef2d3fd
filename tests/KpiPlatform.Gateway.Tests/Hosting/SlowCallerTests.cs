using System.Net;
using Grpc.Core;
using KpiPlatform.Gateway.Hosting;
using KpiPlatform.Gateway.Tests.Recording;
using Microsoft.Extensions.DependencyInjection;
using static KpiPlatform.Gateway.Tests.Hosting.Samples;

namespace KpiPlatform.Gateway.Tests.Hosting;

/// <summary>Callers who begin a message and don't end it.</summary>
public sealed class SlowCallerTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Message_ThatDoesNotEnd_EndsItsCallInTimeAndIsForgotten()
    {
        await using var server = await GatewayServer.StartAsync(options => options.MessageTimeout = TimeSpan.FromMilliseconds(300));
        using var body = new HalfMessage();

        using var response = await SendAsync(server, body);
        await response.Content.LoadIntoBufferAsync().WaitAsync(Patience);

        StatusOf(response).ShouldBe(((int)StatusCode.DeadlineExceeded).ToString(System.Globalization.CultureInfo.InvariantCulture));
        await ForgottenAsync(server);
    }

    [Fact]
    public async Task Message_WhoseCallerLeaves_IsForgotten()
    {
        await using var server = await GatewayServer.StartAsync();
        using var body = new HalfMessage();
        using var leaving = new CancellationTokenSource();
        var sending = SendAsync(server, body, leaving.Token);
        using var patience = new CancellationTokenSource(Patience);
        while (server.Services.GetRequiredService<UnfinishedMessages>().Bytes == 0)
            await Task.Delay(TimeSpan.FromMilliseconds(10), patience.Token);

        await leaving.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => sending);
        await ForgottenAsync(server);
    }

    [Fact]
    public async Task RecordInteractions_SilentBetweenMessages_StaysOpenLongerThanAMessageMayTake()
    {
        await using var server = await GatewayServer.StartAsync(options => options.MessageTimeout = TimeSpan.FromMilliseconds(200));
        using var call = server.Interactions.RecordInteractions();
        (await call.SendAsync(Batch(1, "a"))).AcceptedCount.ShouldBe(1);

        // Time is the point here: a silence that is longer than the limit on messages.
        await Task.Delay(TimeSpan.FromMilliseconds(600));

        (await call.SendAsync(Batch(2, "a"))).AcceptedCount.ShouldBe(1);
        await ForgottenAsync(server);
    }

    private static async Task ForgottenAsync(GatewayServer server)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (server.Services.GetRequiredService<UnfinishedMessages>().Bytes != 0)
            await Task.Delay(TimeSpan.FromMilliseconds(10), patience.Token);
    }

    private static string? StatusOf(HttpResponseMessage response) =>
        (response.TrailingHeaders.TryGetValues("grpc-status", out var values) || response.Headers.TryGetValues("grpc-status", out values)) ? values.Single() : null;

    private static async Task<HttpResponseMessage> SendAsync(GatewayServer server, HttpContent body, CancellationToken cancellationToken = default)
    {
        var client = new HttpClient(new SocketsHttpHandler());
        var request = new HttpRequestMessage(HttpMethod.Post, server.Address + "/kpi.v1.InteractionService/RecordInteractions")
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = body,
        };
        request.Headers.Add("te", "trailers");
        return await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken).WaitAsync(Patience, cancellationToken);
    }

    /// <summary>Says that it has 100,000 bytes, sends 50,000, and waits.</summary>
    private sealed class HalfMessage : HttpContent
    {
        private readonly TaskCompletionSource _never = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public HalfMessage() => Headers.ContentType = new("application/grpc");

        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, CancellationToken.None);

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
        {
            await stream.WriteAsync(new byte[] { 0, 0, 1, 0x86, 0xA0 }, cancellationToken);
            await stream.WriteAsync(new byte[50_000], cancellationToken);
            await stream.FlushAsync(cancellationToken);
            await _never.Task.WaitAsync(cancellationToken);
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }

        protected override void Dispose(bool disposing)
        {
            _never.TrySetCanceled();
            base.Dispose(disposing);
        }
    }
}
