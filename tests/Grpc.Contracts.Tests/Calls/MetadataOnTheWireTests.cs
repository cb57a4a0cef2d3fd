using Grpc.Contracts.Tests.Echo;
using Grpc.Core;
using Grpc.Net.Client;
using Shouldly;
using Xunit;

namespace Grpc.Contracts.Tests.Calls;

/// <summary>Headers, trailers, statuses and credentials across a connection.</summary>
public sealed class MetadataOnTheWireTests : IAsyncLifetime
{
    private EchoHost _host = null!;

    public async Task InitializeAsync() => _host = await EchoHost.StartAsync();

    public async Task DisposeAsync() => await _host.DisposeAsync();

    [Fact]
    public async Task Headers_Sent_ReachServerAndComeBack()
    {
        var headers = new Metadata { { "Sent-Text", "greetings?" }, { "sent-bytes-bin", [0, 127, 255] } };
        using var call = _host.Client.FailAsync(new Message(), headers);

        var response = await call.ResponseHeadersAsync;

        response.GetValue("seen-text").ShouldBe("greetings?");
        response.GetValueBytes("seen-bytes-bin").ShouldBe(new byte[] { 0, 127, 255 });
        response.GetValue("seen-method").ShouldBe("/echo.v1.Echo/Fail");
        response.GetValue("seen-peer")!.ShouldStartWith("ipv4:127.0.0.1:");
        response.GetValue("seen-host").ShouldBe(new Uri(_host.Address).Authority);
    }

    [Fact]
    public async Task Trailers_OfSuccess_AreReadAfterTheCall()
    {
        using var call = _host.Client.FailAsync(new Message());
        await call;

        call.GetTrailers().GetValue("trailer-text").ShouldBe("end");
        call.GetTrailers().GetValueBytes("trailer-bytes-bin").ShouldBe(new byte[] { 0, 1, 255 });
    }

    [Fact]
    public async Task Trailers_OfCallStillRunning_AreRefused()
    {
        using var call = _host.Client.HangAsync(new Message());
        await _host.Probe.Started.Task;

        Should.Throw<InvalidOperationException>(() => call.GetTrailers());
        Should.Throw<InvalidOperationException>(() => call.GetStatus());
    }

    [Fact]
    public async Task Failure_ThrownByServer_CarriesStatusAndTrailers()
    {
        using var call = _host.Client.FailAsync(new Message { Text = "50 % größer" });

        var failure = await Should.ThrowAsync<RpcException>(async () => await call);

        failure.Status.StatusCode.ShouldBe(StatusCode.FailedPrecondition);
        failure.Status.Detail.ShouldBe("50 % größer");
        failure.Trailers.GetValueBytes("reason-bin").ShouldBe(new byte[] { 7 });
        failure.Trailers.GetValue("trailer-text").ShouldBe("end");
        call.GetStatus().StatusCode.ShouldBe(StatusCode.FailedPrecondition);
    }

    [Fact]
    public async Task Failure_WithoutServer_IsUnavailable()
    {
        var address = _host.Address;
        await _host.DisposeAsync();
        using var channel = GrpcChannel.ForAddress(address);

        var failure = await Should.ThrowAsync<RpcException>(async () => await new Echo.Echo.EchoClient(channel).UnaryAsync(new Message()));

        failure.StatusCode.ShouldBe(StatusCode.Unavailable);
        failure.InnerException.ShouldBe(failure.Status.DebugException);
        failure.Status.DebugException.ShouldNotBeNull();
    }

    [Fact]
    public async Task Credentials_OfCall_AddTheirHeaders()
    {
        using var channel = GrpcChannel.ForAddress(_host.Address, new GrpcChannelOptions { UnsafeUseInsecureChannelCallCredentials = true });
        AuthInterceptorContext? seen = null;
        var token = CallCredentials.FromInterceptor((context, metadata) =>
        {
            seen = context;
            metadata.Add("authorization", "Bearer t");
            return Task.CompletedTask;
        });
        var text = CallCredentials.FromInterceptor(static (_, metadata) =>
        {
            metadata.Add("sent-text", "from credentials");
            return Task.CompletedTask;
        });
        using var call = new Echo.Echo.EchoClient(channel).FailAsync(new Message(), new CallOptions(credentials: CallCredentials.Compose(token, text)));

        var response = await call.ResponseHeadersAsync;

        response.GetValue("seen-authorization").ShouldBe("Bearer t");
        response.GetValue("seen-text").ShouldBe("from credentials");
        seen!.MethodName.ShouldBe("Fail");
        seen.ServiceUrl.ShouldEndWith("/echo.v1.Echo");
    }

    [Fact]
    public void Credentials_OfSecuredChannel_AreAccepted()
    {
        var credentials = ChannelCredentials.Create(new SslCredentials(), CallCredentials.FromInterceptor(static (_, _) => Task.CompletedTask));

        using var channel = GrpcChannel.ForAddress("https://localhost", new GrpcChannelOptions { Credentials = credentials });

        channel.Target.ShouldBe("localhost");
    }

    [Fact]
    public void Credentials_SecuredOverPlainText_AreRefused() => Should.Throw<InvalidOperationException>(() =>
        GrpcChannel.ForAddress(_host.Address, new GrpcChannelOptions { Credentials = ChannelCredentials.SecureSsl }));

    [Fact]
    public void Credentials_Insecure_AreAcceptedOverPlainText()
    {
        using var channel = GrpcChannel.ForAddress(_host.Address, new GrpcChannelOptions { Credentials = ChannelCredentials.Insecure });

        new Echo.Echo.EchoClient(channel).Unary(new Message { Text = "a" }).Text.ShouldBe("a");
    }
}
