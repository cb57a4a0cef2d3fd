using Grpc.Contracts.Tests.Echo;
using Grpc.Core;
using KpiPlatform.Domain;
using KpiPlatform.Gateway.Tests.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Logging;

namespace KpiPlatform.Gateway.Tests.Errors;

/// <summary>One service with a method of each call shape, each failing as the test says: every shape tells a caller the same.</summary>
public sealed class FourShapesTests
{
    public static TheoryData<string> Shapes => ["unary", "server", "client", "duplex"];

    [Theory]
    [MemberData(nameof(Shapes))]
    public async Task Call_DomainException_GivesStatusReasonAndField(string shape)
    {
        var details = await FailAsync(shape, new DomainException(ErrorKind.FailedPrecondition, "SETTING_FIXED", "It is fixed.", "tenant.time_zone"), StatusCode.FailedPrecondition);

        (details.Reason, details.Field).ShouldBe(("SETTING_FIXED", "tenant.time_zone"));
        details.Status.Message.ShouldBe("It is fixed.");
        details.RetryInfo.ShouldBeNull();
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public async Task Call_Timeout_UnavailableWithRetryInfo(string shape)
    {
        var details = await FailAsync(shape, new TimeoutException("internal words"), StatusCode.Unavailable);

        details.RetryInfo.ShouldNotBeNull();
        details.Status.Message.ShouldNotContain("internal words");
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public async Task Call_AnythingElse_InternalWithAnIdThatIsLogged(string shape)
    {
        await using var server = await StartAsync(new InvalidOperationException("secret"));
        var details = await RpcErrorDetails.ThrownByAsync(StatusCode.Internal, () => CallAsync(server, shape));

        details.Status.Message.ShouldNotContain("secret");
        var id = details.Info.Metadata["error_id"];
        details.Status.Message.ShouldContain(id);
        server.Log.Lines.ShouldContain(line => line.Message.Contains(id));
    }

    [Theory]
    [InlineData(ErrorKind.InvalidArgument, StatusCode.InvalidArgument)]
    [InlineData(ErrorKind.NotFound, StatusCode.NotFound)]
    [InlineData(ErrorKind.AlreadyExists, StatusCode.AlreadyExists)]
    [InlineData(ErrorKind.FailedPrecondition, StatusCode.FailedPrecondition)]
    [InlineData(ErrorKind.Aborted, StatusCode.Aborted)]
    [InlineData(ErrorKind.ResourceExhausted, StatusCode.ResourceExhausted)]
    [InlineData(ErrorKind.Unavailable, StatusCode.Unavailable)]
    [InlineData(ErrorKind.PermissionDenied, StatusCode.PermissionDenied)]
    [InlineData(ErrorKind.Unauthenticated, StatusCode.Unauthenticated)]
    public async Task Call_EachKindOfDomainError_HasItsStatus(ErrorKind kind, StatusCode code)
    {
        var details = await FailAsync("unary", new DomainException(kind, "WHY", "Because."), code);

        details.BadRequest.ShouldBeNull();
        (details.RetryInfo is not null).ShouldBe(code is StatusCode.ResourceExhausted or StatusCode.Unavailable);
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public async Task Call_ServersOwnCancellation_IsUnavailableNotCancelled(string shape)
    {
        var details = await FailAsync(shape, new OperationCanceledException(), StatusCode.Unavailable);

        details.RetryInfo.ShouldNotBeNull();
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public async Task Call_ConnectionOfTheCallerFails_CancelledWithoutALogLine(string shape)
    {
        await using var server = await StartAsync(new IOException("The client reset the request stream."));
        await RpcErrorDetails.ThrownByAsync(StatusCode.Cancelled, () => CallAsync(server, shape));

        server.Log.Lines.ShouldNotContain(line => line.Level >= LogLevel.Warning);
    }

    [Fact]
    public async Task Call_DeadlinePasses_DeadlineExceededWithoutALogLine()
    {
        await using var server = await StartAsync(new TimeoutException());
        var client = new Echo.EchoClient(server.Channel);
        var exception = await Should.ThrowAsync<RpcException>(
            async () => await client.HangAsync(new Message(), deadline: DateTime.UtcNow.AddMilliseconds(200)));

        exception.StatusCode.ShouldBe(StatusCode.DeadlineExceeded);
        server.Log.Lines.ShouldNotContain(line => line.Level >= LogLevel.Warning);
    }

    private static async Task<RpcErrorDetails> FailAsync(string shape, Exception failure, StatusCode code)
    {
        await using var server = await StartAsync(failure);
        return await RpcErrorDetails.ThrownByAsync(code, () => CallAsync(server, shape));
    }

    private static Task<GatewayServer> StartAsync(Exception failure) =>
        GatewayServer.StartAsync(map: app => app.MapGrpcService<FailingService>().OpenToAll(), register: new FailingService(failure));

    private static async Task CallAsync(GatewayServer server, string shape)
    {
        var client = new Echo.EchoClient(server.Channel);
        switch (shape)
        {
            case "unary":
                await client.UnaryAsync(new Message());
                break;
            case "server":
                using (var call = client.ServerStreaming(new Message()))
                    await call.ResponseStream.MoveNext(CancellationToken.None);
                break;
            case "client":
                using (var call = client.ClientStreaming())
                    await call;
                break;
            default:
                using (var call = client.Duplex())
                    await call.ResponseStream.MoveNext(CancellationToken.None);
                break;
        }
    }
}
