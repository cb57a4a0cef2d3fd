using KpiPlatform.Domain;
using KpiPlatform.Domain.Customers;
using KpiPlatform.Domain.Identity;
using KpiPlatform.Domain.Interactions;
using KpiPlatform.Domain.Journal;
using KpiPlatform.Domain.Periods;
using KpiPlatform.Grains.Abstractions;
using KpiPlatform.Grains.Abstractions.Customers;
using KpiPlatform.Grains.Abstractions.Tenants;
using NodaTime;
using static KpiPlatform.Grains.Tests.GrainCluster;

namespace KpiPlatform.Grains.Tests;

public sealed class CoverageTests
{
    private static readonly int June = TenantCalendar.DayNumber(new LocalDate(2025, 6, 1));

    [Fact]
    public async Task DeleteFacts_SomeOld_WhatIsLeftCountsAsIfItWereAll()
    {
        await using var cluster = await StartAsync();
        await cluster.RecordAsync("c1", Purchase("o1", At(2025, 1, 2), 1_000), Purchase("o2", At(2025, 5, 31), 2_000), Purchase("o3", At(2025, 6, 1), 4_000));
        await StartCoverageAsync(cluster, June);

        var reply = (await cluster.Customer("c1").DeleteFacts(June, default)).Require();

        reply.ShouldBe(new DeleteFactsReply(2, 1));
        var view = (await cluster.Customer("c1").Get(default)).Require();
        (view.Orders, view.RevenueMinor, view.FirstOrderAtTicks).ShouldBe((1, 4_000, At(2025, 6, 1).ToUnixTimeTicks()));
        await cluster.ShouldHoldWhatTheJournalSaysAsync();
        cluster.Journal.Rows.ShouldHaveSingleItem().Interaction.OccurredAt.ShouldBe(At(2025, 6, 1));
        (await cluster.Customer("c1").DeleteFacts(June, default)).Require().ShouldBe(new DeleteFactsReply(0, 1));

        // Another process folds the same, and goes on from there.
        await using var second = await StartAsync(journal: cluster.Journal);
        (await second.Customer("c1").Get(default)).Require().RevenueMinor.ShouldBe(4_000);
        (await second.RecordAsync("c1", Purchase("o4", At(2025, 7, 1), 8_000))).Results[0].Status.ShouldBe(RecordStatus.Accepted);
        (await second.Customer("c1").Get(default)).Require().RevenueMinor.ShouldBe(12_000);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Record_WhatWasDeletedAgain_IsRejectedAndNotCounted(bool all)
    {
        await using var cluster = await StartAsync();
        var old = Purchase("o1", At(2025, 1, 2), 1_000);
        await cluster.RecordAsync("c1", all ? [old] : [old, Purchase("o2", At(2025, 6, 1), 2_000)]);
        await StartCoverageAsync(cluster, June);
        (await cluster.RecordAsync("c1", old)).Results[0].Status.ShouldBe(RecordStatus.Duplicate);
        (await cluster.Customer("c1").DeleteFacts(June, default)).Require();

        var late = (await cluster.RecordAsync("c1", old)).Results[0];

        (late.Status, late.Reason, late.Field).ShouldBe((RecordStatus.Rejected, "BEFORE_COVERAGE", "occur_time"));
        late.Message!.ShouldContain("2025-06-01");
        (await cluster.RecordAsync("new", Purchase("o9", At(2025, 5, 31)))).Results[0].Reason.ShouldBe("BEFORE_COVERAGE");
        (await cluster.Customer("c1").Get(default)).Require().RevenueMinor.ShouldBe(all ? 0 : 2_000);
        await cluster.ShouldHoldWhatTheJournalSaysAsync();
    }

    [Fact]
    public async Task DeleteFacts_OldRevisionOfWhatIsCovered_Stays()
    {
        await using var cluster = await StartAsync();
        var first = Purchase("o1", At(2025, 6, 2), 1_000);
        await cluster.RecordAsync("c1", first, Purchase("o1", At(2025, 5, 30), 2_000, revision: 1));
        await StartCoverageAsync(cluster, June);
        (await cluster.Customer("c1").DeleteFacts(June, default)).Require().ShouldBe(new DeleteFactsReply(0, 2));
        (await cluster.RecordAsync("c1", first)).Results[0].Status.ShouldBe(RecordStatus.Duplicate);
        (await cluster.Customer("c1").Get(default)).Require().RevenueMinor.ShouldBe(2_000);
    }

    [Fact]
    public async Task DeleteFacts_ByOneOfTwoActivations_TheOtherCanAppendNothingMore()
    {
        await using var first = await StartAsync();
        await first.RecordAsync("c1", Purchase("o1", At(2025, 1, 2)));
        await using var second = await StartAsync(journal: first.Journal);
        (await second.Customer("c1").Get(default)).Require();
        await StartCoverageAsync(first, June);
        (await first.Customer("c1").DeleteFacts(June, default)).Require();

        var lost = await second.RecordAsync("c1", Purchase("o2", At(2026, 1, 3)));

        lost.Results[0].Status.ShouldBe(RecordStatus.Unavailable);
        (await second.RecordAsync("c1", Purchase("o2", At(2026, 1, 3)))).Results[0].Status.ShouldBe(RecordStatus.Accepted);
        (await second.Customer("c1").Get(default)).Require().Orders.ShouldBe(1);
    }

    [Fact]
    public async Task DeleteFacts_SnapshotOfBeforeIsWrittenAfterwards_IsNotUsed()
    {
        await using var cluster = await StartAsync();
        await cluster.RecordAsync("c1", Purchase("o1", At(2025, 1, 2), 1_000), Purchase("o2", At(2025, 7, 2), 2_000));
        var rows = cluster.Journal.Rows;
        await StartCoverageAsync(cluster, June);
        (await cluster.Customer("c1").DeleteFacts(June, default)).Require();
        var definition = await cluster.DefinitionAsync();
        var outdated = CustomerState.Replay([.. rows.Select(row => row.Interaction)], new FoldContext(definition)).Snapshot();
        cluster.Journal.Save(new(definition.Tenant, rows[0].Customer, 2, outdated) { Generation = definition.Generation, Definition = definition.Version });

        await using var second = await StartAsync(journal: cluster.Journal);

        (await second.Customer("c1").Get(default)).Require().RevenueMinor.ShouldBe(2_000);
    }

    [Fact]
    public async Task Watch_WhileFactsAreDeleted_ShowsWhatIsLeft()
    {
        await using var cluster = await StartAsync();
        await cluster.RecordAsync("c1", Purchase("o1", At(2025, 1, 2), 1_000), Purchase("o2", At(2025, 7, 2), 2_000));
        await StartCoverageAsync(cluster, June);
        var watch = cluster.Customer("c1").Watch(default).GetAsyncEnumerator();
        (await watch.MoveNextAsync()).ShouldBeTrue();
        var next = watch.MoveNextAsync();
        (await cluster.Customer("c1").DeleteFacts(June, default)).Require();
        (await next.AsTask().WaitAsync(TimeSpan.FromSeconds(20))).ShouldBeTrue();
        watch.Current.RevenueMinor.ShouldBe(2_000);
        await watch.DisposeAsync();
    }

    [Fact]
    public async Task DeleteFacts_AppendFails_NothingIsDeletedAndAgainDoes()
    {
        await using var cluster = await StartAsync();
        await cluster.RecordAsync("c1", Purchase("o1", At(2025, 1, 2)), Purchase("o2", At(2025, 7, 2)));
        await StartCoverageAsync(cluster, June);
        cluster.Journal.FailNext(AppendStatus.Unavailable);

        (await cluster.Customer("c1").DeleteFacts(June, default)).Error!.Kind.ShouldBe(ErrorKind.Unavailable);

        cluster.Journal.Rows.Count.ShouldBe(2);
        (await cluster.Customer("c1").DeleteFacts(June, default)).Require().ShouldBe(new DeleteFactsReply(1, 1));
        await cluster.ShouldHoldWhatTheJournalSaysAsync();
    }

    [Fact]
    public async Task DeleteFacts_WhileCountingAnew_BothDefinitionsHold()
    {
        await using var cluster = await StartAsync(create: false);
        await cluster.CreateTenantAsync();
        for (var i = 0; i < 3; i++)
            await cluster.RecordAsync($"c{i}", Purchase("o1", At(2025, 1, 2)), Purchase("o2", At(2025, 7, 2)));
        await StartCoverageAsync(cluster, June);
        await cluster.ChangeAsync(new() { LapseDays = 30, CoverageFromDay = June });
        for (var i = 0; i < 3; i++)
            (await cluster.Customer($"c{i}").DeleteFacts(June, default)).Require().Deleted.ShouldBe(1);
        await cluster.ShouldHoldWhatTheJournalSaysAsync();
        await cluster.WorkUntilAsync(BackfillPhase.Done);
        await cluster.ShouldHoldWhatTheJournalSaysAsync();
        (await cluster.DefinitionAsync()).Settings.CoverageFromDay.ShouldBe(June);
    }

    [Fact]
    public async Task DeleteFacts_OfAFamily_DeletesThoseOfWhoIsFoldedAndKeepsTheLinks()
    {
        await using var cluster = await StartAsync();
        await cluster.RecordAsync("b", Purchase("o1", At(2025, 1, 1), 1_000));
        await cluster.RecordAsync("a", Purchase("o2", At(2025, 1, 2), 2_000), Purchase("o3", At(2025, 7, 2), 4_000));
        await cluster.RecordAsync("a", Link("l1", "b", At(2025, 1, 3)));
        await StartCoverageAsync(cluster, June);

        (await cluster.Customer("a").DeleteFacts(June, default)).Error!.Reason.ShouldBe("CUSTOMER_FOLDED");
        (await cluster.Customer("b").DeleteFacts(June, default)).Require().ShouldBe(new DeleteFactsReply(2, 2));

        var view = (await cluster.Customer("a").Get(default)).Require();
        (view.CustomerId, view.RevenueMinor).ShouldBe(("b", 4_000));
        await cluster.ShouldHoldWhatTheJournalSaysAsync();
    }

    [Fact]
    public async Task DeleteFacts_OfAFamilyThatIsUnlinkedLater_ForgetsTheSnapshotOfWhoWasFolded()
    {
        await using var cluster = await StartAsync();
        await cluster.RecordAsync("b", Purchase("o1", At(2025, 1, 1), 1_000));
        await cluster.RecordAsync("a", Purchase("o2", At(2025, 1, 2), 2_000), Purchase("o3", At(2025, 7, 2), 4_000));
        var definition = await cluster.DefinitionAsync();
        var own = cluster.Journal.Rows.Where(row => row.Interaction.Facts.Length > 0 && row.Version <= 2).GroupBy(row => row.Customer).Single(rows => rows.Count() == 2).ToList();
        var alone = CustomerState.Replay([.. own.Select(row => row.Interaction)], new FoldContext(definition)).Snapshot();
        cluster.Journal.Save(new(definition.Tenant, own[0].Customer, 2, alone) { Generation = definition.Generation, Definition = definition.Version });
        await cluster.RecordAsync("a", Link("l1", "b", At(2025, 1, 3)));
        await StartCoverageAsync(cluster, June);
        (await cluster.Customer("b").DeleteFacts(June, default)).Require().ShouldBe(new DeleteFactsReply(2, 2));

        (await cluster.RecordAsync("a", Unlink("l2", "b", At(2025, 8, 1)))).Results[0].Status.ShouldBe(RecordStatus.Accepted);

        (await cluster.Customer("a").Get(default)).Require().RevenueMinor.ShouldBe(4_000);
        await cluster.ShouldHoldWhatTheJournalSaysAsync();
        await using var second = await StartAsync(journal: cluster.Journal);
        (await second.Customer("a").Get(default)).Require().RevenueMinor.ShouldBe(4_000);
    }

    [Fact]
    public async Task DeleteErasedFacts_OfErasedPersons_LeavesWhatTheyDidSince()
    {
        await using var cluster = await StartAsync();
        var old = Purchase("o1", At(2025, 1, 2), 1_000);
        await cluster.RecordAsync("c1", old, Purchase("o2", At(2025, 7, 2), 2_000));
        await cluster.RecordAsync("young", Purchase("o3", At(2025, 7, 2), 4_000));
        foreach (var id in (string[])["c1", "young"])
            (await cluster.Customer(id).Erase(default)).Require();
        (await cluster.TenantGrain().DeleteErasedFacts(June, null, default)).Error!.Reason.ShouldBe("COVERAGE_UNKNOWN");
        await StartCoverageAsync(cluster, June);
        (await cluster.RecordAsync("c1", old)).Results[0].Status.ShouldBe(RecordStatus.Duplicate);

        (await cluster.TenantGrain().DeleteErasedFacts(June, null, default)).Require().ShouldBe(new DeleteErasedFactsReply(1, 1, 0, null));

        cluster.Journal.Rows.Select(row => row.Interaction.OccurredAt).ShouldBe([At(2025, 7, 2), At(2025, 7, 2)]);
        await cluster.ShouldHoldWhatTheJournalSaysAsync();
        (await cluster.TenantGrain().DeleteErasedFacts(June, null, default)).Require().ShouldBe(new DeleteErasedFactsReply(0, 0, 0, null));

        // Another process, which never knew of it, records it no more.
        await using var second = await StartAsync(journal: cluster.Journal);
        second.Definitions.Forget(Tenant);
        (await second.TenantGrain().StartCoverage(June, default)).Require();
        (await second.RecordAsync("c1", old)).Results[0].Reason.ShouldBe("BEFORE_COVERAGE");
    }

    [Fact]
    public async Task DeleteErasedFacts_OfAFamilyWhileCountingAnew_BothDefinitionsHold()
    {
        await using var cluster = await StartAsync(create: false);
        await cluster.CreateTenantAsync();
        await cluster.RecordAsync("b", Purchase("o1", At(2025, 7, 1), 1_000));
        await cluster.RecordAsync("a", Purchase("o2", At(2025, 1, 2), 2_000), Purchase("o3", At(2025, 7, 2), 4_000));
        await cluster.RecordAsync("a", Link("l1", "b", At(2025, 1, 3)));
        await cluster.RecordAsync("c", Purchase("o4", At(2025, 1, 2)), Purchase("o5", At(2025, 7, 2)));
        foreach (var id in (string[])["b", "c"])
            (await cluster.Customer(id).Erase(default)).Require();
        await StartCoverageAsync(cluster, June);
        await cluster.ChangeAsync(new() { LapseDays = 30, CoverageFromDay = June });

        // Only the family's folded one did something then.
        (await cluster.TenantGrain().DeleteErasedFacts(June, null, default)).Require().ShouldBe(new DeleteErasedFactsReply(2, 2, 0, null));

        await HoldsAsync();
        await cluster.WorkUntilAsync(BackfillPhase.Done);
        await HoldsAsync();
        await cluster.ChangeAsync(new() { LapseDays = 60, CoverageFromDay = June + 40 });
        (await cluster.TenantGrain().DeleteErasedFacts(June + 40, null, default)).Require().Deleted.ShouldBe(3);
        await cluster.WorkUntilAsync(BackfillPhase.Done);
        await HoldsAsync();

        // By the numbers in the journal: no id says any more who counts with whom.
        async Task HoldsAsync()
        {
            await cluster.JumpAsync(TimeSpan.FromMinutes(1));
            var comparison = await (await cluster.ActiveMeasuresAsync()).VerifyAsync(default);
            comparison.DifferentCells.ShouldBe(0);
            comparison.Interactions.ShouldBeGreaterThan(0);
        }
    }

    [Fact]
    public async Task Verify_FactsDeletedAMomentAgo_LooksOnceMore()
    {
        await using var cluster = await StartAsync();
        await cluster.RecordAsync("c1", Purchase("o1", At(2025, 1, 2)), Purchase("o2", At(2025, 7, 2)));
        await StartCoverageAsync(cluster, June);
        await cluster.JumpAsync(TimeSpan.FromMinutes(1));
        (await cluster.Customer("c1").DeleteFacts(June, default)).Require().Deleted.ShouldBe(1);

        var verifying = cluster.Measures().Verify(default);
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (!verifying.IsCompleted)
        {
            cluster.Time.Advance(TimeSpan.FromSeconds(1));
            await Task.Delay(TimeSpan.FromMilliseconds(5), patience.Token);
        }

        var comparison = (await verifying).Require();
        (comparison.Interactions, comparison.DifferentCells).ShouldBe((1, 0));
    }

    [Fact]
    public async Task DeleteErasedFacts_MoreThanAPage_GoesOnAfterTheLast()
    {
        const int Customers = 120;
        await using var cluster = await StartAsync();
        for (var i = 0; i < Customers; i++)
        {
            await cluster.RecordAsync($"c{i}", Purchase("o1", At(2025, 1, 2)));
            (await cluster.Customer($"c{i}").Erase(default)).Require();
        }

        await StartCoverageAsync(cluster, June);
        var (deleted, pages) = (0L, 0);
        long? after = null;
        do
        {
            var page = (await cluster.TenantGrain().DeleteErasedFacts(June, after, default)).Require();
            (deleted, after, pages) = (deleted + page.Deleted, page.After, pages + 1);
        }
        while (after is not null);

        (deleted, pages).ShouldBe((Customers, 3));
        cluster.Journal.Rows.ShouldBeEmpty();
        await cluster.ShouldHoldWhatTheJournalSaysAsync();
    }

    [Fact]
    public async Task DeleteErasedFacts_AppendFails_TellsOfTheCustomerAndAgainDoes()
    {
        await using var cluster = await StartAsync();
        await cluster.RecordAsync("c1", Purchase("o1", At(2025, 1, 2)));
        (await cluster.Customer("c1").Erase(default)).Require();
        await StartCoverageAsync(cluster, June);
        cluster.Journal.FailNext(AppendStatus.Unavailable);
        (await cluster.TenantGrain().DeleteErasedFacts(June, null, default)).Require().ShouldBe(new DeleteErasedFactsReply(0, 0, 1, null));
        (await cluster.TenantGrain().DeleteErasedFacts(June, null, default)).Require().ShouldBe(new DeleteErasedFactsReply(1, 1, 0, null));
    }

    [Fact]
    public async Task DeleteFacts_BeforeCoverageIsSet_IsRefused()
    {
        await using var cluster = await StartAsync();
        await cluster.RecordAsync("c1", Purchase("o1", At(2025, 1, 2)));
        (await cluster.Customer("c1").DeleteFacts(June, default)).Error!.Reason.ShouldBe("COVERAGE_UNKNOWN");
        var facts = cluster.Grains.GetGrain<ICustomerGrain>(GrainKeys.Customer(Tenant, CustomerId.TenantFacts));
        (await facts.DeleteFacts(June, default)).Error!.Reason.ShouldBe("TENANT_FACTS");
    }

    [Fact]
    public async Task StartCoverage_EarlierOrInTheFuture_NeverGoesBack()
    {
        await using var cluster = await StartAsync(create: false);
        await cluster.CreateTenantAsync();
        await StartCoverageAsync(cluster, June);
        await StartCoverageAsync(cluster, June - 10);
        (await cluster.DefinitionAsync()).Settings.CoverageFromDay.ShouldBe(June);
        (await cluster.TenantGrain().StartCoverage(50_000, default)).Error!.Reason.ShouldBe("OUT_OF_RANGE");
    }

    private static async Task StartCoverageAsync(GrainCluster cluster, int day)
    {
        (await cluster.TenantGrain().StartCoverage(day, default)).Require();
        cluster.Definitions.Forget(Tenant);
    }

    private static EncodedInteraction Unlink(string id, string survivor, Instant at) => InteractionCodec.Encode(
        new Interaction { Source = "crm", Id = id, OccurredAt = at, Facts = new IdentityUnlinked { Survivor = survivor } },
        new HashSet<string>());

    private static EncodedInteraction Link(string id, string survivor, Instant at) => InteractionCodec.Encode(
        new Interaction { Source = "crm", Id = id, OccurredAt = at, Facts = new IdentityLinked { Survivor = survivor } },
        new HashSet<string>());
}
