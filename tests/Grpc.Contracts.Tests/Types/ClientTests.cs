using Grpc.Contracts.Tests.Echo;
using Grpc.Core;
using Shouldly;
using Xunit;

namespace Grpc.Contracts.Tests.Types;

public sealed class ClientTests
{
    [Fact]
    public void WithHost_OnCalls_OverridesTheAuthority()
    {
        var invoker = new HostRecordingInvoker();
        var client = new Echo.Echo.EchoClient(invoker);

        client.Unary(new Message());
        client.WithHost("a").Unary(new Message());
        client.WithHost("a").WithHost("b").Unary(new Message());
        client.WithHost("a").WithHost(null!).Unary(new Message());

        invoker.Hosts.ShouldBe([null, "a", "b", null]);
    }

    [Fact]
    public void Constructor_NullChannel_IsRefused()
    {
        Should.Throw<ArgumentNullException>(() => new Echo.Echo.EchoClient((ChannelBase)null!));
        Should.Throw<ArgumentNullException>(() => new Echo.Echo.EchoClient((CallInvoker)null!));
    }

    [Fact]
    public async Task TestDouble_OverridingOneMethod_NeedsNoChannel()
    {
        var client = new FixedClient();

        (await client.UnaryAsync(new Message())).Text.ShouldBe("fixed");
        Should.Throw<Exception>(() => client.Unary(new Message()));
    }

    [Fact]
    public async Task Call_OfDelegates_UsesThem()
    {
        var disposed = false;
        var call = new AsyncUnaryCall<Message>(
            Task.FromResult(new Message { Text = "a" }),
            Task.FromResult(new Metadata { { "h", "1" } }),
            static () => Status.DefaultSuccess,
            static () => new Metadata { { "t", "2" } },
            () => disposed = true);

        (await call).Text.ShouldBe("a");
        (await call.ResponseHeadersAsync).GetValue("h").ShouldBe("1");
        call.GetStatus().ShouldBe(Status.DefaultSuccess);
        call.GetTrailers().GetValue("t").ShouldBe("2");
        call.Dispose();
        disposed.ShouldBeTrue();
    }

    [Fact]
    public void CallOptions_Withers_ChangeOnePropertyEach()
    {
        using var source = new CancellationTokenSource();
        var headers = new Metadata();
        var deadline = new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc);
        var options = new CallOptions(headers).WithDeadline(deadline).WithCancellationToken(source.Token).WithWaitForReady().WithWriteOptions(WriteOptions.Default);

        options.Headers.ShouldBeSameAs(headers);
        options.Deadline.ShouldBe(deadline);
        options.CancellationToken.ShouldBe(source.Token);
        options.IsWaitForReady.ShouldBeTrue();
        options.WriteOptions.ShouldBeSameAs(WriteOptions.Default);
        options.WithWaitForReady(false).IsWaitForReady.ShouldBeFalse();
        options.Credentials.ShouldBeNull();
    }

    [Fact]
    public void ChannelCredentials_CallCredentialsOverPlainText_AreRefused()
    {
        var callCredentials = CallCredentials.FromInterceptor(static (_, _) => Task.CompletedTask);

        Should.Throw<ArgumentException>(() => ChannelCredentials.Create(ChannelCredentials.Insecure, callCredentials));
        Should.Throw<ArgumentException>(() => CallCredentials.Compose());
    }

    private sealed class FixedClient : Echo.Echo.EchoClient
    {
        public override AsyncUnaryCall<Message> UnaryAsync(Message request, CallOptions options) => new(
            Task.FromResult(new Message { Text = "fixed" }),
            Task.FromResult(new Metadata()),
            static () => Status.DefaultSuccess,
            static () => [],
            static () => { });
    }
}
