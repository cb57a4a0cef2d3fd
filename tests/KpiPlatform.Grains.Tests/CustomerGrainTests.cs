using KpiPlatform.Domain;
using KpiPlatform.Domain.Customers;
using KpiPlatform.Domain.Journal;
using KpiPlatform.Domain.Tenants;
using KpiPlatform.Grains.Abstractions.Customers;
using static KpiPlatform.Grains.Tests.GrainCluster;

namespace KpiPlatform.Grains.Tests;

public sealed class CustomerGrainTests
{
    [Fact]
    public async Task Record_NewCustomer_IsCommittedAndServed()
    {
        await using var cluster = await StartAsync();
        var reply = await cluster.RecordAsync("c1", Purchase("o1", At(2026, 1, 2), 1_050));
        reply.Results.ShouldHaveSingleItem().Status.ShouldBe(RecordStatus.Accepted);
        PositionVector.Decode(reply.Positions.Span).Covers(cluster.Journal.Rows[0].Position).ShouldBeTrue();
        var view = (await cluster.Customer("c1").Get(default)).Require();
        view.Orders.ShouldBe(1);
        view.RevenueMinor.ShouldBe(1_050);
        view.Version.ShouldBe(1);
    }

    [Fact]
    public async Task Get_UnknownCustomer_IsNotFoundAndCreatesNothing()
    {
        await using var cluster = await StartAsync();
        (await cluster.Customer("nobody").Get(default)).Error!.Kind.ShouldBe(ErrorKind.NotFound);
        cluster.Journal.Rows.ShouldBeEmpty();
    }

    [Fact]
    public async Task Record_WhileCommitIsPending_ServesTheLastCommitAndPipelines()
    {
        await using var cluster = await StartAsync();
        await cluster.RecordAsync("c1", Purchase("o1", At(2026, 1, 2)));
        cluster.Journal.Hold();
        var second = cluster.RecordAsync("c1", Purchase("o2", At(2026, 1, 3)));
        var third = cluster.RecordAsync("c1", Purchase("o3", At(2026, 1, 4)));

        // The third must not wait for the commit of the second.
        await cluster.Journal.WhenHeldAsync(2).WaitAsync(TimeSpan.FromSeconds(20));
        (await cluster.Customer("c1").Get(default)).Require().Orders.ShouldBe(1);
        second.IsCompleted.ShouldBeFalse();
        cluster.Journal.Release();
        (await second).Customer!.Orders.ShouldBe(2);
        (await third).Customer!.Orders.ShouldBe(3);
    }

    [Fact]
    public async Task Reindex_Answered_IsInTheIndex()
    {
        // Who asks is another host, after the customer's had died: it marks the customer as indexed next.
        await using var cluster = await StartAsync(publish: false);
        await cluster.RecordAsync("c1", Purchase("o1", At(2026, 1, 2)));
        cluster.Index.Entries.ShouldBeEmpty();

        await cluster.Customer("c1").Reindex(default);

        cluster.Index.Entries.ShouldHaveSingleItem().Version.ShouldBe(1);
    }

    [Fact]
    public async Task Reindex_WhileACommitIsPending_WaitsForIt()
    {
        await using var cluster = await StartAsync();
        await cluster.RecordAsync("c1", Purchase("o1", At(2026, 1, 2)));
        cluster.Journal.Hold();
        var second = cluster.RecordAsync("c1", Purchase("o2", At(2026, 1, 3)));
        await cluster.Journal.WhenHeldAsync(1).WaitAsync(TimeSpan.FromSeconds(20));

        var reindexed = cluster.Customer("c1").Reindex(default);
        (await cluster.Customer("c1").Get(default)).Require().Version.ShouldBe(1);
        reindexed.IsCompleted.ShouldBeFalse();
        cluster.Journal.Release();
        await second;
        await reindexed;

        cluster.Index.Entries.ShouldHaveSingleItem().Version.ShouldBe(2);
    }

    [Fact]
    public async Task Record_SameContentAgain_IsADuplicateOnce()
    {
        await using var cluster = await StartAsync();
        var purchase = Purchase("o1", At(2026, 1, 2));
        await cluster.RecordAsync("c1", purchase);
        var reply = await cluster.RecordAsync("c1", purchase, purchase);
        reply.Results.ShouldAllBe(result => result.Status == RecordStatus.Duplicate);
        PositionVector.Decode(reply.Positions.Span).Covers(cluster.Journal.Rows[0].Position).ShouldBeTrue();
        cluster.Journal.Rows.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Record_DuplicateOfARowThatASnapshotStandsFor_IsAnsweredWithItsPosition()
    {
        await using var first = await StartAsync();
        var purchases = Enumerable.Range(0, 200).Select(i => Purchase($"o{i}", At(2025, 1, 2).Plus(NodaTime.Duration.FromMinutes(i)))).ToArray();
        await first.RecordAsync("c1", purchases);
        first.Journal.Snapshots.ShouldHaveSingleItem();

        // Another process, which knows the customer from its snapshot.
        await using var second = await StartAsync(journal: first.Journal);
        var reply = await second.RecordAsync("c1", purchases[0]);
        var mixed = await second.RecordAsync("c1", purchases[1], Purchase("new", At(2026, 1, 2)));

        reply.Results[0].Status.ShouldBe(RecordStatus.Duplicate);
        PositionVector.Decode(reply.Positions.Span).Covers(first.Journal.Rows[0].Position).ShouldBeTrue();
        mixed.Results.Select(result => result.Status).ShouldBe([RecordStatus.Duplicate, RecordStatus.Accepted]);
        PositionVector.Decode(mixed.Positions.Span).Covers(first.Journal.Rows[^1].Position).ShouldBeTrue();
    }

    [Fact]
    public async Task Record_DuplicateOfAPendingOne_IsAcknowledgedOnlyOnceThatIsCommitted()
    {
        await using var cluster = await StartAsync();
        cluster.Journal.Hold();
        var purchase = Purchase("o1", At(2026, 1, 2));
        var first = cluster.RecordAsync("c1", purchase);
        await cluster.Journal.WhenHeldAsync(1);
        var again = cluster.RecordAsync("c1", purchase);
        again.IsCompleted.ShouldBeFalse();
        cluster.Journal.Release();
        (await first).Results[0].Status.ShouldBe(RecordStatus.Accepted);
        (await again).Results[0].Status.ShouldBe(RecordStatus.Duplicate);
    }

    [Fact]
    public async Task Record_DuplicateOfAPendingOneThatFails_IsNotAcknowledged()
    {
        await using var cluster = await StartAsync();
        cluster.Journal.Hold();
        cluster.Journal.FailNext(AppendStatus.Unavailable);
        var purchase = Purchase("o1", At(2026, 1, 2));
        var first = cluster.RecordAsync("c1", purchase);
        await cluster.Journal.WhenHeldAsync(1);
        var again = cluster.RecordAsync("c1", purchase);
        cluster.Journal.Release();
        (await first).Results[0].Status.ShouldBe(RecordStatus.Unavailable);
        (await again).Results[0].Status.ShouldBe(RecordStatus.Unavailable);
    }

    [Fact]
    public async Task Record_OtherContentUnderTheSameId_IsRejectedNamingTheField()
    {
        await using var cluster = await StartAsync();
        await cluster.RecordAsync("c1", Purchase("o1", At(2026, 1, 2), 1_000));
        var reply = await cluster.RecordAsync("c1", Purchase("o1", At(2026, 1, 2), 2_000), Purchase("o2", At(2026, 1, 3)));
        reply.Results[0].ShouldSatisfyAllConditions(
            result => result.Status.ShouldBe(RecordStatus.Rejected),
            result => result.Reason.ShouldBe("CONTENT_DIFFERS"),
            result => result.Field.ShouldBe("purchase.amount"));
        reply.Results[1].Status.ShouldBe(RecordStatus.Accepted);
    }

    [Fact]
    public async Task Record_HigherRevision_ReplacesInEitherOrder()
    {
        await using var cluster = await StartAsync();
        await cluster.RecordAsync("c1", Purchase("o1", At(2026, 1, 2), 1_000), Purchase("o1", At(2026, 1, 3), 700, revision: 2));
        await cluster.RecordAsync("c2", Purchase("o1", At(2026, 1, 3), 700, revision: 2));
        await cluster.RecordAsync("c2", Purchase("o1", At(2026, 1, 2), 1_000));
        foreach (var customer in new[] { "c1", "c2" })
        {
            var view = (await cluster.Customer(customer).Get(default)).Require();
            view.Orders.ShouldBe(1);
            view.RevenueMinor.ShouldBe(700);
            view.Version.ShouldBe(2);
        }
    }

    [Fact]
    public async Task Record_FailedAppend_FailsLaterOnesAndTheNextCallStartsFromTheJournal()
    {
        await using var cluster = await StartAsync();
        await cluster.RecordAsync("c1", Purchase("o1", At(2026, 1, 2)));
        cluster.Journal.Hold();
        cluster.Journal.FailNext(AppendStatus.Unavailable);
        var failing = cluster.RecordAsync("c1", Purchase("o2", At(2026, 1, 3)));
        await cluster.Journal.WhenHeldAsync(1);
        var behind = cluster.RecordAsync("c1", Purchase("o3", At(2026, 1, 4)));
        await cluster.Journal.WhenHeldAsync(2);
        cluster.Journal.Release();
        (await failing).Results[0].Status.ShouldBe(RecordStatus.Unavailable);
        (await behind).Results[0].Status.ShouldBe(RecordStatus.Unavailable);

        var retried = await EventuallyAccepted(() => cluster.RecordAsync("c1", Purchase("o2", At(2026, 1, 3)), Purchase("o3", At(2026, 1, 4))));
        retried.Customer!.Orders.ShouldBe(3);
        cluster.Journal.Rows.Select(row => row.Version).ShouldBe([1, 2, 3]);
    }

    [Fact]
    public async Task Record_LateBeyondTheWindow_ReadsTheJournalAndCountsExactly()
    {
        await using var cluster = await StartAsync();
        const int Count = CustomerState.MaxWindow * 3;
        for (var i = 0; i < Count; i++)
            await cluster.RecordAsync("c1", Purchase($"o{i}", At(2025, 1, 1) + NodaTime.Duration.FromDays(i + 1)));
        var reply = await cluster.RecordAsync("c1", Purchase("first", At(2024, 6, 1)));
        reply.Customer!.Orders.ShouldBe(Count + 1);
        reply.Customer.FirstOrderAtTicks.ShouldBe(At(2024, 6, 1).ToUnixTimeTicks());
    }

    [Fact]
    public async Task Record_ValidateOnly_RecordsNothing()
    {
        await using var cluster = await StartAsync();
        var purchase = Purchase("o1", At(2026, 1, 2));
        var reply = await cluster.Customer("c1").Record(new([InteractionMessage.Of(purchase)], ReturnCustomer: false, ValidateOnly: true), default);
        reply.Results[0].Status.ShouldBe(RecordStatus.Accepted);
        cluster.Journal.Rows.ShouldBeEmpty();
    }

    [Fact]
    public async Task Record_ManyRows_WritesASnapshotThatRestoresTheSameState()
    {
        await using var cluster = await StartAsync();
        for (var i = 0; i < 130; i++)
            await cluster.RecordAsync("c1", Purchase($"o{i}", At(2025, 1, 1) + NodaTime.Duration.FromHours(i)));
        var snapshot = cluster.Journal.Snapshots.ShouldHaveSingleItem();
        var context = new FoldContext(new TenantDefinition(new(1), 1, new TenantSettings()));
        var replayed = CustomerState.Replay([.. cluster.Journal.Rows.Where(row => row.Version <= snapshot.Version).Select(row => row.Interaction)], context);
        replayed.Snapshot().Span.SequenceEqual(snapshot.State.Span).ShouldBeTrue();
    }

    [Fact]
    public async Task Watch_AfterACommit_SendsTheNewState()
    {
        await using var cluster = await StartAsync();
        await cluster.RecordAsync("c1", Purchase("o1", At(2026, 1, 2)));
        await using var watch = cluster.Customer("c1").Watch(default).GetAsyncEnumerator();
        (await watch.MoveNextAsync()).ShouldBeTrue();
        watch.Current.Version.ShouldBe(1);
        var next = watch.MoveNextAsync();
        await cluster.RecordAsync("c1", Purchase("o2", At(2026, 1, 3)));
        (await next).ShouldBeTrue();
        watch.Current.Version.ShouldBe(2);
    }

    [Fact]
    public async Task Record_InParityMode_CountsTheSame()
    {
        await using var cluster = await StartAsync(new ParityOptions { Seed = 7, OneWayLossProbability = 0.5 });
        var replies = await Task.WhenAll(Enumerable.Range(0, 40).Select(i => cluster.RecordAsync($"c{i % 5}", Purchase($"o{i}", At(2026, 1, 1 + (i % 10))))));
        replies.ShouldAllBe(reply => reply.Results[0].Status == RecordStatus.Accepted);
        for (var customer = 0; customer < 5; customer++)
            (await cluster.Customer($"c{customer}").Get(default)).Require().Orders.ShouldBe(8);
    }

    private static async Task<RecordReply> EventuallyAccepted(Func<Task<RecordReply>> record)
    {
        for (var attempt = 0; attempt < 100; attempt++)
        {
            var reply = await record();
            if (reply.Results.All(result => result.Status is RecordStatus.Accepted or RecordStatus.Duplicate))
                return reply;
            await Task.Yield();
        }

        throw new InvalidOperationException("The activation did not recover.");
    }
}
