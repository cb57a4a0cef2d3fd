using Grpc.Core;
using KpiPlatform.Gateway.Tests.Hosting;
using KpiPlatform.Protocol.V1;
using static KpiPlatform.Gateway.Tests.Hosting.Samples;

namespace KpiPlatform.Gateway.Tests.Recording;

/// <summary>The stream of batches.</summary>
public sealed class RecordInteractionsTests
{
    [Fact]
    public async Task RecordInteractions_BatchOfThreeCustomers_CallsEachGrainOnceAndAcknowledges()
    {
        await using var server = await GatewayServer.StartAsync();
        using var call = server.Interactions.RecordInteractions();
        var ack = await SendAsync(call, Batch(7, "a", "b", "a", "c"));

        ack.Sequence.ShouldBe(7);
        ack.AcceptedCount.ShouldBe(4);
        ack.Error.ShouldBeNull();
        ack.Token.ShouldNotBeEmpty();
        server.Grains.CustomerKeys.Order().ShouldBe(["acme/a", "acme/b", "acme/c"]);
        server.Grains.Customer("acme/a").Commands.ShouldHaveSingleItem().Interactions.Length.ShouldBe(2);
    }

    internal static async Task<RecordInteractionsResponse> SendAsync(
        AsyncDuplexStreamingCall<RecordInteractionsRequest, RecordInteractionsResponse> call, RecordInteractionsRequest batch)
    {
        await call.RequestStream.WriteAsync(batch);
        (await call.ResponseStream.MoveNext(CancellationToken.None)).ShouldBeTrue();
        return call.ResponseStream.Current;
    }
}
