using Google.Protobuf;
using Grpc.Core;
using KpiPlatform.Gateway.Tests.Hosting;
using KpiPlatform.Protocol.V1;
using static KpiPlatform.Gateway.Tests.Hosting.Samples;

namespace KpiPlatform.Gateway.Tests.Errors;

/// <summary>Bytes that are no message.</summary>
public sealed class MalformedMessageTests
{
    /// <summary>Field 1 with a length of 127 and next to nothing behind it.</summary>
    private static readonly byte[] Garbage = [0x0A, 0x7F, 0x01];

    [Fact]
    public async Task UnaryCall_Garbage_InvalidArgument()
    {
        await using var server = await GatewayServer.StartAsync();
        var method = Raw("kpi.v1.CustomerService", "GetCustomer", MethodType.Unary);
        var details = await RpcErrorDetails.ThrownByAsync(
            StatusCode.InvalidArgument, async () => await server.Channel.CreateCallInvoker().AsyncUnaryCall(method, null, default, Garbage));

        details.Reason.ShouldBe("MALFORMED_MESSAGE");
    }

    [Theory]
    [InlineData(5 << 20)]
    [InlineData(20 << 20)]
    public async Task UnaryCall_LargerThanTheLimit_ResourceExhaustedSayingTheLimitAndNotToRetry(int bytes)
    {
        await using var server = await GatewayServer.StartAsync();
        var method = Raw("kpi.v1.CustomerService", "GetCustomer", MethodType.Unary);
        var details = await RpcErrorDetails.ThrownByAsync(
            StatusCode.ResourceExhausted, async () => await server.Channel.CreateCallInvoker().AsyncUnaryCall(method, null, default, new byte[bytes]));

        details.Reason.ShouldBe("MESSAGE_TOO_LARGE");
        details.Status.Message.ShouldContain("4194304");
        details.RetryInfo.ShouldBeNull();
    }

    [Fact]
    public async Task Stream_GarbageAfterABatch_AnswersTheBatchThenInvalidArgument()
    {
        await using var server = await GatewayServer.StartAsync();
        var method = Raw("kpi.v1.InteractionService", "RecordInteractions", MethodType.DuplexStreaming);
        using var call = server.Channel.CreateCallInvoker().AsyncDuplexStreamingCall(method, null, default);
        await call.RequestStream.WriteAsync(Batch(1, "a").ToByteArray());
        await call.RequestStream.WriteAsync(Garbage);

        (await call.ResponseStream.MoveNext(CancellationToken.None)).ShouldBeTrue();
        RecordInteractionsResponse.Parser.ParseFrom(call.ResponseStream.Current).AcceptedCount.ShouldBe(1);
        var details = await RpcErrorDetails.ThrownByAsync(StatusCode.InvalidArgument, () => call.ResponseStream.MoveNext(CancellationToken.None));
        details.Reason.ShouldBe("MALFORMED_MESSAGE");
    }

    [Theory]
    [InlineData("1A062AFFFFFFFF07")]
    [InlineData(
        "0A1D74656E616E74732F67616D6D582F6B6579732F6D6B32613738356366311A142AFFFFFFFF072A09089FC3E1BA0610C4E7CA0C001A2B1A0A6C6173742D6D6F6E7468A20B1C"
        + "0A1A74656E616E74732F616C7068612F696E64696361746F72732F6932284167474A35684E462D32536A6571506C4C647654474753354F3735475F7741414141414141414141")]
    public async Task Stream_LengthThatDoesNotFit_InvalidArgument(string hex)
    {
        await using var server = await GatewayServer.StartAsync();
        var method = Raw("kpi.v1.InteractionService", "RecordInteractions", MethodType.DuplexStreaming);
        using var call = server.Channel.CreateCallInvoker().AsyncDuplexStreamingCall(method, null, default);
        await call.RequestStream.WriteAsync(Convert.FromHexString(hex));

        var details = await RpcErrorDetails.ThrownByAsync(StatusCode.InvalidArgument, () => call.ResponseStream.MoveNext(CancellationToken.None));
        details.Reason.ShouldBe("MALFORMED_MESSAGE");
    }

    [Fact]
    public async Task Stream_TextThatIsNoUtf8_IsRejectedByItsField()
    {
        await using var server = await GatewayServer.StartAsync();
        var bytes = Batch(1, "a", "~~~").ToByteArray();
        bytes.AsSpan(bytes.AsSpan().IndexOf("~~~"u8), 3).Fill(0xFF);
        var method = Raw("kpi.v1.InteractionService", "RecordInteractions", MethodType.DuplexStreaming);
        using var call = server.Channel.CreateCallInvoker().AsyncDuplexStreamingCall(method, null, default);
        await call.RequestStream.WriteAsync(bytes);

        (await call.ResponseStream.MoveNext(CancellationToken.None)).ShouldBeTrue();
        var ack = RecordInteractionsResponse.Parser.ParseFrom(call.ResponseStream.Current);
        ack.AcceptedCount.ShouldBe(1);
        var rejected = ack.Rejected.ShouldHaveSingleItem();
        (rejected.Field, rejected.Reason).ShouldBe(("interactions[1].customer", "INVALID_UTF8"));
    }

    private static Method<byte[], byte[]> Raw(string service, string name, MethodType type)
    {
        var bytes = Marshallers.Create(static message => message, static payload => payload);
        return new(type, service, name, bytes, bytes);
    }
}
