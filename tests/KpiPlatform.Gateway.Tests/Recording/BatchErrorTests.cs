using KpiPlatform.Domain;
using KpiPlatform.Gateway.Tests.Hosting;
using KpiPlatform.Protocol.V1;
using static KpiPlatform.Gateway.Tests.Hosting.Samples;

namespace KpiPlatform.Gateway.Tests.Recording;

/// <summary>Batches that are wrong as a whole: told in the answer, and the stream lives on.</summary>
public sealed class BatchErrorTests
{
    [Fact]
    public Task RecordInteractions_EmptyBatch_IsRefused() => IsRefusedAsync(Batch(2), "BATCH_EMPTY");

    [Fact]
    public Task RecordInteractions_TooManyInteractions_IsRefused() => IsRefusedAsync(Batch(2, Enumerable.Repeat("a", 5_001)), "BATCH_TOO_LARGE");

    [Fact]
    public async Task RecordInteractions_AsManyInteractionsAsAllowed_IsTaken()
    {
        await using var server = await GatewayServer.StartAsync();
        using var call = server.Interactions.RecordInteractions();

        (await call.SendAsync(Batch(1, Enumerable.Range(0, 5_000).Select(i => $"c{i}")))).AcceptedCount.ShouldBe(5_000);
    }

    [Fact]
    public Task RecordInteractions_MoreThanOneMebibyte_IsRefused()
    {
        var batch = Batch(2, Enumerable.Range(0, 160).Select(i => $"c{i}"));
        foreach (var interaction in batch.Interactions)
            interaction.Mention = new Mention { Text = new string('x', 8_000) };
        return IsRefusedAsync(batch, "BATCH_TOO_LARGE");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(0)]
    [InlineData(-5)]
    public Task RecordInteractions_SequenceNotGreater_IsRefused(long sequence) => IsRefusedAsync(Batch(sequence, "a"), "SEQUENCE_NOT_INCREASING");

    [Fact]
    public Task RecordInteractions_ParentChanges_IsRefused()
    {
        var batch = Batch(2, "a");
        batch.Parent = "tenants/other";
        return IsRefusedAsync(batch, "PARENT_CHANGED");
    }

    [Fact]
    public async Task RecordInteractions_DefinitionsAway_IsRetryable()
    {
        await using var server = await GatewayServer.StartAsync();
        using var call = server.Interactions.RecordInteractions();
        await call.SendAsync(Batch(1, "a"));
        server.Ports.DefinitionFailure = new DomainException(ErrorKind.Unavailable, "STORAGE_UNAVAILABLE", "The database is away.");
        var refused = await call.SendAsync(Batch(2, "a"));
        server.Ports.DefinitionFailure = new TimeoutException();
        var timedOut = await call.SendAsync(Batch(3, "a"));
        server.Ports.DefinitionFailure = null;

        (refused.Error.Code, refused.Error.Reason, refused.Error.Retryable).ShouldBe((14, "STORAGE_UNAVAILABLE", true));
        (timedOut.Error.Code, timedOut.Error.Retryable).ShouldBe((14, true));
        (await call.SendAsync(Batch(4, "a"))).AcceptedCount.ShouldBe(1);
    }

    private static async Task IsRefusedAsync(RecordInteractionsRequest batch, string reason)
    {
        await using var server = await GatewayServer.StartAsync();
        using var call = server.Interactions.RecordInteractions();
        await call.SendAsync(Batch(1, "a"));
        var ack = await call.SendAsync(batch);

        ack.Sequence.ShouldBe(batch.Sequence);
        (ack.Error.Code, ack.Error.Reason, ack.Error.Retryable).ShouldBe((3, reason, false));
        ack.Error.Message.ShouldNotBeEmpty();
        (ack.AcceptedCount, ack.DuplicateCount, ack.Rejected.Count, ack.Token).ShouldBe((0, 0, 0, string.Empty));
        server.Grains.Customer("acme/a").Commands.Count.ShouldBe(1);
        (await call.SendAsync(Batch(100, "a"))).AcceptedCount.ShouldBe(1);
    }
}
