using System.Collections.Concurrent;
using Grpc.Contracts.Tests.Echo;
using Grpc.Core;
using Grpc.Core.Interceptors;
using Grpc.Core.Utils;
using Shouldly;
using Xunit;

namespace Grpc.Contracts.Tests.Calls;

/// <summary>Interceptors on both sides of each call shape: two on the client, the first outermost, and one on the server.</summary>
public sealed class InterceptorOnTheWireTests : IAsyncLifetime
{
    private readonly ConcurrentQueue<string> _log = [];
    private EchoHost _host = null!;
    private Echo.Echo.EchoClient _client = null!;

    public async Task InitializeAsync()
    {
        _host = await EchoHost.StartAsync(options => options.Interceptors.Add<RecordingInterceptor>(_log, "server"));
        _client = new Echo.Echo.EchoClient(_host.Channel.Intercept(new RecordingInterceptor(_log, "outer"), new RecordingInterceptor(_log, "inner")));
    }

    public async Task DisposeAsync() => await _host.DisposeAsync();

    [Fact]
    public void Unary_Blocking_PassesAll()
    {
        _client.Unary(new Message());

        _log.ShouldBe(["outer Unary Unary", "inner Unary Unary", "server UnaryServerHandler outer, inner"]);
    }

    [Fact]
    public async Task Unary_Asynchronous_PassesAll()
    {
        await _client.UnaryAsync(new Message());

        _log.ShouldBe(["outer Unary Unary", "inner Unary Unary", "server UnaryServerHandler outer, inner"]);
    }

    [Fact]
    public async Task ServerStreaming_PassesAll()
    {
        using var call = _client.ServerStreaming(new Message { Count = 2 });

        (await call.ResponseStream.ToListAsync()).Count.ShouldBe(2);
        _log.ShouldBe(["outer ServerStreaming ServerStreaming", "inner ServerStreaming ServerStreaming", "server ServerStreamingServerHandler outer, inner"]);
    }

    [Fact]
    public async Task ClientStreaming_PassesAll()
    {
        using var call = _client.ClientStreaming();
        await call.RequestStream.WriteAllAsync([new Message(), new Message()]);

        (await call).Count.ShouldBe(2);
        _log.ShouldBe(["outer ClientStreaming ClientStreaming", "inner ClientStreaming ClientStreaming", "server ClientStreamingServerHandler outer, inner"]);
    }

    [Fact]
    public async Task Duplex_PassesAll()
    {
        using var call = _client.Duplex();
        await call.RequestStream.WriteAllAsync([new Message(), new Message()]);

        (await call.ResponseStream.ToListAsync()).Count.ShouldBe(2);
        _log.ShouldBe(["outer DuplexStreaming Duplex", "inner DuplexStreaming Duplex", "server DuplexStreamingServerHandler outer, inner"]);
    }

    [Fact]
    public async Task Metadata_RewrittenByFunction_LeavesTheCallersHeadersAlone()
    {
        var client = new Echo.Echo.EchoClient(_host.Channel.Intercept(static headers =>
        {
            headers.Add("sent-text", "added");
            return headers;
        }));
        var headers = new Metadata();
        using var call = client.FailAsync(new Message(), headers);

        (await call.ResponseHeadersAsync).GetValue("seen-text").ShouldBe("added");
        headers.ShouldBeEmpty();
    }
}
