using KpiPlatform.Domain;
using KpiPlatform.Domain.Interactions;
using KpiPlatform.Domain.Measures;
using KpiPlatform.Domain.Tenants;
using KpiPlatform.Grains.Abstractions.Customers;
using NodaTime;

namespace KpiPlatform.Grains.Tests;

/// <summary>Links and unlinks, worked out by hand.</summary>
public sealed class LinkTests
{
    private static readonly LocalDate From = new(2025, 1, 1);
    private static readonly LocalDate To = new(2027, 1, 1);

    [Fact]
    public async Task Record_ALinkAfterAPurchaseEach_MakesOneCustomerWithTwo_AndAnUnlinkTwoAgain()
    {
        await using var cluster = await GrainCluster.StartAsync();
        await cluster.RecordAsync("ann", GrainCluster.Purchase("p1", GrainCluster.At(2026, 1, 3)));
        var both = await cluster.RecordAsync("anna", GrainCluster.Purchase("p2", GrainCluster.At(2026, 1, 5)));

        // Buyers 2, of whom 0 bought twice: 0 %.
        (await RepeatAsync(cluster, both)).ShouldBe((2, 0));
        var reply = await cluster.RecordAsync("anna", Link("l1", "ann"));
        reply.Results.ShouldHaveSingleItem().Status.ShouldBe(RecordStatus.Accepted);
        reply.Customer!.CustomerId.ShouldBe("ann");
        reply.Customer.Survivor.ShouldBe("ann");

        // Buyers 1, of whom 1 bought twice: 100 %.
        (await RepeatAsync(cluster, reply)).ShouldBe((1, 1));
        var folded = (await cluster.Customer("anna").Get(default)).Require();
        (folded.CustomerId, folded.Survivor, folded.Orders, folded.RevenueMinor).ShouldBe(("ann", "ann", 2, 2_000));
        var survivor = (await cluster.Customer("ann").Get(default)).Require();
        (survivor.CustomerId, survivor.Survivor, survivor.Orders).ShouldBe(("ann", null, 2));
        survivor.Folded.ShouldBe(["anna"]);

        var apart = await cluster.RecordAsync("anna", Unlink("u1", "ann"));
        (await RepeatAsync(cluster, apart)).ShouldBe((2, 0));
        (await cluster.Customer("anna").Get(default)).Require().Orders.ShouldBe(1);
        (await cluster.Customer("ann").Get(default)).Require().Orders.ShouldBe(1);
        await cluster.ShouldHoldWhatTheJournalSaysAsync();
    }

    [Fact]
    public async Task Record_SentAgainAfterTheLink_IsADuplicate_AndTheSameIdOfBothCountsTwice()
    {
        await using var cluster = await GrainCluster.StartAsync();
        var purchase = GrainCluster.Purchase("p1", GrainCluster.At(2026, 1, 3));
        await cluster.RecordAsync("ann", purchase);
        await cluster.RecordAsync("anna", purchase);
        await cluster.RecordAsync("anna", Link("l1", "ann"));

        (await cluster.RecordAsync("anna", purchase)).Results.ShouldHaveSingleItem().Status.ShouldBe(RecordStatus.Duplicate);
        (await cluster.RecordAsync("ann", purchase)).Results.ShouldHaveSingleItem().Status.ShouldBe(RecordStatus.Duplicate);
        (await cluster.RecordAsync("anna", Link("l1", "ann"))).Results.ShouldHaveSingleItem().Status.ShouldBe(RecordStatus.Duplicate);
        (await cluster.Customer("anna").Get(default)).Require().Orders.ShouldBe(2);

        // A correction of the folded one's replaces the folded one's alone.
        await cluster.RecordAsync("anna", GrainCluster.Purchase("p1", GrainCluster.At(2026, 1, 3), 5_000, revision: 1));
        (await cluster.Customer("ann").Get(default)).Require().RevenueMinor.ShouldBe(6_000);
        var different = (await cluster.RecordAsync("anna", GrainCluster.Purchase("p1", GrainCluster.At(2026, 1, 3), 9_000))).Results.ShouldHaveSingleItem();
        (different.Status, different.Reason).ShouldBe((RecordStatus.Rejected, "CONTENT_DIFFERS"));
        await cluster.ShouldHoldWhatTheJournalSaysAsync();
    }

    [Fact]
    public async Task Record_ACircle_IsRefused_NamingTheField()
    {
        await using var cluster = await GrainCluster.StartAsync();
        await cluster.RecordAsync("a", Link("l1", "b"));
        await cluster.RecordAsync("b", Link("l2", "c"));
        var reply = await cluster.RecordAsync("c", GrainCluster.Purchase("p1", GrainCluster.At(2026, 1, 3)), Link("l3", "a"));
        reply.Results.Select(result => result.Status).ShouldBe([RecordStatus.Accepted, RecordStatus.Rejected]);
        (reply.Results[1].Reason, reply.Results[1].Field).ShouldBe(("LINK_CYCLE", "identity_linked.survivor"));
        (await cluster.RecordAsync("a", Link("l4", "a"))).Results[0].Reason.ShouldBe("SAME_CUSTOMER");
        (await cluster.Customer("a").Get(default)).Require().CustomerId.ShouldBe("c");
        await cluster.ShouldHoldWhatTheJournalSaysAsync();
    }

    [Fact]
    public async Task Record_BothFoldEachOtherAtOnce_OneIsRefused()
    {
        await using var cluster = await GrainCluster.StartAsync();
        for (var i = 0; i < 20; i++)
        {
            var (left, right) = ($"left{i}", $"right{i}");
            var replies = await Task.WhenAll(cluster.RecordAsync(left, Link("l1", right)), cluster.RecordAsync(right, Link("l2", left)));
            replies.Select(reply => reply.Results[0].Status).Order().ShouldBe([RecordStatus.Accepted, RecordStatus.Rejected]);
        }

        await cluster.ShouldHoldWhatTheJournalSaysAsync();
    }

    [Fact]
    public async Task Record_ACorrectedLink_MovesTheCustomerWithThoseFoldedIntoIt()
    {
        await using var cluster = await GrainCluster.StartAsync();
        foreach (var id in new[] { "a", "b", "c", "d" })
            await cluster.RecordAsync(id, GrainCluster.Purchase("p" + id, GrainCluster.At(2026, 1, 3)));
        await cluster.RecordAsync("a", Link("l1", "b"));
        await cluster.RecordAsync("b", Link("l2", "c"));
        (await cluster.Customer("a").Get(default)).Require().Orders.ShouldBe(3);

        (await cluster.RecordAsync("b", Link("l2", "d", revision: 1))).Results.ShouldBe([RecordResult.Accepted]);
        var survivor = (await cluster.Customer("a").Get(default)).Require();
        (survivor.CustomerId, survivor.Orders).ShouldBe(("d", 3));
        survivor.Folded.ShouldBe(["a", "b"]);
        (await cluster.Customer("c").Get(default)).Require().Orders.ShouldBe(1);
        await cluster.ShouldHoldWhatTheJournalSaysAsync();

        // What is recorded of the lowest counts at the top.
        await cluster.RecordAsync("a", GrainCluster.Purchase("late", GrainCluster.At(2025, 12, 1)));
        (await cluster.Customer("d").Get(default)).Require().Orders.ShouldBe(4);
        await cluster.ShouldHoldWhatTheJournalSaysAsync();
    }

    [Fact]
    public async Task Record_TooManyIntoOne_IsRefused()
    {
        await using var cluster = await GrainCluster.StartAsync();
        for (var i = 0; i < 256; i++)
            (await cluster.RecordAsync($"c{i}", Link("l", "one"))).Results[0].Status.ShouldBe(RecordStatus.Accepted);
        var result = (await cluster.RecordAsync("c256", GrainCluster.Purchase("p1", GrainCluster.At(2026, 1, 3)), Link("l", "one"))).Results;
        result.Select(each => each.Status).ShouldBe([RecordStatus.Accepted, RecordStatus.Rejected]);
        result[1].Reason.ShouldBe("TOO_MANY_FOLDED");
        (await cluster.Customer("c256").Get(default)).Require().CustomerId.ShouldBe("c256");
    }

    [Fact]
    public async Task Watch_OfAFoldedCustomer_ShowsTheSurvivor_AndEndsWithTheUnlink()
    {
        await using var cluster = await GrainCluster.StartAsync();
        await cluster.RecordAsync("a", GrainCluster.Purchase("p1", GrainCluster.At(2026, 1, 3)), Link("l1", "b"));
        var seen = new List<long>();
        var first = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var watching = Task.Run(async () =>
        {
            await foreach (var view in cluster.Customer("a").Watch(default))
            {
                view.Survivor.ShouldBe("b");
                seen.Add(view.Orders);
                first.TrySetResult();
            }
        });
        await first.Task;
        await cluster.RecordAsync("b", GrainCluster.Purchase("p2", GrainCluster.At(2026, 1, 4)));
        await cluster.RecordAsync("a", Unlink("u1", "b"));
        await watching;
        seen[0].ShouldBe(1);
        (await cluster.Customer("a").Get(default)).Require().Orders.ShouldBe(1);
    }

    [Theory]
    [InlineData("a")]
    [InlineData("b")]
    public async Task Erase_OfAnyOfThem_ErasesThePersonUnderAllIds_AndTheTotalsStay(string erased)
    {
        await using var cluster = await GrainCluster.StartAsync();
        var purchase = GrainCluster.Purchase("p1", GrainCluster.At(2026, 1, 3));
        await cluster.RecordAsync("a", purchase, Link("l1", "b"));
        await cluster.RecordAsync("b", GrainCluster.Purchase("p2", GrainCluster.At(2026, 1, 4)));
        var before = Sum(cluster);

        (await cluster.Customer(erased).Erase(default)).Require().InteractionsKept.ShouldBe(3);

        Sum(cluster).SameAs(before).ShouldBeTrue();
        cluster.Journal.Rows.ShouldAllBe(row => row.Interaction.Personal.IsEmpty);
        foreach (var id in new[] { "a", "b" })
            (await cluster.Customer(id).Get(default)).Error!.Kind.ShouldBe(ErrorKind.NotFound);
        (await cluster.RecordAsync("a", purchase)).Results.ShouldBe([RecordResult.Duplicate]);
        cluster.Time.Advance(TimeSpan.FromMinutes(1));
        (await cluster.Measures().Verify(default)).Require().DifferentCells.ShouldBe(0);

        // Who has the id from here on is somebody else.
        await cluster.RecordAsync("a", GrainCluster.Purchase("p3", GrainCluster.At(2026, 1, 5)));
        (await cluster.Customer("a").Get(default)).Require().Orders.ShouldBe(1);
        (await cluster.Customer("b").Get(default)).Error!.Kind.ShouldBe(ErrorKind.NotFound);
    }

    [Fact]
    public async Task EraseBefore_OfAFoldedCustomer_KeepsWhoItIsLinkedTo()
    {
        await using var cluster = await GrainCluster.StartAsync();
        await cluster.RecordAsync("a", GrainCluster.Purchase("p1", GrainCluster.At(2026, 1, 3)), Link("l1", "b"), Complaint("k1", GrainCluster.At(2026, 1, 2)));
        await cluster.RecordAsync("b", GrainCluster.Purchase("p2", GrainCluster.At(2026, 1, 14)));

        (await cluster.Customer("a").EraseBefore(GrainCluster.At(2026, 1, 13).ToUnixTimeTicks(), default)).Require().PersonalPartsDeleted.ShouldBe(1);

        await using var again = await GrainCluster.StartAsync(journal: cluster.Journal);
        var view = (await again.Customer("a").Get(default)).Require();
        (view.CustomerId, view.Orders, view.Complaints).ShouldBe(("b", 2, 1));
        await again.RecordAsync("a", GrainCluster.Purchase("p3", GrainCluster.At(2026, 1, 5)));
        await again.ShouldHoldWhatTheJournalSaysAsync();
    }

    [Fact]
    public async Task Erase_ThenCountedAnew_CountsTheErasedAsOneStill()
    {
        await using var cluster = await GrainCluster.StartAsync();
        await cluster.RecordAsync("a", GrainCluster.Purchase("p1", GrainCluster.At(2025, 11, 3)), Link("l1", "b"));
        await cluster.RecordAsync("b", GrainCluster.Purchase("p2", GrainCluster.At(2026, 1, 4)));
        (await cluster.Customer("a").Erase(default)).Require();

        await cluster.ChangeAsync(new TenantSettings { LapseDays = 14 });
        await cluster.WorkUntilAsync(document => document.Next is null && document.Previous is null && document.DefinitionVersion == 2);

        cluster.Time.Advance(TimeSpan.FromMinutes(1));
        var grain = await cluster.ActiveMeasuresAsync();
        (await grain.VerifyAsync(default)).DifferentCells.ShouldBe(0);
        (await cluster.SumAsync(BuiltInMeasures.FirstOrder, From, To)).ShouldBe(1);
        (await cluster.SumAsync(BuiltInMeasures.SecondOrder, From, To)).ShouldBe(1);
    }

    [Fact]
    public async Task Record_UnlinkedAndThenTheOtherWayRound_FoldsTheSurvivorThatWas()
    {
        await using var cluster = await GrainCluster.StartAsync();
        await cluster.RecordAsync("a", GrainCluster.Purchase("p1", GrainCluster.At(2026, 1, 3)), Link("l1", "b"));

        // "a" is not asked anything between the unlink, which "b" does, and the link.
        (await cluster.RecordAsync("a", Unlink("u1", "b"))).Results.ShouldBe([RecordResult.Accepted]);
        (await cluster.RecordAsync("b", Link("l2", "a"))).Results.ShouldBe([RecordResult.Accepted]);

        var view = (await cluster.Customer("b").Get(default)).Require();
        (view.CustomerId, view.Orders).ShouldBe(("a", 1));
        await cluster.ShouldHoldWhatTheJournalSaysAsync();
    }

    /// <summary>
    /// What "a" knows of itself is old, because its survivor's survivor has moved it; "b" learns by asking that it hangs at "a". Each would
    /// send the other to itself, for good, did the call not say whom it has come through.
    /// </summary>
    [Theory]
    [InlineData("get")]
    [InlineData("record")]
    [InlineData("watch")]
    [InlineData("adopt")]
    [InlineData("erase")]
    [InlineData("absorb")]
    public async Task Ask_WhoBelievesAnOldLink_DoesNotGoRoundInACircle(string call)
    {
        await using var cluster = await GrainCluster.StartAsync();
        await cluster.RecordAsync("d", Link("l1", "c"));
        await cluster.RecordAsync("a", GrainCluster.Purchase("p1", GrainCluster.At(2026, 1, 3)), Link("l2", "b"));
        await cluster.RecordAsync("b", Link("l3", "c"));
        (await cluster.RecordAsync("a", Link("l2", "d", revision: 1))).Results.ShouldBe([RecordResult.Accepted]);
        (await cluster.RecordAsync("b", Link("l3", "a", revision: 1))).Results.ShouldBe([RecordResult.Accepted]);
        (await cluster.RecordAsync("d", Unlink("u1", "c"))).Results.ShouldBe([RecordResult.Accepted]);

        var customer = cluster.Customer("b");
        switch (call)
        {
            case "record":
                (await cluster.RecordAsync("b", GrainCluster.Purchase("p2", GrainCluster.At(2026, 1, 4)))).Results.ShouldBe([RecordResult.Accepted]);
                break;
            case "watch":
                await foreach (var seen in customer.Watch(default))
                {
                    seen.CustomerId.ShouldBe("d");
                    break;
                }

                break;
            case "adopt":
                (await customer.Adopt(1, default)).Status.ShouldNotBe(AdoptStatus.Failed);
                break;
            case "erase":
                (await customer.Erase(default)).Require().InteractionsKept.ShouldBe(7);
                return;
            case "absorb":
                (await cluster.RecordAsync("e", Link("l4", "b"))).Results.ShouldBe([RecordResult.Accepted]);
                break;
        }

        var view = (await customer.Get(default)).Require();
        (view.CustomerId, view.Survivor).ShouldBe(("d", "d"));
        await cluster.ShouldHoldWhatTheJournalSaysAsync();
    }

    private static CellDelta Sum(GrainCluster cluster)
    {
        var sum = new CellDelta();
        foreach (var delta in cluster.Journal.Deltas)
            sum.Add(delta.Delta);
        return sum;
    }

    private static EncodedInteraction Complaint(string id, Instant at) => InteractionCodec.Encode(
        new Interaction { Source = "crm", Id = id, OccurredAt = at, Contact = "anna@example.org", Facts = new Complaint { Category = "delivery" } },
        new HashSet<string>());

    private static EncodedInteraction Link(string id, string survivor, int revision = 0) => InteractionCodec.Encode(
        new Interaction { Source = "crm", Id = id, Revision = revision, OccurredAt = GrainCluster.At(2026, 1, 10), Facts = new IdentityLinked { Survivor = survivor } },
        new HashSet<string>());

    private static EncodedInteraction Unlink(string id, string survivor) => InteractionCodec.Encode(
        new Interaction { Source = "crm", Id = id, OccurredAt = GrainCluster.At(2026, 1, 11), Facts = new IdentityUnlinked { Survivor = survivor } },
        new HashSet<string>());

    private static async Task<(long Buyers, long Repeat)> RepeatAsync(GrainCluster cluster, RecordReply seen) =>
        (await cluster.SumAsync(BuiltInMeasures.FirstOrder, From, To, seen.Positions), await cluster.SumAsync(BuiltInMeasures.SecondOrder, From, To, seen.Positions));
}
