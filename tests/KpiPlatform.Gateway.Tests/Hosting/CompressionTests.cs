using Grpc.Core;
using Grpc.Net.Client;
using KpiPlatform.Gateway.Tests.Recording;
using KpiPlatform.Gateway.Tests.Scorecards;
using KpiPlatform.Protocol.V1;

namespace KpiPlatform.Gateway.Tests.Hosting;

/// <summary>gzip, both ways.</summary>
public sealed class CompressionTests
{
    [Fact]
    public async Task Call_ClientTakesGzip_LargeAnswerIsSentSmall()
    {
        await using var server = await GatewayServer.StartAsync();
        using var counting = new CountingHandler(new SocketsHttpHandler());
        using var channel = GrpcChannel.ForAddress(server.Address, new() { HttpHandler = counting, MaxReceiveMessageSize = null });
        var indicators = await new ScorecardService.ScorecardServiceClient(channel).ListIndicatorsAsync(new() { Parent = GatewayServer.Tenant });

        counting.Encoding.ShouldBe("gzip");
        counting.Bytes.ShouldBeLessThan(indicators.CalculateSize() * 2 / 3);
    }

    [Fact]
    public async Task Call_ShortAnswer_IsSentAsItIs()
    {
        await using var server = await GatewayServer.StartAsync();
        server.Grains.Scorecard("acme/retail").Values = Results.Of(10);
        using var counting = new CountingHandler(new SocketsHttpHandler());
        using var channel = GrpcChannel.ForAddress(server.Address, new() { HttpHandler = counting });
        var card = await new ScorecardService.ScorecardServiceClient(channel).GetScorecardAsync(new() { Name = "tenants/acme/scorecards/retail" });

        const int FrameHeaderBytes = 5;
        counting.Bytes.ShouldBe(FrameHeaderBytes + card.CalculateSize());
    }

    [Fact]
    public async Task Call_RequestIsGzip_IsRead()
    {
        await using var server = await GatewayServer.StartAsync();
        using var call = server.Interactions.RecordInteractions(new Metadata { { "grpc-internal-encoding-request", "gzip" } });
        var ack = await call.SendAsync(Samples.Batch(1, Enumerable.Range(0, 500).Select(i => $"c{i}")));

        ack.AcceptedCount.ShouldBe(500);
    }

    private sealed class CountingHandler(HttpMessageHandler inner) : DelegatingHandler(inner)
    {
        private CountingStream? _stream;

        public string? Encoding { get; private set; }

        public long Bytes => _stream!.Bytes;

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var response = await base.SendAsync(request, cancellationToken);
            Encoding = response.Headers.GetValues("grpc-encoding").Single();
            _stream = new CountingStream(await response.Content.ReadAsStreamAsync(cancellationToken));
            var counted = new StreamContent(_stream);
            foreach (var header in response.Content.Headers)
                counted.Headers.TryAddWithoutValidation(header.Key, header.Value);
            response.Content = counted;
            return response;
        }
    }

    private sealed class CountingStream(Stream inner) : Stream
    {
        public long Bytes { get; private set; }

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var read = await inner.ReadAsync(buffer, cancellationToken);
            Bytes += read;
            return read;
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
