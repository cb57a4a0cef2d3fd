using KpiPlatform.Domain.Identity;
using KpiPlatform.Domain.Interactions;
using KpiPlatform.Domain.Scorecards;
using KpiPlatform.Domain.Tenants;
using KpiPlatform.Grains.Abstractions;
using KpiPlatform.Grains.Abstractions.Customers;
using KpiPlatform.Grains.Abstractions.Scorecards;
using KpiPlatform.Grains.Abstractions.Tenants;
using KpiPlatform.Testing.InMemory;
using NodaTime;
using static KpiPlatform.Grains.Tests.GrainCluster;

namespace KpiPlatform.Grains.Tests;

/// <summary>
/// What is closed stays. The story: c1 buys on 10 October, c2 on 10 October and 20 December 2025. With a lapse of 90 days both are in
/// the base on 1 December and on 1 January: retention 2 of 2 = 100. With 30 days nobody is on 1 December: no value.
/// </summary>
public sealed class ClosedPeriodTests
{
    private static readonly ScorecardDefinition Retention = new()
    {
        Perspectives =
        [
            new()
            {
                Id = "p",
                Objectives = [new() { Id = "o", Indicators = [new() { Id = "r", Indicator = "customer_retention_rate", Baseline = 0, Target = 100, Deadline = "2026-12-31", BaselineDate = "2025-01-01" }] }],
            },
        ],
    };

    [Fact]
    public async Task ClosedPeriod_CountedAnewUnderAnotherLapse_KeepsItsValues()
    {
        await using var cluster = await StartedAsync();
        var closing = await CloseAsync(cluster, "2025-12");
        await cluster.ChangeAsync(new TenantSettings { LapseDays = 30 });
        await cluster.WorkUntilAsync(BackfillPhase.Done);
        await cluster.DefinitionAsync();

        var closed = await EvaluateAsync(cluster, "2025-12");
        var value = closed.Perspectives[0].Objectives[0].Indicators[0].Value;
        (closed.Performance, closed.Status, closed.Coverage, closed.DefinitionVersion, closed.ClosedAt).ShouldBe((100, Status.Green, 100, 1, closing.ClosedAt));
        (value.Value, value.Numerator, value.Denominator, value.Late, value.DefinitionVersion).ShouldBe((100, 2, 2, false, 1));
        closed.LatePerformanceAdjustment.ShouldBeNull("nothing arrived late; that the tenant counts otherwise is no late arrival");
        closed.CountingChangedAt.ShouldNotBeNull().ShouldBeGreaterThan(closing.ClosedAt);

        (await EvaluateAsync(cluster, "2025-12", restated: true)).Performance.ShouldBeNull("with 30 days nobody was there to be retained");

        // As of before the change: what was known then, counted as today, and it says so.
        var before = await EvaluateAsync(cluster, "2025-12", closing.ClosedAt - Duration.FromMinutes(1));
        (before.Performance, before.ClosedAt, before.CountingChangedAt).ShouldBe((null, null, closed.CountingChangedAt));
        before.Perspectives[0].Objectives[0].Indicators[0].Value.CountingChangedAt.ShouldBe(closed.CountingChangedAt);
        (await EvaluateAsync(cluster, "2025-11")).CountingChangedAt.ShouldBeNull("as of now everything is counted as now");
    }

    [Fact]
    public async Task ClosedPeriod_CountedAnewThenLateArrivals_TellsThemApart()
    {
        await using var cluster = await StartedAsync();
        await CloseAsync(cluster, "2025-12");
        await cluster.ChangeAsync(new TenantSettings { LapseDays = 60 });
        await cluster.WorkUntilAsync(BackfillPhase.Done);
        await cluster.DefinitionAsync();

        // 60 days: both were there on 1 December, c1 left on 9 December: 1 of 2 = 50. c3 bought on 5 November and left on 5 January: 2 of 3.
        var recorded = await cluster.RecordAsync("c3", Purchase("o4", At(2025, 11, 5)));
        var closed = await EvaluateAsync(cluster, "2025-12", token: recorded.Positions);
        (closed.Performance, closed.Perspectives[0].Objectives[0].Indicators[0].Value.Value).ShouldBe((100, 100));
        closed.LatePerformanceAdjustment.ShouldNotBeNull().ShouldBe((200.0 / 3) - 50, 1e-9);
        (await EvaluateAsync(cluster, "2025-12", restated: true)).Performance.ShouldNotBeNull().ShouldBe(200.0 / 3, 1e-9);
    }

    [Fact]
    public async Task ClosedPeriod_AfterARestart_AnswersTheStoredValues()
    {
        var (storage, states) = (new MemoryGrainStorage(), new InMemoryStateStore());
        await using (var cluster = await StartedAsync(storage, states))
            await CloseAsync(cluster, "2025-12");

        // Without its journal the new process knows of no purchase at all.
        await using var again = await StartAsync(storage: storage, states: states, create: false);
        await again.JumpAsync(TimeSpan.FromHours(2));
        (await EvaluateAsync(again, "2025-12")).Performance.ShouldBe(100);
        (await again.Scorecard("card").Delete(null, default)).Require();
        states.KeysOf("scorecard-closed").ShouldBeEmpty();
    }

    [Fact]
    public async Task ClosedByItself_FirstReadThenCountedAnew_KeepsWhatWasRead()
    {
        await using var cluster = await StartedAsync(definition: Retention with { CloseAfterDays = 10 });
        (await EvaluateAsync(cluster, "2025-12")).Performance.ShouldBe(100);
        await cluster.ChangeAsync(new TenantSettings { LapseDays = 30 });
        await cluster.WorkUntilAsync(BackfillPhase.Done);
        await cluster.DefinitionAsync();
        var closed = await EvaluateAsync(cluster, "2025-12");
        (closed.Performance, closed.LatePerformanceAdjustment, closed.CountingChangedAt is not null).ShouldBe((100, null, true));
    }

    [Fact]
    public async Task Recount_OfTheSame_IsNoChange()
    {
        await using var cluster = await StartedAsync();
        var closing = await CloseAsync(cluster, "2025-12");
        (await cluster.TenantGrain().Recount(default)).Require();
        await cluster.WorkUntilAsync(BackfillPhase.Done);
        await cluster.DefinitionAsync();
        (await EvaluateAsync(cluster, "2025-12")).CountingChangedAt.ShouldBeNull();
        var before = await EvaluateAsync(cluster, "2025-12", closing.ClosedAt - Duration.FromMinutes(1));
        (before.Performance, before.CountingChangedAt).ShouldBe((100, null));
    }

    [Fact]
    public async Task TenantsOwnFormula_Rewritten_IsSaidOfEarlierInstants()
    {
        var settings = new TenantSettings { Indicators = [new() { Id = "per_order", Formula = "revenue / orders" }] };
        await using var cluster = await StartedAsync(definition: Change(indicator => indicator with { Indicator = "per_order" }), settings: settings);
        var before = Now(cluster);
        await cluster.JumpAsync(TimeSpan.FromMinutes(1));
        await cluster.ChangeAsync(settings with { Indicators = [settings.Indicators[0] with { Title = "Each order" }] });
        await cluster.DefinitionAsync();
        (await EvaluateAsync(cluster, "2025-12", before)).CountingChangedAt.ShouldBeNull("a title counts nothing");
        var changed = Now(cluster);
        await cluster.ChangeAsync(settings with { Indicators = [settings.Indicators[0] with { Formula = "2 * revenue / orders" }] });
        await cluster.DefinitionAsync();

        // One order of 10.00 in December; written anew, twice that.
        var then = await EvaluateAsync(cluster, "2025-12", before);
        (then.Perspectives[0].Objectives[0].Indicators[0].Value.Value, then.CountingChangedAt).ShouldBe((20, changed));
        (await EvaluateAsync(cluster, "2025-12")).CountingChangedAt.ShouldBeNull();
    }

    [Fact]
    public async Task Record_CorrectionOfAClosedPeriod_IsRefusedAndLateArrivalsAreNot()
    {
        await using var cluster = await StartedAsync();
        (await cluster.RecordAsync("c2", Purchase("o3", At(2025, 12, 20), 2_000, revision: 1))).Results[0].Status.ShouldBe(RecordStatus.Accepted);
        await CloseAsync(cluster, "2025-12");

        var refused = (await cluster.RecordAsync("c2", Purchase("o3", At(2025, 12, 21), 3_000, revision: 2))).Results[0];
        (refused.Status, refused.Reason, refused.Field).ShouldBe((RecordStatus.Rejected, "PERIOD_CLOSED", "occur_time"));
        refused.Message!.ShouldContain("2025-12");
        (await cluster.RecordAsync("c2", Purchase("o3", At(2026, 1, 5), 3_000, revision: 2))).Results[0].Reason.ShouldBe("PERIOD_CLOSED", "what it corrects lies there");
        (await cluster.RecordAsync("c1", Purchase("o1", At(2025, 12, 5), 3_000, revision: 1))).Results[0].Reason.ShouldBe("PERIOD_CLOSED", "it would lie there");

        (await cluster.RecordAsync("c2", Purchase("o3", At(2025, 12, 20), 2_000, revision: 1))).Results[0].Status.ShouldBe(RecordStatus.Duplicate, "sent again is no correction");
        (await cluster.RecordAsync("c2", Purchase("o9", At(2025, 12, 22)))).Results[0].Status.ShouldBe(RecordStatus.Accepted, "late is not refused");
        (await cluster.RecordAsync("c1", Purchase("o1", At(2025, 10, 11), 3_000, revision: 1))).Results[0].Status.ShouldBe(RecordStatus.Accepted, "October is open");
        (await EvaluateAsync(cluster, "2025-12")).Performance.ShouldBe(100);
    }

    [Fact]
    public async Task Record_ObservationOfAClosedPeriod_IsRefusedUntilTheScorecardIsGone()
    {
        await using var cluster = await StartedAsync();
        await CloseAsync(cluster, "2025-12");
        (await ObserveAsync(cluster, "n1", At(2025, 12, 31))).Reason.ShouldBe("PERIOD_CLOSED");
        (await ObserveAsync(cluster, "n2", At(2026, 1, 1))).Status.ShouldBe(RecordStatus.Accepted);
        (await cluster.Scorecard("card").Delete(null, default)).Require();
        await cluster.DefinitionAsync();
        (await ObserveAsync(cluster, "n1", At(2025, 12, 31))).Status.ShouldBe(RecordStatus.Accepted);
    }

    private static async Task<RecordResult> ObserveAsync(GrainCluster cluster, string id, Instant at)
    {
        var observation = InteractionCodec.Encode(
            new Interaction { Source = "people", Id = id, OccurredAt = at, Facts = new Observation { Indicator = "niche_markets_found", Value = 3 } },
            new HashSet<string>());
        var facts = cluster.Grains.GetGrain<ICustomerGrain>(GrainKeys.Customer(GrainCluster.Tenant, CustomerId.TenantFacts));
        return (await facts.Record(new([InteractionMessage.Of(observation)], ReturnCustomer: false, ValidateOnly: false), default)).Results[0];
    }

    private static async Task<GrainCluster> StartedAsync(IGrainStorage? storage = null, InMemoryStateStore? states = null, ScorecardDefinition? definition = null, TenantSettings? settings = null)
    {
        var cluster = await StartAsync(storage: storage, states: states, create: false);
        await cluster.CreateTenantAsync(settings);
        (await cluster.Scorecard("card").Write(new(GrainJson.Write(definition ?? Retention), WriteMode.Upsert, null, string.Empty), default)).Require();
        await cluster.RecordAsync("c1", Purchase("o1", At(2025, 10, 10)));
        await cluster.RecordAsync("c2", Purchase("o2", At(2025, 10, 10)), Purchase("o3", At(2025, 12, 20)));

        await cluster.JumpAsync(TimeSpan.FromHours(1));
        return cluster;
    }

    private static async Task<PeriodClosure> CloseAsync(GrainCluster cluster, string period)
    {
        var closing = GrainJson.Read<PeriodClosure>((await cluster.Scorecard("card").ClosePeriod(new(period, "Kim"), default)).Require().Json);
        await cluster.JumpAsync(TimeSpan.FromMinutes(1));
        await cluster.DefinitionAsync();
        return closing;
    }

    private static ScorecardDefinition Change(Func<ScorecardIndicatorDefinition, ScorecardIndicatorDefinition> change) => Retention with
    {
        Perspectives = [Retention.Perspectives[0] with { Objectives = [Retention.Perspectives[0].Objectives[0] with { Indicators = [change(Retention.Perspectives[0].Objectives[0].Indicators[0])] }] }],
    };

    private static Instant Now(GrainCluster cluster) => Instant.FromDateTimeOffset(cluster.Time.GetUtcNow());

    private static async Task<EvaluatedScorecard> EvaluateAsync(
        GrainCluster cluster, string period, Instant? asOf = null, bool restated = false, ReadOnlyMemory<byte> token = default) =>
        GrainJson.Read<EvaluatedScorecard>((await cluster.Scorecard("card").Evaluate(new(period, asOf?.ToUnixTimeTicks(), token, restated), default)).Require().ResultJson);
}
