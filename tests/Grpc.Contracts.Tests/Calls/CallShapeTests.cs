using Grpc.Contracts.Tests.Echo;
using Grpc.Core;
using Grpc.Core.Utils;
using Shouldly;
using Xunit;

namespace Grpc.Contracts.Tests.Calls;

/// <summary>Generated code, client package and server package over the contracts: each call shape.</summary>
public sealed class CallShapeTests : IAsyncLifetime
{
    private EchoHost _host = null!;

    public async Task InitializeAsync() => _host = await EchoHost.StartAsync();

    public async Task DisposeAsync() => await _host.DisposeAsync();

    [Fact]
    public void Unary_Blocking_ReturnsResponse() => _host.Client.Unary(new Message { Text = "a" }).Text.ShouldBe("a");

    [Fact]
    public async Task Unary_Asynchronous_ReturnsResponseAndStatus()
    {
        using var call = _host.Client.UnaryAsync(new Message { Text = "a" });

        (await call).Text.ShouldBe("a");
        call.GetStatus().ShouldBe(Status.DefaultSuccess);
        call.GetTrailers().ShouldBeEmpty();
    }

    [Fact]
    public async Task ServerStreaming_ReadToEnd_YieldsAllInOrder()
    {
        using var call = _host.Client.ServerStreaming(new Message { Text = "a", Count = 1000 });

        var counts = new List<int>();
        await foreach (var message in call.ResponseStream.ReadAllAsync())
            counts.Add(message.Count);

        counts.ShouldBe(Enumerable.Range(0, 1000));
        call.GetStatus().StatusCode.ShouldBe(StatusCode.OK);
    }

    [Fact]
    public async Task ClientStreaming_Completed_ReturnsOneResponse()
    {
        using var call = _host.Client.ClientStreaming();
        await call.RequestStream.WriteAllAsync([new Message { Text = "a" }, new Message { Text = "b" }, new Message { Text = "c" }]);

        (await call).Text.ShouldBe("a,b,c");
    }

    [Fact]
    public async Task Duplex_Interleaved_AnswersEachRequestBeforeTheNext()
    {
        using var call = _host.Client.Duplex();
        for (var i = 0; i < 100; i++)
        {
            await call.RequestStream.WriteAsync(new Message { Count = i });
            (await call.ResponseStream.MoveNext(CancellationToken.None)).ShouldBeTrue();
            call.ResponseStream.Current.Count.ShouldBe(i);
        }

        await call.RequestStream.CompleteAsync();
        (await call.ResponseStream.MoveNext(CancellationToken.None)).ShouldBeFalse();
    }

    [Fact]
    public async Task Unary_NotOverridden_IsUnimplemented()
    {
        var failure = await Should.ThrowAsync<RpcException>(async () => await _host.Client.MissingAsync(new Message()));

        failure.StatusCode.ShouldBe(StatusCode.Unimplemented);
    }

    [Fact]
    public async Task Channel_FromConnectToDispose_ReportsItsState()
    {
        _host.Channel.State.ShouldBe(ConnectivityState.Idle);
        await _host.Channel.ConnectAsync();
        _host.Channel.State.ShouldBe(ConnectivityState.Ready);
        _host.Channel.Dispose();
        _host.Channel.State.ShouldBe(ConnectivityState.Shutdown);
    }
}
