using Grpc.Core;
using KpiPlatform.Domain.Journal;
using KpiPlatform.Gateway.Names;
using KpiPlatform.Gateway.Tests.Fakes;
using KpiPlatform.Gateway.Tests.Hosting;
using KpiPlatform.Grains.Abstractions.Customers;
using KpiPlatform.Protocol.V1;
using static KpiPlatform.Gateway.Tests.Hosting.Samples;

namespace KpiPlatform.Gateway.Tests.Recording;

/// <summary>The stream of batches: order, bounds, and how it ends.</summary>
public sealed class RecordInteractionsTests
{
    [Fact]
    public async Task RecordInteractions_BatchOfThreeCustomers_CallsEachGrainOnceAndAcknowledges()
    {
        await using var server = await GatewayServer.StartAsync();
        using var call = server.Interactions.RecordInteractions();
        var ack = await call.SendAsync(Batch(7, "a", "b", "a", "c"));

        ack.Sequence.ShouldBe(7);
        ack.AcceptedCount.ShouldBe(4);
        ack.Error.ShouldBeNull();
        ack.Token.ShouldNotBeEmpty();
        server.Grains.CustomerKeys.Order().ShouldBe(["acme/a", "acme/b", "acme/c"]);
        server.Grains.Customer("acme/a").Commands.ShouldHaveSingleItem().Interactions.Length.ShouldBe(2);
    }

    [Fact]
    public async Task RecordInteractions_GrainsAnswerOutOfOrder_AcknowledgesInOrder()
    {
        await using var server = await GatewayServer.StartAsync();
        var slow = new Gate();
        server.Grains.Customer("acme/slow").OnRecord = slow.Pass;
        using var call = server.Interactions.RecordInteractions();
        await call.RequestStream.WriteAsync(Batch(1, "slow"));
        await call.RequestStream.WriteAsync(Batch(2, "fast"));
        await slow.WhenArrivedAsync(1);
        var first = call.ResponseStream.MoveNext(CancellationToken.None);
        await server.Grains.Customer("acme/fast").WhenCalledAsync(1);

        first.IsCompleted.ShouldBeFalse("the second batch is done, but the first is not");
        slow.Open();
        (await first).ShouldBeTrue();
        call.ResponseStream.Current.Sequence.ShouldBe(1);
        (await call.ReadAsync()).Sequence.ShouldBe(2);
    }

    [Fact]
    public async Task RecordInteractions_TwentyBatchesOfAStuckGrain_WorksOnEightAtOnce()
    {
        await using var server = await GatewayServer.StartAsync();
        var gate = new Gate();
        server.Grains.Record = gate.Pass;
        using var call = server.Interactions.RecordInteractions();
        for (var i = 1; i <= 20; i++)
            await call.RequestStream.WriteAsync(Batch(i, "a"));
        await call.RequestStream.CompleteAsync();
        await gate.WhenArrivedAsync(8);

        // A second call goes all the way through while nothing more of the first one comes.
        using var other = server.Interactions.RecordInteractions();
        server.Grains.Customer("acme/b").OnRecord = FakeCustomerGrain.Accept;
        await other.SendAsync(Batch(1, "b"));
        gate.Arrived.ShouldBe(8);

        gate.Open();
        for (var i = 1; i <= 20; i++)
            (await call.ReadAsync()).Sequence.ShouldBe(i);
        (await call.ResponseStream.MoveNext(CancellationToken.None)).ShouldBeFalse();
        call.GetStatus().StatusCode.ShouldBe(StatusCode.OK);
    }

    [Fact]
    public async Task RecordInteractions_BatchesOfOneCustomer_ReachTheGrainInOrder()
    {
        await using var server = await GatewayServer.StartAsync();
        using var call = server.Interactions.RecordInteractions();
        for (var i = 1; i <= 50; i++)
            await call.RequestStream.WriteAsync(Batch(i, Enumerable.Repeat("a", i)));
        await call.RequestStream.CompleteAsync();
        while (await call.ResponseStream.MoveNext(CancellationToken.None))
            call.ResponseStream.Current.AcceptedCount.ShouldBe((int)call.ResponseStream.Current.Sequence);

        server.Grains.Customer("acme/a").Commands.Select(command => command.Interactions.Length).ShouldBe(Enumerable.Range(1, 50));
    }

    [Fact]
    public async Task RecordInteractions_LargeBatchesOfOneCustomerAmongMany_ReachTheGrainInOrder()
    {
        await using var server = await GatewayServer.StartAsync();
        using var call = server.Interactions.RecordInteractions();
        var others = Enumerable.Range(0, 200).Select(number => $"other-{number}").ToList();

        // Last in every other batch and first in the next: one that does not wait for the other overtakes it.
        for (var i = 1; i <= 20; i++)
        {
            var own = Enumerable.Repeat("a", i);
            await call.RequestStream.WriteAsync(Batch(i, i % 2 == 1 ? others.Concat(own) : own.Concat(others)));
        }

        await call.RequestStream.CompleteAsync();
        while (await call.ResponseStream.MoveNext(CancellationToken.None))
            call.ResponseStream.Current.AcceptedCount.ShouldBe(others.Count + (int)call.ResponseStream.Current.Sequence);

        server.Grains.Customer("acme/a").Commands.Select(command => command.Interactions.Length).ShouldBe(Enumerable.Range(1, 20));
    }

    [Fact]
    public async Task RecordInteractions_CallerClosesItsSide_SendsAllAnswersThenOk()
    {
        await using var server = await GatewayServer.StartAsync();
        var gate = new Gate();
        server.Grains.Record = gate.Pass;
        using var call = server.Interactions.RecordInteractions();
        await call.RequestStream.WriteAsync(Batch(1, "a"));
        await call.RequestStream.WriteAsync(Batch(2, "b"));
        await call.RequestStream.CompleteAsync();
        await gate.WhenArrivedAsync(2);
        gate.Open();

        (await call.ReadAsync()).Sequence.ShouldBe(1);
        (await call.ReadAsync()).Sequence.ShouldBe(2);
        (await call.ResponseStream.MoveNext(CancellationToken.None)).ShouldBeFalse();
    }

    [Fact]
    public async Task RecordInteractions_CallerBreaksOff_WhatWasReadIsRecordedAndTheStreamEnds()
    {
        await using var server = await GatewayServer.StartAsync();
        var gate = new Gate();
        server.Grains.Record = gate.Pass;
        var finished = new TaskCompletionSource<RecordReply>(TaskCreationOptions.RunContinuationsAsynchronously);
        server.Grains.Customer("acme/last").OnRecord = async command =>
        {
            var reply = await gate.Pass(command);
            finished.SetResult(reply);
            return reply;
        };
        using (var call = server.Interactions.RecordInteractions())
        {
            await call.RequestStream.WriteAsync(Batch(1, "a", "b"));
            await call.RequestStream.WriteAsync(Batch(2, "last"));
            await gate.WhenArrivedAsync(3);
        }

        gate.Open();
        (await finished.Task).Results.ShouldBe([RecordResult.Accepted]);

        // The server can stop at once: nothing hangs on the stream that broke.
        await server.StopAsync().WaitAsync(TimeSpan.FromSeconds(20));
        server.Log.Lines.ShouldNotContain(line => line.Level >= Microsoft.Extensions.Logging.LogLevel.Error);
    }

    [Fact]
    public async Task RecordInteractions_ServerStops_AnswersWhatItReadAndSendsTheCallerElsewhere()
    {
        await using var server = await GatewayServer.StartAsync();
        var gate = new Gate();
        server.Grains.Record = gate.Pass;
        using var call = server.Interactions.RecordInteractions();
        await call.RequestStream.WriteAsync(Batch(1, "a"));
        await gate.WhenArrivedAsync(1);
        var stopping = server.StopAsync();
        gate.Open();

        (await call.ReadAsync()).AcceptedCount.ShouldBe(1);
        var details = await RpcErrorDetails.ThrownByAsync(StatusCode.Unavailable, () => call.ResponseStream.MoveNext(CancellationToken.None));
        details.RetryInfo.ShouldNotBeNull();
        await stopping;
    }

    [Fact]
    public async Task RecordInteractions_NoParentInFirstMessage_EndsWithInvalidArgument()
    {
        await using var server = await GatewayServer.StartAsync();
        using var call = server.Interactions.RecordInteractions();
        var batch = Batch(1, "a");
        batch.Parent = string.Empty;
        var details = await RpcErrorDetails.ThrownByAsync(StatusCode.InvalidArgument, () => call.SendAsync(batch));

        (details.Reason, details.Field).ShouldBe(("REQUIRED", "parent"));
    }

    [Fact]
    public async Task RecordInteractions_UnknownTenant_EndsWithNotFound()
    {
        await using var server = await GatewayServer.StartAsync();
        using var call = server.Interactions.RecordInteractions();
        var batch = Batch(1, "a");
        batch.Parent = "tenants/nobody";
        var details = await RpcErrorDetails.ThrownByAsync(StatusCode.NotFound, () => call.SendAsync(batch));

        details.Reason.ShouldBe("TENANT_NOT_FOUND");
    }

    [Fact]
    public async Task RecordInteractions_MessageBeyondTheLimitOfMessages_EndsWithResourceExhausted()
    {
        await using var server = await GatewayServer.StartAsync();
        using var call = server.Interactions.RecordInteractions();
        (await call.SendAsync(Batch(1, "a"))).AcceptedCount.ShouldBe(1);
        var batch = Batch(2, "a");
        batch.Interactions[0].Mention = new Mention { Text = new string('x', 5 * 1024 * 1024) };

        // The server answers before it has read all: the write may fail for that, the answer is there to be read all the same.
        await Task.WhenAny(call.RequestStream.WriteAsync(batch));
        var details = await RpcErrorDetails.ThrownByAsync(StatusCode.ResourceExhausted, () => call.ResponseStream.MoveNext(CancellationToken.None));
        details.Reason.ShouldBe("MESSAGE_TOO_LARGE");
        details.RetryInfo.ShouldBeNull();
    }

    [Fact]
    public async Task RecordInteractions_TokenOfALaterBatch_StandsForThoseBeforeAndForTheOneBegunWith()
    {
        await using var server = await GatewayServer.StartAsync();
        server.EnterCall();
        var positions = new Queue<(long Writer, long Seq)>([(2, 9), (3, 4), (2, 5)]);
        server.Grains.Record = command =>
        {
            var (writer, seq) = positions.Dequeue();
            return Task.FromResult(FakeCustomerGrain.Reply(command, RecordResult.Accepted, writer, seq));
        };
        using var call = server.Interactions.RecordInteractions();
        var batch = Batch(1, "a");
        batch.Token = ConsistencyToken.Encode(PositionVector.Of(new JournalPosition(1, 7)));

        await call.SendAsync(batch);
        await call.SendAsync(Batch(2, "b"));
        var last = ConsistencyToken.Decode((await call.SendAsync(Batch(3, "c"))).Token);

        (last.SeqOf(1), last.SeqOf(2), last.SeqOf(3)).ShouldBe((7, 9, 4));
    }

    [Fact]
    public async Task RecordInteractions_BeginsWithWhatIsNoToken_InvalidArgument()
    {
        await using var server = await GatewayServer.StartAsync();
        using var call = server.Interactions.RecordInteractions();
        var batch = Batch(1, "a");
        batch.Token = "nonsense";

        (await RpcErrorDetails.ThrownByAsync(StatusCode.InvalidArgument, () => call.SendAsync(batch))).Reason.ShouldBe("INVALID_TOKEN");
    }

    [Fact]
    public async Task RecordInteractions_LaterMessagesWithoutParent_AreOfTheSameTenant()
    {
        await using var server = await GatewayServer.StartAsync();
        using var call = server.Interactions.RecordInteractions();
        await call.SendAsync(Batch(1, "a"));
        var batch = Batch(2, "b");
        batch.Parent = string.Empty;

        (await call.SendAsync(batch)).AcceptedCount.ShouldBe(1);
        server.Grains.Customer("acme/b").Commands.Count.ShouldBe(1);
    }

    [Fact]
    public async Task RecordInteractions_CallerDoesNotReadAnswers_WaitsUnread()
    {
        await using var server = await GatewayServer.StartAsync(options => options.MaxBatchesInFlightPerStream = 2);
        var gate = new Gate();
        server.Grains.Record = gate.Pass;
        using var call = server.Interactions.RecordInteractions();
        for (var i = 1; i <= 6; i++)
            await call.RequestStream.WriteAsync(Batch(i, "a"));
        await gate.WhenArrivedAsync(2);
        gate.Arrived.ShouldBe(2);
        gate.Open();
        for (var i = 1; i <= 6; i++)
            (await call.ReadAsync()).Sequence.ShouldBe(i);
        gate.Arrived.ShouldBe(6);
    }
}
