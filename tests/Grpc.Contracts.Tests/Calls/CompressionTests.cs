using System.Buffers.Binary;
using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using Google.Protobuf;
using Grpc.Contracts.Tests.Echo;
using Grpc.Core;
using Grpc.Net.Client;
using Grpc.Net.Compression;
using Shouldly;
using Xunit;

namespace Grpc.Contracts.Tests.Calls;

/// <summary>Message compression: through the client, and as bytes on the wire.</summary>
public sealed class CompressionTests : IAsyncLifetime
{
    private const int FrameHeaderBytes = 5;

    private EchoHost _host = null!;

    public async Task InitializeAsync() => _host = await EchoHost.StartAsync(static options =>
    {
        options.ResponseCompressionAlgorithm = "gzip";
        options.ResponseCompressionLevel = CompressionLevel.Fastest;
    });

    public async Task DisposeAsync() => await _host.DisposeAsync();

    [Theory]
    [InlineData("gzip")]
    [InlineData("deflate")]
    public async Task Request_Compressed_IsUnderstood(string encoding)
    {
        using var handler = new RequestEncodingHandler();
        using var channel = GrpcChannel.ForAddress(_host.Address, new GrpcChannelOptions
        {
            HttpHandler = handler,
            CompressionProviders = [new GzipCompressionProvider(CompressionLevel.Fastest), new DeflateCompressionProvider(CompressionLevel.Fastest)],
        });
        var text = new string('x', 100_000);
        using var call = new Echo.Echo.EchoClient(channel).UnaryAsync(new Message { Text = text }, new Metadata { { "grpc-internal-encoding-request", encoding } });

        (await call).Text.ShouldBe(text);
        handler.Encodings.ShouldBe([encoding]);
    }

    [Fact]
    public async Task Response_Compressible_IsCompressedOnTheWire()
    {
        var request = new Message { Text = new string('x', 100_000) };
        var frame = await PostAsync(request);

        frame[0].ShouldBe((byte)1);
        frame.Length.ShouldBeLessThan(10_000);
        await using var gzip = new GZipStream(new MemoryStream(frame, FrameHeaderBytes, frame.Length - FrameHeaderBytes), CompressionMode.Decompress);
        Message.Parser.ParseFrom(gzip).ShouldBe(request);
    }

    [Fact]
    public async Task Response_MarkedNoCompress_IsPlainOnTheWire()
    {
        var request = new Message { Text = EchoService.UncompressedText + new string('x', 100_000) };
        var frame = await PostAsync(request);

        frame[0].ShouldBe((byte)0);
        Message.Parser.ParseFrom(frame.AsSpan(FrameHeaderBytes)).ShouldBe(request);
    }

    private async Task<byte[]> PostAsync(Message message)
    {
        var frame = new byte[FrameHeaderBytes + message.CalculateSize()];
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(1), message.CalculateSize());
        message.WriteTo(frame.AsSpan(FrameHeaderBytes));
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, _host.Address + "/echo.v1.Echo/Unary")
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new ByteArrayContent(frame) { Headers = { ContentType = new MediaTypeHeaderValue("application/grpc") } },
        };
        request.Headers.Add("te", "trailers");
        request.Headers.Add("grpc-accept-encoding", "gzip");
        using var response = await http.SendAsync(request);
        return await response.Content.ReadAsByteArrayAsync();
    }
}
