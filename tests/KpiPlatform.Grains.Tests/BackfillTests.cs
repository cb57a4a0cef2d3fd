using KpiPlatform.Domain.Identity;
using KpiPlatform.Domain.Interactions;
using KpiPlatform.Domain.Journal;
using KpiPlatform.Domain.Measures;
using KpiPlatform.Domain.Periods;
using KpiPlatform.Domain.Tenants;
using KpiPlatform.Grains.Abstractions;
using KpiPlatform.Grains.Abstractions.Customers;
using KpiPlatform.Grains.Abstractions.Scorecards;
using KpiPlatform.Grains.Abstractions.Tenants;
using KpiPlatform.Testing.InMemory;
using NodaTime;
using static KpiPlatform.Grains.Tests.GrainCluster;

namespace KpiPlatform.Grains.Tests;

public sealed class BackfillTests
{
    [Fact]
    public async Task Update_OfTheLapse_CountsThePastAnewAndReadersSwitch()
    {
        await using var cluster = await StartAsync();

        // Lapse 90: both leave the base 91 days after their last purchase; lapse 30: 31 days after.
        await cluster.RecordAsync("c1", Purchase("o1", At(2025, 6, 1)), Purchase("o2", At(2025, 7, 1)));
        await cluster.RecordAsync("c2", Purchase("o3", At(2025, 6, 1)));
        var document = await cluster.ChangeAsync(new TenantSettings { LapseDays = 30 });
        document.DefinitionVersion.ShouldBe(1);
        document.Next!.Version.ShouldBe(2);
        document.Backfill!.Phase.ShouldBe(BackfillPhase.Running);

        document = await cluster.WorkUntilAsync(BackfillPhase.Done);
        document.DefinitionVersion.ShouldBe(2);
        (document.Backfill!.CustomersDone, document.Backfill.CustomersTotal).ShouldBe((2, 2));
        await cluster.ShouldHoldWhatTheJournalSaysAsync();

        // c1: day of 1 June + 31 is 2 July, and 1 July comes before it: one leave on 1 August. c2: one on 2 July.
        var left = await cluster.SumAsync(BuiltInMeasures.BaseLeft, new LocalDate(2025, 7, 1), new LocalDate(2025, 7, 3));
        left.ShouldBe(1);
        cluster.Journal.Rows.Count.ShouldBe(3);
        cluster.Journal.Deltas.ShouldAllBe(delta => MeasuresShard.GenerationOf(delta.Shard) == 1);
    }

    [Fact]
    public async Task Update_WhileItIsCounted_IsReadAsIfNothingHadHappened()
    {
        await using var cluster = await StartAsync();
        await cluster.RecordAsync("c1", Purchase("o1", At(2025, 6, 1)));
        await cluster.ChangeAsync(new TenantSettings { LapseDays = 30 });
        await cluster.Customer("c1").Adopt(2, default);
        var reply = await cluster.RecordAsync("c1", Purchase("o2", At(2025, 12, 1)));
        reply.Customer!.Definition.ShouldBe(1);
        (await cluster.SumAsync(BuiltInMeasures.BaseLeft, new LocalDate(2025, 7, 1), new LocalDate(2025, 7, 31), reply.Positions)).ShouldBe(0);
        await cluster.ShouldHoldWhatTheJournalSaysAsync();
        await cluster.WorkUntilAsync(BackfillPhase.Settling);
        (await cluster.SumAsync(BuiltInMeasures.BaseLeft, new LocalDate(2025, 7, 1), new LocalDate(2025, 7, 31), reply.Positions)).ShouldBe(1);
        (await cluster.Customer("c1").Get(default)).Require().Definition.ShouldBe(2);
    }

    [Fact]
    public async Task Update_Back_IsCancelled()
    {
        await using var cluster = await StartAsync();
        await cluster.RecordAsync("c1", Purchase("o1", At(2025, 6, 1)));
        await cluster.ChangeAsync(new TenantSettings { LapseDays = 30 });
        await cluster.Customer("c1").Adopt(2, default);
        var document = await cluster.ChangeAsync(new TenantSettings());
        document.Backfill!.Phase.ShouldBe(BackfillPhase.Cancelled);
        (document.DefinitionVersion, document.Next).ShouldBe((1, null));
        await cluster.RecordAsync("c1", Purchase("o2", At(2025, 6, 2)));
        await cluster.ShouldHoldWhatTheJournalSaysAsync();
        await cluster.WorkUntilTidyAsync();
        cluster.Journal.Deltas.ShouldAllBe(delta => delta.Shard == 0);
        cluster.Journal.AllRows.Select(row => row.Definition).ShouldBeInOrder();
    }

    [Fact]
    public async Task Update_WhileOneIsCounted_ReplacesIt()
    {
        await using var cluster = await StartAsync();
        await cluster.RecordAsync("c1", Purchase("o1", At(2025, 6, 1)));
        await cluster.RecordAsync("c2", Purchase("o2", At(2025, 6, 1)));
        await cluster.ChangeAsync(new TenantSettings { LapseDays = 30 });
        await cluster.Customer("c1").Adopt(2, default);
        (await cluster.ChangeAsync(new TenantSettings { LapseDays = 40 })).Next!.Version.ShouldBe(3);
        (await cluster.Customer("c1").Adopt(2, default)).Status.ShouldBe(AdoptStatus.Superseded);
        await cluster.RecordAsync("c1", Purchase("o3", At(2025, 9, 1)));
        var document = await cluster.WorkUntilAsync(BackfillPhase.Done);
        document.DefinitionVersion.ShouldBe(3);
        await cluster.ShouldHoldWhatTheJournalSaysAsync();
        cluster.Journal.Deltas.ShouldAllBe(delta => MeasuresShard.GenerationOf(delta.Shard) == 2);
    }

    [Fact]
    public async Task Count_MoreCellsThanAllowed_IsGivenUpNamingThem()
    {
        await using var cluster = await StartAsync(backfill: options => options.MaxCells = 10);
        await cluster.RecordAsync("c1", Purchase("o1", At(2025, 6, 1)));
        await cluster.ChangeAsync(new TenantSettings { LapseDays = 30 });
        var document = await cluster.WorkUntilAsync(BackfillPhase.Aborted);
        document.Backfill!.Problem!.ShouldContain("more than 10 cells");
        document.DefinitionVersion.ShouldBe(1);
        await cluster.RecordAsync("c1", Purchase("o2", At(2025, 6, 2)));
        await cluster.ShouldHoldWhatTheJournalSaysAsync();
    }

    [Fact]
    public async Task Recount_AfterDoubts_GivesTheSameUnderANewVersion()
    {
        await using var cluster = await StartAsync();
        await cluster.RecordAsync("c1", Purchase("o1", At(2025, 6, 1)));
        (await cluster.TenantGrain().Recount(default)).Require().Next!.Version.ShouldBe(2);
        await cluster.WorkUntilAsync(BackfillPhase.Done);
        await cluster.ShouldHoldWhatTheJournalSaysAsync();
    }

    [Fact]
    public async Task Read_AsOfBeforeTheSwitch_IsFoldedUnderTheNewDefinition()
    {
        await using var cluster = await StartAsync();
        await cluster.RecordAsync("c1", Purchase("o1", At(2025, 6, 1)));
        await cluster.JumpAsync(TimeSpan.FromMinutes(1));
        var between = Instant.FromDateTimeOffset(cluster.Time.GetUtcNow()).ToUnixTimeTicks();
        await cluster.JumpAsync(TimeSpan.FromMinutes(1));
        await cluster.RecordAsync("c2", Purchase("o2", At(2025, 6, 1)));
        await cluster.ChangeAsync(new TenantSettings { LapseDays = 30 });
        await cluster.WorkUntilAsync(BackfillPhase.Done);

        // Under lapse 30 the one purchase known then leaves on 2 July (1 June + 31 - 1); under lapse 90 it would not.
        (await cluster.SumAsync(BuiltInMeasures.BaseLeft, new LocalDate(2025, 7, 1), new LocalDate(2025, 7, 31), asOfTicks: between)).ShouldBe(1);
        (await cluster.SumAsync(BuiltInMeasures.BaseLeft, new LocalDate(2025, 7, 1), new LocalDate(2025, 7, 31))).ShouldBe(2);
        (await cluster.SumAsync(BuiltInMeasures.Orders, new LocalDate(2025, 6, 1), new LocalDate(2025, 6, 2), asOfTicks: between)).ShouldBe(1);
    }

    [Fact]
    public async Task Read_WithATokenOfBeforeTheSwitch_IsAnswered()
    {
        await using var cluster = await StartAsync();
        await cluster.RecordAsync("c1", Purchase("o1", At(2025, 6, 1)));
        await cluster.ChangeAsync(new TenantSettings { LapseDays = 30 });
        var reply = await cluster.RecordAsync("c1", Purchase("o2", At(2025, 6, 2)));
        await cluster.WorkUntilAsync(BackfillPhase.Done);
        (await cluster.SumAsync(BuiltInMeasures.Orders, new LocalDate(2025, 6, 1), new LocalDate(2025, 6, 3), reply.Positions)).ShouldBe(2);
    }

    [Fact]
    public async Task Count_OfAnErasedCustomer_NeedsNoGrain()
    {
        await using var cluster = await StartAsync();
        await cluster.RecordAsync("gone", Purchase("o1", At(2025, 6, 1)));
        await cluster.RecordAsync("c2", Purchase("o2", At(2025, 6, 1)));
        cluster.Journal.Erased.Add(CustomerId.Parse("gone"));
        await cluster.ChangeAsync(new TenantSettings { LapseDays = 30 });
        (await cluster.WorkUntilAsync(BackfillPhase.Done)).Backfill!.CustomersErased.ShouldBe(1);
        await cluster.ShouldHoldWhatTheJournalSaysAsync();
    }

    [Fact]
    public async Task Adopt_WhoseAppendFails_IsTriedAgain()
    {
        await using var cluster = await StartAsync();
        await cluster.RecordAsync("c1", Purchase("o1", At(2025, 6, 1)));
        cluster.Journal.FailNext(AppendStatus.Unavailable);
        cluster.Journal.FailNext(AppendStatus.Conflict);
        await cluster.ChangeAsync(new TenantSettings { LapseDays = 30 });
        await cluster.WorkUntilAsync(BackfillPhase.Done);
        await cluster.ShouldHoldWhatTheJournalSaysAsync();
    }

    [Fact]
    public async Task Record_OfANewCustomerQueuedBeforeTheChange_IsCountedAll()
    {
        await using var cluster = await StartAsync();
        await cluster.RecordAsync("c1", Purchase("o1", At(2025, 6, 1)));
        cluster.Journal.Hold();
        var queued = cluster.RecordAsync("new", Purchase("o2", At(2025, 6, 1)));
        await cluster.Journal.WhenHeldAsync(1);
        await cluster.ChangeAsync(new TenantSettings { LapseDays = 30 });
        cluster.Time.Advance(TimeSpan.FromSeconds(1));

        // The tenant's own mark waits behind what was queued without the new definition; only then are customers looked for.
        await cluster.Journal.WhenHeldAsync(2);
        var late = cluster.RecordAsync("later", Purchase("o3", At(2025, 6, 1)));
        await cluster.Journal.WhenHeldAsync(3);
        cluster.Journal.Release();
        await Task.WhenAll(queued, late);
        (await cluster.WorkUntilAsync(BackfillPhase.Done)).Backfill!.CustomersDone.ShouldBe(3);
        await cluster.ShouldHoldWhatTheJournalSaysAsync();

        // The one that came after the change needed no mark: it counted under both from its first row.
        cluster.Journal.AllRows.Count(row => row.IsMark).ShouldBe(3);
    }

    [Fact]
    public async Task Verify_ComparesEveryCellAndSaysWhichDiffer()
    {
        var measures = new InMemoryMeasuresStore();
        await using var cluster = await StartAsync(measures: measures);
        await cluster.RecordAsync("c1", Purchase("o1", At(2025, 6, 1)), Purchase("o2", At(2025, 6, 2)));
        await cluster.JumpAsync(TimeSpan.FromMinutes(1));
        var comparison = await (await cluster.ActiveMeasuresAsync()).VerifyAsync(default);
        (comparison.Interactions, comparison.DifferentCells).ShouldBe((2, 0));
        comparison.Cells.ShouldBeGreaterThan(10);

        // A cell that nothing accounts for.
        var stray = CellKey.Of(BuiltInMeasures.Orders, Granularity.None, DimensionValue.Whole, 20_000);
        var delta = new CellDelta();
        delta.Add(stray, 3);
        await cluster.Measures().Push(new(77, 0, 1, 0, delta.Encode()));
        comparison = (await cluster.Measures().Verify(default)).Require();
        comparison.DifferentCells.ShouldBe(1);
        comparison.Differences.ShouldBe([new(stray.Packed, 3, 0)]);
    }

    [Fact]
    public async Task Write_ValidateOnly_SaysWhatWouldBeSetAndChangesNothing()
    {
        await using var cluster = await StartAsync();
        await cluster.RecordAsync("c1", Purchase("o1", At(2025, 6, 1)));
        var settings = GrainJson.Write(new TenantSettings { LapseDays = 30 });
        var document = (await cluster.TenantGrain().Write(new(settings, WriteMode.Update, null, string.Empty) { ValidateOnly = true }, default)).Require();
        document.SettingsJson.ShouldBe(settings);
        document = (await cluster.TenantGrain().Get(default)).Require();
        (document.Next, document.SettingsJson == settings).ShouldBe((null, false));
        var refused = await cluster.TenantGrain().Write(
            new(GrainJson.Write(new TenantSettings { TimeZone = "Europe/Berlin" }), WriteMode.Update, null, string.Empty) { ValidateOnly = true }, default);
        refused.Error!.Field.ShouldBe("tenant.time_zone");
    }

    [Fact]
    public async Task Resume_OfATenantCountedByAnOlderProgram_CountsAnewAndNewMeasuresAreFoldedUntilThen()
    {
        await using var cluster = await StartAsync(storage: new OlderProgramStorage());
        await cluster.RecordAsync("c1", InteractionCodec.Encode(
            new() { Source = "pbx", Id = "call-1", OccurredAt = At(2025, 6, 1), Facts = new Call { CallId = "call-1", Outcome = CallOutcome.Answered } }, new HashSet<string>()));

        // What the older cells are not known to hold is not read from them: here is a stray one of each kind.
        var delta = new CellDelta();
        var day = TenantCalendar.DayNumber(new(2025, 6, 1));
        delta.Add(CellKey.Of(BuiltInMeasures.Calls, Granularity.None, DimensionValue.Whole, day), 100);
        delta.Add(CellKey.Of(BuiltInMeasures.Orders, Granularity.None, DimensionValue.Whole, day), 100);
        await cluster.Measures().Push(new(77, 0, 1, 0, delta.Encode()));
        (await cluster.SumAsync(BuiltInMeasures.Calls, new(2025, 6, 1), new(2025, 6, 2))).ShouldBe(1);
        (await cluster.SumAsync(BuiltInMeasures.Orders, new(2025, 6, 1), new(2025, 6, 2))).ShouldBe(100);

        (await cluster.TenantGrain().Resume(default)).Require().Next!.CatalogueVersion.ShouldBe(CatalogueHistory.Current);
        var document = await cluster.WorkUntilAsync(BackfillPhase.Done);
        (document.DefinitionVersion, document.Active!.CatalogueVersion).ShouldBe((2, CatalogueHistory.Current));
        await cluster.ShouldHoldWhatTheJournalSaysAsync();
        (await cluster.SumAsync(BuiltInMeasures.Calls, new(2025, 6, 1), new(2025, 6, 2))).ShouldBe(1);
        (await cluster.TenantGrain().Resume(default)).Require().Next.ShouldBeNull();
    }

    [Fact]
    public async Task Survey_AddedOnce_NeedsNoCounting_TakenBackAndAddedAgain_Does()
    {
        await using var cluster = await StartAsync();
        await cluster.RecordAsync("c1", Purchase("o1", At(2025, 6, 1)));
        var withSurvey = new TenantSettings { Surveys = [new("csat", SurveyType.Csat, 1, 5, 4, false)] };
        var document = await cluster.ChangeAsync(withSurvey);
        (document.DefinitionVersion, document.Next, document.Backfill).ShouldBe((2, null, null));
        await cluster.ChangeAsync(new TenantSettings());
        await cluster.WorkUntilAsync(BackfillPhase.Done);
        (await cluster.ChangeAsync(withSurvey)).Next.ShouldNotBeNull();
        await cluster.WorkUntilAsync(BackfillPhase.Done);
        await cluster.ShouldHoldWhatTheJournalSaysAsync();
    }
}
