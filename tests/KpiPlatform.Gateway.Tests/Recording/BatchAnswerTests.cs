using Grpc.Core;
using KpiPlatform.Domain.Journal;
using KpiPlatform.Gateway.Names;
using KpiPlatform.Gateway.Tests.Fakes;
using KpiPlatform.Gateway.Tests.Hosting;
using KpiPlatform.Grains.Abstractions.Customers;
using KpiPlatform.Protocol.V1;
using Microsoft.Extensions.Logging;
using static KpiPlatform.Gateway.Tests.Hosting.Samples;

namespace KpiPlatform.Gateway.Tests.Recording;

/// <summary>What an answer says of each interaction of its batch.</summary>
public sealed class BatchAnswerTests
{
    [Fact]
    public async Task RecordInteractions_SomeRejectedHereSomeByGrains_ListsThemByPositionWithPathFromTheRequest()
    {
        await using var server = await GatewayServer.StartAsync();
        server.Grains.Customer("acme/b").OnRecord = command => Task.FromResult(
            FakeCustomerGrain.Reply(command, new RecordResult(RecordStatus.Rejected, "CONTENT_DIFFERS", "It differs.", "purchase.amount")));
        using var call = server.Interactions.RecordInteractions();
        var batch = Batch(1, "a", "b", "a", "c");
        batch.Interactions[3].Purchase.Discount = new Money { Units = -1 };
        batch.Interactions[2].Source = string.Empty;
        var ack = await call.SendAsync(batch);

        ack.AcceptedCount.ShouldBe(1);
        ack.Error.ShouldBeNull();
        ack.Rejected.Select(rejected => (rejected.Index, rejected.Reason, rejected.Field)).ShouldBe(
        [
            (1, "CONTENT_DIFFERS", "interactions[1].purchase.amount"),
            (2, "REQUIRED", "interactions[2].source"),
            (3, "OUT_OF_RANGE", "interactions[3].purchase.discount"),
        ]);
        ack.Rejected.ShouldAllBe(rejected => rejected.Message.Length > 0);
    }

    [Fact]
    public async Task RecordInteractions_OnlyRejected_MakesNoCalls()
    {
        await using var server = await GatewayServer.StartAsync();
        using var call = server.Interactions.RecordInteractions();
        var ack = await call.SendAsync(Batch(1, string.Empty));

        ack.Rejected.ShouldHaveSingleItem().Reason.ShouldBe("CUSTOMER_REQUIRED");
        ack.Token.ShouldBeEmpty();
        server.Grains.CustomerKeys.ShouldBeEmpty();
    }

    [Fact]
    public async Task RecordInteractions_Duplicates_AreCounted()
    {
        await using var server = await GatewayServer.StartAsync();
        server.Grains.Customer("acme/b").OnRecord = command => Task.FromResult(FakeCustomerGrain.Reply(command, RecordResult.Duplicate));
        using var call = server.Interactions.RecordInteractions();
        var ack = await call.SendAsync(Batch(1, "a", "b", "b"));

        (ack.AcceptedCount, ack.DuplicateCount).ShouldBe((1, 2));
    }

    [Fact]
    public async Task RecordInteractions_PositionsOfSeveralWriters_TokenCoversAll()
    {
        await using var server = await GatewayServer.StartAsync();
        server.EnterCall();
        server.Grains.Customer("acme/a").OnRecord = command => Task.FromResult(FakeCustomerGrain.Reply(command, RecordResult.Accepted, writer: 1, seq: 7));
        server.Grains.Customer("acme/b").OnRecord = command => Task.FromResult(FakeCustomerGrain.Reply(command, RecordResult.Accepted, writer: 1, seq: 9));
        server.Grains.Customer("acme/c").OnRecord = command => Task.FromResult(FakeCustomerGrain.Reply(command, RecordResult.Duplicate, writer: 4, seq: 2));
        using var call = server.Interactions.RecordInteractions();
        var ack = await call.SendAsync(Batch(1, "a", "b", "c"));

        ConsistencyToken.Decode(ack.Token).ShouldBe(PositionVector.Of(new(1, 9)).With(new(4, 2)));
    }

    [Theory]
    [InlineData(RecordStatus.Unavailable, 14)]
    [InlineData(RecordStatus.Overloaded, 8)]
    public async Task RecordInteractions_PartNotRecorded_SaysWhichAndKeepsTheRest(RecordStatus status, int code)
    {
        await using var server = await GatewayServer.StartAsync();
        server.Grains.Customer("acme/b").OnRecord = command => Task.FromResult(FakeCustomerGrain.Reply(command, new RecordResult(status, "WHY", "Because.", null)));
        using var call = server.Interactions.RecordInteractions();
        var ack = await call.SendAsync(Batch(1, "a", "b", "a", "b"));

        ack.AcceptedCount.ShouldBe(2);
        ack.Error.Code.ShouldBe(code);
        ack.Error.Reason.ShouldBe("WHY");
        ack.Error.Retryable.ShouldBeTrue();
        ack.Error.Indexes.ShouldBe([1, 3]);
        (await call.SendAsync(Batch(2, "a"))).AcceptedCount.ShouldBe(1);
    }

    [Fact]
    public async Task RecordInteractions_SomeOverloadedSomeUnavailable_SaysUnavailableWithAllIndexes()
    {
        await using var server = await GatewayServer.StartAsync();
        server.Grains.Customer("acme/a").OnRecord = command => Task.FromResult(FakeCustomerGrain.Reply(command, new RecordResult(RecordStatus.Overloaded, "FULL", "Full.", null)));
        server.Grains.Customer("acme/b").OnRecord = command => Task.FromResult(FakeCustomerGrain.Reply(command, new RecordResult(RecordStatus.Unavailable, "AWAY", "Away.", null)));
        using var call = server.Interactions.RecordInteractions();
        var ack = await call.SendAsync(Batch(1, "a", "b", "a"));

        (ack.Error.Code, ack.Error.Reason).ShouldBe((14, "AWAY"));
        ack.Error.Indexes.ShouldBe([0, 1, 2]);
    }

    public static TheoryData<Exception, int> Failures => new()
    {
        { new TimeoutException("30 s"), 14 },
        { new SiloUnavailableException("stopping"), 14 },
        { new TypeLoadException("A host of the version before does not know the method."), 14 },
        { new LimitExceededException("mailbox"), 8 },
        { new InvalidOperationException("a bug"), 13 },
    };

    [Theory]
    [MemberData(nameof(Failures))]
    public async Task RecordInteractions_GrainCallFails_ReportsItsInteractionsAsToBeSentAgain(Exception failure, int code)
    {
        await using var server = await GatewayServer.StartAsync();
        server.Grains.Customer("acme/b").OnRecord = _ => Task.FromException<RecordReply>(failure);
        server.Grains.Customer("acme/c").OnRecord = _ => throw failure;
        using var call = server.Interactions.RecordInteractions();
        var ack = await call.SendAsync(Batch(1, "a", "b", "c"));

        ack.AcceptedCount.ShouldBe(1);
        ack.Error.Code.ShouldBe(code);
        ack.Error.Retryable.ShouldBeTrue();
        ack.Error.Indexes.ShouldBe([1, 2]);
        ack.Error.Message.ShouldNotContain("a bug");

        // A host that has too much to do does not write lines about it.
        server.Log.Lines.Any(line => line.Level >= LogLevel.Warning).ShouldBe(code != (int)StatusCode.ResourceExhausted);
    }

    [Fact]
    public async Task RecordInteractions_GrainGivesTooFewResults_IsReportedNotCounted()
    {
        await using var server = await GatewayServer.StartAsync();
        server.Grains.Customer("acme/a").OnRecord = _ => Task.FromResult(new RecordReply([], default, null));
        using var call = server.Interactions.RecordInteractions();
        var ack = await call.SendAsync(Batch(1, "a"));

        ack.AcceptedCount.ShouldBe(0);
        ack.Error.Code.ShouldBe(13);
        ack.Error.Indexes.ShouldBe([0]);
    }

    [Fact]
    public async Task RecordInteractions_ValidateOnly_AsksGrainsFixesNothingAndGivesNoToken()
    {
        await using var server = await GatewayServer.StartAsync();
        using var call = server.Interactions.RecordInteractions();
        var batch = Batch(1, "a");
        batch.ValidateOnly = true;
        var ack = await call.SendAsync(batch);

        ack.AcceptedCount.ShouldBe(1);
        ack.Token.ShouldBeEmpty();
        server.Grains.Customer("acme/a").Commands.ShouldHaveSingleItem().ValidateOnly.ShouldBeTrue();
        server.Ports.Fixed.ShouldBeEmpty();
    }

    [Fact]
    public async Task RecordInteractions_ReturnCustomers_GivesOneForEachRecordedCustomer()
    {
        await using var server = await GatewayServer.StartAsync();
        server.Grains.Record = command => Task.FromResult(FakeCustomerGrain.Reply(command, RecordResult.Accepted, customer: new() { CustomerId = "a", Version = 3, Orders = 2, RevenueMinor = 2_000 }));
        server.Grains.Customer("acme/b").OnRecord = command => Task.FromResult(
            FakeCustomerGrain.Reply(command, new RecordResult(RecordStatus.Rejected, "X", "x", null), customer: new() { CustomerId = "b", Version = 1 }));
        using var call = server.Interactions.RecordInteractions();
        var batch = Batch(1, "a", "a", "b");
        batch.ReturnCustomers = true;
        var ack = await call.SendAsync(batch);

        var customer = ack.Customers.ShouldHaveSingleItem();
        customer.Name.ShouldBe("tenants/acme/customers/a");
        customer.Indicators.Single(indicator => indicator.Indicator == "average_purchase_value").Value.ShouldBe(10);
    }

    [Fact]
    public async Task RecordInteractions_FactOfTheTenant_GoesToItsPseudoCustomer()
    {
        await using var server = await GatewayServer.StartAsync();
        using var call = server.Interactions.RecordInteractions();
        var batch = Batch(1, string.Empty);
        batch.Interactions[0].Observation = new Observation { Indicator = "staff_fraction", Value = 1 };
        batch.ReturnCustomers = true;
        var ack = await call.SendAsync(batch);

        ack.AcceptedCount.ShouldBe(1);
        ack.Customers.ShouldBeEmpty();
        server.Grains.CustomerKeys.ShouldBe(["acme/"]);
    }
}
