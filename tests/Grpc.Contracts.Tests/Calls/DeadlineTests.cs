using Grpc.Contracts.Tests.Echo;
using Grpc.Core;
using Shouldly;
using Xunit;

namespace Grpc.Contracts.Tests.Calls;

/// <summary>How calls end early: deadlines and cancellation, as both sides see them.</summary>
public sealed class DeadlineTests : IAsyncLifetime
{
    private EchoHost _host = null!;

    public async Task InitializeAsync() => _host = await EchoHost.StartAsync();

    public async Task DisposeAsync() => await _host.DisposeAsync();

    [Fact]
    public async Task Deadline_Passed_FailsClientAndCancelsServer()
    {
        var deadline = TimeProvider.System.GetUtcNow().UtcDateTime.AddMilliseconds(300);

        var failure = await Should.ThrowAsync<RpcException>(async () => await _host.Client.HangAsync(new Message(), deadline: deadline));

        failure.StatusCode.ShouldBe(StatusCode.DeadlineExceeded);
        await _host.Probe.Cancelled.Task;
    }

    [Fact]
    public async Task Deadline_Set_ReachesServer()
    {
        var deadline = TimeProvider.System.GetUtcNow().UtcDateTime.AddHours(1);
        using var call = _host.Client.HangAsync(new Message(), new CallOptions(deadline: deadline));

        // Sent as the time left, so the server's instant differs by the transmission.
        (await _host.Probe.Started.Task).ShouldBe(deadline, TimeSpan.FromMinutes(1));
    }

    [Fact]
    public async Task Deadline_NotSet_IsMaxValueOnServer()
    {
        using var call = _host.Client.HangAsync(new Message());

        (await _host.Probe.Started.Task).ShouldBe(DateTime.MaxValue);
    }

    [Fact]
    public async Task Cancel_ByToken_CancelsBothSides()
    {
        using var source = new CancellationTokenSource();
        using var call = _host.Client.HangAsync(new Message(), cancellationToken: source.Token);
        await _host.Probe.Started.Task;
        await source.CancelAsync();

        var failure = await Should.ThrowAsync<RpcException>(async () => await call);

        failure.StatusCode.ShouldBe(StatusCode.Cancelled);
        await _host.Probe.Cancelled.Task;
    }

    [Fact]
    public async Task Cancel_ByDispose_CancelsBothSides()
    {
        var call = _host.Client.HangAsync(new Message());
        await _host.Probe.Started.Task;
        call.Dispose();

        (await Should.ThrowAsync<RpcException>(async () => await call)).StatusCode.ShouldBe(StatusCode.Cancelled);
        await _host.Probe.Cancelled.Task;
    }

    [Fact]
    public async Task Read_OfCancelledStream_FailsWithCancelled()
    {
        using var source = new CancellationTokenSource();
        using var call = _host.Client.Duplex(cancellationToken: source.Token);
        await call.RequestStream.WriteAsync(new Message { Text = "a" });
        (await call.ResponseStream.MoveNext(source.Token)).ShouldBeTrue();
        var pending = call.ResponseStream.MoveNext(source.Token);
        await source.CancelAsync();

        (await Should.ThrowAsync<RpcException>(() => pending)).StatusCode.ShouldBe(StatusCode.Cancelled);
    }
}
