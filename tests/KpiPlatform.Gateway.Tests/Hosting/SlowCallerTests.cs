using System.Net;
using Grpc.Core;
using KpiPlatform.Gateway.Hosting;
using KpiPlatform.Gateway.Tests.Recording;
using KpiPlatform.Testing.Time;
using Microsoft.Extensions.DependencyInjection;
using static KpiPlatform.Gateway.Tests.Hosting.Samples;

namespace KpiPlatform.Gateway.Tests.Hosting;

/// <summary>Callers who begin a message and don't end it.</summary>
public sealed class SlowCallerTests : IDisposable
{
    private static readonly TimeSpan MessageTimeout = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly ManualTimeProvider _time = new(TimeProvider.System.GetUtcNow());
    private readonly HttpClient _client = new(new SocketsHttpHandler());

    public void Dispose() => _client.Dispose();

    [Fact]
    public async Task Message_ThatDoesNotEnd_EndsItsCallInTimeAndIsForgotten()
    {
        await using var server = await StartAsync();
        using var body = new HalfMessage();
        var sending = SendAsync(server, body);
        await BegunAsync(server);
        _time.Advance(MessageTimeout - TimeSpan.FromSeconds(1));
        server.Services.GetRequiredService<UnfinishedMessages>().Bytes.ShouldBeGreaterThan(0);

        _time.Advance(TimeSpan.FromSeconds(1));

        using var response = await sending;
        await response.Content.LoadIntoBufferAsync().WaitAsync(Patience);

        StatusOf(response).ShouldBe(((int)StatusCode.DeadlineExceeded).ToString(System.Globalization.CultureInfo.InvariantCulture));
        await ForgottenAsync(server);
    }

    [Fact]
    public async Task Message_WhoseCallerLeaves_IsForgotten()
    {
        await using var server = await StartAsync();
        using var body = new HalfMessage();
        using var leaving = new CancellationTokenSource();
        var sending = SendAsync(server, body, leaving.Token);
        await BegunAsync(server);

        await leaving.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => sending);
        await ForgottenAsync(server);
    }

    [Fact]
    public async Task RecordInteractions_SilentBetweenMessages_StaysOpenLongerThanAMessageMayTake()
    {
        await using var server = await StartAsync();
        using var call = server.Interactions.RecordInteractions();
        (await call.SendAsync(Batch(1, "a"))).AcceptedCount.ShouldBe(1);

        _time.Advance(3 * MessageTimeout);

        (await call.SendAsync(Batch(2, "a"))).AcceptedCount.ShouldBe(1);
        await ForgottenAsync(server);
    }

    private Task<GatewayServer> StartAsync() => GatewayServer.StartAsync(options => options.MessageTimeout = MessageTimeout, _time);

    private static Task BegunAsync(GatewayServer server) => UntilAsync(server, bytes => bytes > 0);

    private static Task ForgottenAsync(GatewayServer server) => UntilAsync(server, bytes => bytes == 0);

    private static async Task UntilAsync(GatewayServer server, Func<long, bool> condition)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (!condition(server.Services.GetRequiredService<UnfinishedMessages>().Bytes))
            await Task.Delay(TimeSpan.FromMilliseconds(10), patience.Token);
    }

    private static string? StatusOf(HttpResponseMessage response) =>
        (response.TrailingHeaders.TryGetValues("grpc-status", out var values) || response.Headers.TryGetValues("grpc-status", out values)) ? values.Single() : null;

    private async Task<HttpResponseMessage> SendAsync(GatewayServer server, HttpContent body, CancellationToken cancellationToken = default)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, server.Address + "/kpi.v1.InteractionService/RecordInteractions")
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = body,
        };
        request.Headers.Add("te", "trailers");
        return await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken).WaitAsync(Patience, cancellationToken);
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
