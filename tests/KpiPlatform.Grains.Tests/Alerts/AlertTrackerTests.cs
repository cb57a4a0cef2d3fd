using System.Diagnostics;
using KpiPlatform.Domain.Alerts;
using KpiPlatform.Domain.Identity;
using KpiPlatform.Domain.Quality;
using NodaTime;

namespace KpiPlatform.Grains.Tests.Alerts;

/// <summary>Rules looked at by a clock that tests move. It begins at 2026-01-15 12:00 UTC.</summary>
public class AlertTrackerTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Silence_ByTheClock_OpensAfterTheTimeAndResolvesWhenSomethingComes()
    {
        await using var cluster = await StartAsync(new AlertRule { Id = "silent", Kind = AlertRuleKind.Silence, Silence = new() { Source = "shop", Kind = "purchase", AfterSeconds = 3_600 } });
        await CameAsync(cluster, "shop", "purchase");
        await CameAsync(cluster, "shop", "refund");
        (await LookAsync(cluster)).ShouldBeEmpty();

        // Another source, another kind: neither breaks the silence. An hour, and three seconds of grace.
        cluster.Time.Advance(TimeSpan.FromMinutes(59));
        await CameAsync(cluster, "web", "purchase");
        await CameAsync(cluster, "shop", "refund");
        cluster.Time.Advance(TimeSpan.FromSeconds(62));
        (await LookAsync(cluster)).ShouldBeEmpty();
        cluster.Time.Advance(TimeSpan.FromSeconds(1));
        await ShouldBeToldAsync(cluster, AlertEventType.Opened);
        cluster.Time.Advance(TimeSpan.FromHours(5));
        await ShouldBeToldAsync(cluster, AlertEventType.Opened);

        await CameAsync(cluster, "shop", "purchase");
        await ShouldBeToldAsync(cluster, AlertEventType.Opened, AlertEventType.Resolved);
        cluster.Time.Advance(TimeSpan.FromHours(2));
        await ShouldBeToldAsync(cluster, AlertEventType.Opened, AlertEventType.Resolved, AlertEventType.Reopened);
    }

    [Fact]
    public async Task Indicator_LookedAtAgainAndAgain_IsStoredWhenItChangesAndToldOnce()
    {
        await using var cluster = await StartAsync(Orders(below: 3));
        await cluster.RecordAsync("ann", GrainCluster.Purchase("o-1", GrainCluster.At(2026, 1, 10)));
        await ShouldBeToldAsync(cluster, AlertEventType.Opened);
        var stored = cluster.AlertStore.Applied;
        for (var i = 0; i < 50; i++)
        {
            cluster.Time.Advance(TimeSpan.FromSeconds(30));
            await LookAsync(cluster);
        }

        // Values of open actions are told once; nothing else is written of what stays as it is.
        (cluster.AlertStore.Applied - stored).ShouldBeLessThanOrEqualTo(1);
        await cluster.RecordAsync("ann", GrainCluster.Purchase("o-2", GrainCluster.At(2026, 1, 11)), GrainCluster.Purchase("o-3", GrainCluster.At(2026, 1, 12)));
        await ShouldBeToldAsync(cluster, AlertEventType.Opened, AlertEventType.Resolved);
    }

    [Fact]
    public async Task Indicator_WithADuration_IsToldWhenItIsDueThoughNothingComes()
    {
        await using var cluster = await StartAsync(Orders(below: 3) with { ForSeconds = 600 });
        await cluster.RecordAsync("ann", GrainCluster.Purchase("o-1", GrainCluster.At(2026, 1, 10)));
        (await LookAsync(cluster)).ShouldBeEmpty();
        cluster.Time.Advance(TimeSpan.FromSeconds(599));
        (await LookAsync(cluster)).ShouldBeEmpty();
        cluster.Time.Advance(TimeSpan.FromSeconds(1));
        await ShouldBeToldAsync(cluster, AlertEventType.Opened);
    }

    [Fact]
    public async Task Rule_ThatCannotBeLookedAt_SaysWhyAndHoldsUpNoOther()
    {
        await using var cluster = await StartAsync(
            Orders(below: 3),
            new AlertRule { Id = "a-broken", Kind = AlertRuleKind.Indicator, Indicator = new() { Scorecard = "gone" }, Condition = new() { Kind = AlertConditionKind.Value, Comparison = AlertComparison.Below } });
        await cluster.RecordAsync("ann", GrainCluster.Purchase("o-1", GrainCluster.At(2026, 1, 10)));
        await ShouldBeToldAsync(cluster, AlertEventType.Opened);
        var standings = await cluster.AlertStore.ReadStandingsAsync(NumberOf(cluster), rule: null, default);
        standings["a-broken"].Problem.ShouldContain("no scorecard \"gone\"");
    }

    private static AlertRule Orders(double below) => new()
    {
        Id = "few",
        Kind = AlertRuleKind.Indicator,
        Indicator = new() { Indicator = "orders" },
        Condition = new() { Kind = AlertConditionKind.Value, Comparison = AlertComparison.Below, Threshold = below },
    };

    private static async Task<GrainCluster> StartAsync(params AlertRule[] rules)
    {
        var cluster = await GrainCluster.StartAsync();
        await cluster.RecordAsync("bob", GrainCluster.Purchase("first", GrainCluster.At(2025, 1, 10)));
        var number = (await cluster.Definitions.FindAsync(GrainCluster.Tenant, default))!.Tenant;
        cluster.AlertStore.Tenants[number] = GrainCluster.Tenant;
        var now = Instant.FromDateTimeOffset(cluster.Time.GetUtcNow());
        foreach (var rule in rules)
            await cluster.AlertStore.ChangeRuleAsync(number, rule.Id, now, (_, _) => rule with { CreatedAtTicks = now.ToUnixTimeTicks(), UpdatedAtTicks = now.ToUnixTimeTicks() }, default);
        return cluster;
    }

    /// <summary>
    /// The tenant's number, without asking its grain: whoever asks once the clock was moved may share a call that a grain's timer made meanwhile,
    /// and that has timed out by that clock.
    /// </summary>
    private static TenantNumber NumberOf(GrainCluster cluster) => cluster.AlertStore.Tenants.Keys.Single();

    /// <summary>Looks once; answers what was told since the beginning.</summary>
    private static async Task<List<AlertEventType>> LookAsync(GrainCluster cluster)
    {
        await cluster.Alerts.LookAsync(default);
        return [.. (await cluster.AlertStore.ReadEventsAsync(NumberOf(cluster), 0, 1_000, default)).Select(one => one.What.Type)];
    }

    /// <summary>
    /// Looks until exactly that was told. A look may fail and be tried again, as in the host: it may share a call that a grain's timer made while
    /// the clock was moved, and that has timed out by that clock.
    /// </summary>
    private static async Task ShouldBeToldAsync(GrainCluster cluster, params AlertEventType[] expected)
    {
        var started = Stopwatch.GetTimestamp();
        var told = await LookAsync(cluster);
        while (told.Count < expected.Length && Stopwatch.GetElapsedTime(started) < Patience)
        {
            await Task.Delay(20);
            told = await LookAsync(cluster);
        }

        told.ShouldBe(expected);
    }

    private static async Task CameAsync(GrainCluster cluster, string source, string kind)
    {
        var number = NumberOf(cluster);
        var now = Instant.FromDateTimeOffset(cluster.Time.GetUtcNow());
        await cluster.Quality.AddAsync(new([], [new(number, source, now, now)], []) { Kinds = [new IntakeKind(number, source, kind, now)] }, default);
    }
}
