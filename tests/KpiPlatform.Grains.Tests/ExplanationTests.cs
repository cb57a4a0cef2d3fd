using KpiPlatform.Domain.Interactions;
using KpiPlatform.Domain.Scorecards;
using KpiPlatform.Grains.Abstractions;
using KpiPlatform.Grains.Abstractions.Scorecards;
using NodaTime;
using static KpiPlatform.Grains.Tests.GrainCluster;

namespace KpiPlatform.Grains.Tests;

/// <summary>Explaining changes of a score. The clock stands at 2026-01-15 12:00 UTC.</summary>
public sealed class ExplanationTests
{
    private static readonly ScorecardDefinition Sales = new()
    {
        Title = "Sales",
        Perspectives =
        [
            new()
            {
                Id = "p",
                Objectives =
                [
                    new()
                    {
                        Id = "o",
                        Indicators =
                        [
                            new() { Indicator = "orders", Baseline = 0, Target = 10, Deadline = "2026-12-31", BaselineDate = "2025-01-01" },
                            new() { Indicator = "average_purchase_value", Weight = 3, Baseline = 0, Target = 100, Deadline = "2026-12-31", BaselineDate = "2025-01-01" },
                        ],
                    },
                ],
            },
        ],
    };

    /// <summary>
    /// Commits of before the tenant was counted anew keep no difference under what counts now, so they are folded: 1 order of 10.00 is 10, with a second of
    /// 50.00 it is 27.5 (see below), with a third of 30.00, recorded afterwards, orders are 30 and the average stays 30: (30 + 90) / 4 = 30.
    /// </summary>
    [Fact]
    public async Task Explain_FromBeforeTheTenantWasCountedAnew_IsFoldedFromTheJournal()
    {
        await using var cluster = await StartAsync();
        await WriteAsync(cluster, Sales);
        await cluster.RecordAsync("c1", Purchase("o1", At(2026, 1, 2), 1_000));
        var from = Advance(cluster);
        await cluster.RecordAsync("c2", Purchase("o2", At(2026, 1, 3), 5_000));
        Advance(cluster);
        await cluster.ChangeAsync(new Domain.Tenants.TenantSettings { LapseDays = 30 });
        await cluster.WorkUntilAsync(Abstractions.Tenants.BackfillPhase.Done);
        Advance(cluster);
        await cluster.RecordAsync("c1", Purchase("o3", At(2026, 1, 4), 3_000));
        var explained = await ExplainAsync(cluster, from);

        (explained.ScoreBefore, explained.ScoreAfter, explained.Commits, explained.Folded, explained.Unattributed).ShouldBe((10, 30, 2, true, 0));
        explained.ByInteraction.Select(share => (share.Interaction, share.Change)).ShouldBe([("o2", 17.5), ("o3", 2.5)]);
        explained.Steps.Sum(step => step.Change).ShouldBe(20, 1e-9);
        (await ExplainAsync(cluster, Advance(cluster) - Duration.FromMinutes(1), Now(cluster))).Folded.ShouldBeFalse();
    }

    /// <summary>Distinct customers of a span that is no calendar period: two of 2 to 11 January, whatever else they did. Orders 20 for two, buyers of a target of 4.</summary>
    [Fact]
    public async Task Explain_CustomPeriod_IsFoldedFromTheJournal()
    {
        await using var cluster = await StartAsync();
        await WriteAsync(cluster, new()
        {
            Perspectives = [new() { Id = "p", Objectives = [new() { Id = "o", Indicators = [new() { Indicator = "active_customers", Baseline = 0, Target = 4, Deadline = "2026-12-31", BaselineDate = "2025-01-01" }] }] }],
        });
        await cluster.RecordAsync("c1", Purchase("o1", At(2026, 1, 2)), Purchase("o2", At(2026, 1, 1)));
        var from = Advance(cluster);
        await cluster.RecordAsync("c1", Purchase("o3", At(2026, 1, 5)));
        Advance(cluster);
        await cluster.RecordAsync("c2", Purchase("o4", At(2026, 1, 11)), Purchase("o5", At(2026, 1, 3)));
        var explained = await ExplainAsync(cluster, from, period: "2026-01-02/2026-01-12");

        // 1 of 4, then 2 of 4; the third order is no new customer.
        (explained.ScoreBefore, explained.ScoreAfter, explained.Commits, explained.Folded).ShouldBe((25, 50, 2, true));
        explained.Steps.Select(step => (step.ValueBefore, step.ValueAfter, step.Change)).ShouldBe([(1, 2, 25)]);
        explained.ByCustomer.Select(share => (share.Customer, share.Change)).ShouldBe([("c2", 25)]);
        explained.ByInteraction.Select(share => (share.Interaction, share.Change)).ShouldBe([("o4", 25)]);
    }

    /// <summary>1,110 days are looked at in steps of four; the ends are exact all the same.</summary>
    [Fact]
    public async Task Explain_Years_GroupsDays()
    {
        await using var cluster = await StartAsync();
        await WriteAsync(cluster, Sales);
        await cluster.RecordAsync("c1", Purchase("o1", At(2026, 1, 2), 1_000));
        Advance(cluster);
        await cluster.RecordAsync("c2", Purchase("o2", At(2026, 1, 3), 5_000));
        Advance(cluster);
        foreach (var period in new[] { "2026-01", "2026", "2025-12-20/2026-01-10" })
        {
            var explained = await ExplainAsync(cluster, Instant.FromUtc(2023, 1, 1, 6, 0), Now(cluster), period);
            (explained.TimeStepDays, explained.ScoreBefore, explained.ScoreAfter).ShouldBe((4, null, (await EvaluateAsync(cluster, period, Now(cluster))).Performance), period);
            explained.Steps.Sum(step => step.Change).ShouldBe(explained.Change, 1e-9);
            explained.ByCustomer.Sum(share => share.Change).ShouldBe(explained.Change, 1e-9);
        }
    }

    /// <summary>
    /// 1 order of 10.00: (10 + 3 × 10) / 4 = 10. A second of 50.00: orders 20, average 30: (20 + 3 × 30) / 4 = 27.5.
    /// The step of the orders: (20 + 30) / 4 − 10 = 2.5; of the average: 27.5 − 12.5 = 15.
    /// </summary>
    [Fact]
    public async Task Explain_OneCommit_ChangesIndicatorByIndicator()
    {
        await using var cluster = await StartAsync();
        await WriteAsync(cluster, Sales);
        await cluster.RecordAsync("c1", Purchase("o1", At(2026, 1, 2), 1_000));
        var from = Advance(cluster);
        await cluster.RecordAsync("c2", Purchase("o2", At(2026, 1, 3), 5_000));
        var explained = await ExplainAsync(cluster, from);

        (explained.ScoreBefore, explained.ScoreAfter, explained.Commits, explained.Merged).ShouldBe((10, 27.5, 1, false));
        explained.Steps.Select(step => (step.Kind, step.Indicator, step.Change)).ShouldBe(
            [(ExplanationStepKind.Commit, "p/o/orders", 2.5), (ExplanationStepKind.Commit, "p/o/average_purchase_value", 15)]);
        var orders = explained.Steps[0];
        (orders.ValueBefore, orders.ValueAfter, orders.PerformanceBefore, orders.PerformanceAfter, orders.ScoreBefore, orders.ScoreAfter).ShouldBe((1, 2, 10, 20, 10, 12.5));
        explained.ByIndicator.Select(share => (share.Indicator, share.Change)).ShouldBe([("p/o/average_purchase_value", 15), ("p/o/orders", 2.5)]);
        explained.ByCustomer.Select(share => (share.Customer, share.Change)).ShouldBe([("c2", 17.5)]);
        explained.ByInteraction.Select(share => (share.Customer, share.Source, share.Interaction, share.Change)).ShouldBe([("c2", "shop", "o2", 17.5)]);
    }

    /// <summary>In one commit: from 10, an order of 50.00 to 27.5 (see above), then one of 0: orders 30, average 20: (30 + 60) / 4 = 22.5.</summary>
    [Fact]
    public async Task Explain_SeveralInteractionsInACommit_AreToldApart()
    {
        await using var cluster = await StartAsync();
        await WriteAsync(cluster, Sales);
        await cluster.RecordAsync("c1", Purchase("o1", At(2026, 1, 2), 1_000));
        var from = Advance(cluster);
        await cluster.RecordAsync("c1", Purchase("o2", At(2026, 1, 3), 5_000), Purchase("o3", At(2026, 1, 1), 0));
        var explained = await ExplainAsync(cluster, from);

        (explained.ScoreBefore, explained.ScoreAfter, explained.Commits, explained.Unattributed).ShouldBe((10, 22.5, 1, 0));
        explained.ByInteraction.Select(share => (share.Interaction, share.Change)).ShouldBe([("o2", 17.5), ("o3", -5)]);
        explained.ByCustomer.Select(share => (share.Customer, share.Change)).ShouldBe([("c1", 12.5)]);
    }

    [Fact]
    public async Task Explain_DefinitionOverrideAndTime_AreStepsOfTheirOwn()
    {
        await using var cluster = await StartAsync();
        await WriteAsync(cluster, With(orders => orders with { DatedWeights = [new() { From = "2026-01-17", Weight = 5 }] }));
        await cluster.RecordAsync("c1", Purchase("o1", At(2026, 1, 2), 2_000));
        var from = Advance(cluster);

        // Orders 10, average 20: (10 + 60) / 4 = 17.5. With a target of 5: orders 20: 20. Overridden to 80: (80 + 60) / 4 = 35.
        await WriteAsync(cluster, With(orders => orders with { Target = 5, DatedWeights = [new() { From = "2026-01-17", Weight = 5 }] }));
        Advance(cluster);
        (await cluster.Scorecard("sales").CreateOverride(
            new(GrainJson.Write(new ScorecardOverride { Indicator = "p/o/orders", Period = "2026-01", Performance = 80, Author = "Kim", Reason = "by hand", ExpiresAt = Instant.FromUtc(2026, 1, 18, 6, 0) })), default)).Require();

        // From the 17th orders weigh 5: (400 + 60) / 8 = 57.5. On the 18th the override ends: (100 + 60) / 8 = 20.
        cluster.Time.Advance(TimeSpan.FromDays(4));
        var explained = await ExplainAsync(cluster, from);
        (explained.ScoreBefore, explained.ScoreAfter).ShouldBe((17.5, 20));
        explained.Steps.Where(step => step.Change != 0).Select(step => (step.Kind, step.Indicator, Math.Round(step.Change, 9))).ShouldBe(
        [
            (ExplanationStepKind.Definition, string.Empty, 2.5),
            (ExplanationStepKind.Override, "p/o/orders", 15),
            (ExplanationStepKind.Time, "p/o/orders", 22.5),
            (ExplanationStepKind.Override, "p/o/orders", -37.5),
        ]);
        explained.Steps[0].DefinitionVersion.ShouldBe(2);
        explained.Steps.Sum(step => step.Change).ShouldBe(explained.Change, 1e-9);
        explained.ByCustomer.ShouldBe([new ExplanationShare { Change = 2.5 }], "no customer did that");
    }

    /// <summary>Whatever happens, the steps lead from the one score to the other, and each way of grouping them sums to the change.</summary>
    [Fact]
    public async Task Explain_RandomHistories_StepsSumToTheChange()
    {
        for (var seed = 1; seed <= 12; seed++)
        {
            var random = new Random(seed);
            await using var cluster = await StartAsync(settings: new() { MeasuresShards = 1 << (seed % 4) });

            // A minute before midnight, and on in steps of seconds: calls under way must not time out.
            cluster.Time.Advance(TimeSpan.FromHours(12) - TimeSpan.FromMinutes(1));
            await WriteAsync(cluster, Sales);
            cluster.Time.Advance(TimeSpan.FromSeconds(1));
            var instants = new List<Instant> { Now(cluster) };
            cluster.Time.Advance(TimeSpan.FromSeconds(1));
            for (var i = 0; i < 25; i++)
            {
                await SomethingAsync(cluster, random, i);
                cluster.Time.Advance(TimeSpan.FromSeconds(random.Next(1, 5)));
                instants.Add(Now(cluster));
                cluster.Time.Advance(TimeSpan.FromSeconds(1));
            }

            var (from, to) = (instants[random.Next(0, 10)], instants[random.Next(11, 26)]);
            foreach (var period in new[] { "2026-01", "2026-Q1", "2026-W03", "2026-01-02/2026-01-20" })
            {
                var explained = await ExplainAsync(cluster, from, to, period);
                var hint = $"seed {seed}, {period}";
                explained.ScoreBefore.ShouldBe((await EvaluateAsync(cluster, period, from)).Performance, hint);
                explained.ScoreAfter.ShouldBe((await EvaluateAsync(cluster, period, to)).Performance, hint);
                explained.Steps.Sum(step => step.Change).ShouldBe(explained.Change, 1e-9, hint);
                explained.ByIndicator.Sum(share => share.Change).ShouldBe(explained.Change, 1e-9, hint);
                explained.ByCustomer.Sum(share => share.Change).ShouldBe(explained.Change, 1e-9, hint);
                explained.ByInteraction.Sum(share => share.Change).ShouldBe(explained.Change, 1e-9, hint);
                explained.Unattributed.ShouldBe(0, 1e-9, hint);
                explained.Steps.Zip(explained.Steps.Skip(1)).ShouldAllBe(pair => pair.First.ScoreAfter == pair.Second.ScoreBefore && pair.First.At <= pair.Second.At, hint);
            }
        }
    }

    [Fact]
    public async Task Explain_Tokens_StandForWhenTheyWereRecorded()
    {
        await using var cluster = await StartAsync();
        await WriteAsync(cluster, Sales);
        var first = await cluster.RecordAsync("c1", Purchase("o1", At(2026, 1, 2), 1_000));
        Advance(cluster);
        var second = await cluster.RecordAsync("c1", Purchase("o2", At(2026, 1, 3), 5_000));
        Advance(cluster);
        await cluster.RecordAsync("c1", Purchase("o3", At(2026, 1, 4), 5_000));
        var explained = Read(await cluster.Scorecard("sales").Explain(new("2026-01", null, null, first.Positions, second.Positions, 0, 100), default));
        (explained.ScoreBefore, explained.ScoreAfter, explained.Commits).ShouldBe((10, 27.5, 1));
    }

    [Fact]
    public async Task Explain_TakenOverIndicator_IsAStepOfItsSource()
    {
        await using var cluster = await StartAsync();
        await WriteAsync(cluster, Sales);
        await WriteAsync(cluster, new() { Perspectives = [new() { Id = "g", Objectives = [new() { Id = "o", Indicators = [new() { Source = "sales/p/o/orders" }] }] }] }, "group");
        var from = Advance(cluster);
        await cluster.RecordAsync("c1", Purchase("o1", At(2026, 1, 2), 1_000));
        var explained = await ExplainAsync(cluster, from, id: "group");
        explained.Steps.Where(step => step.Change != 0).Select(step => (step.Kind, step.Indicator, step.Change)).ShouldBe([(ExplanationStepKind.Source, "g/o/orders", 10)]);
    }

    [Fact]
    public async Task Explain_Pages_AreCutFromTheSameExplanation()
    {
        await using var cluster = await StartAsync();
        await WriteAsync(cluster, Sales);
        var from = Advance(cluster);
        for (var i = 0; i < 3; i++)
            await cluster.RecordAsync("c1", Purchase($"o{i}", At(2026, 1, 2 + i), 1_000 * (i + 1)));
        var all = await ExplainAsync(cluster, from);
        var to = all.To.ToUnixTimeTicks();
        async Task<ScorecardExplanation> PageAsync(int offset) => Read(await cluster.Scorecard("sales").Explain(new("2026-01", from.ToUnixTimeTicks(), to, default, default, offset, 4), default));
        (await PageAsync(0)).Steps.Concat((await PageAsync(4)).Steps).ShouldBe(all.Steps);
        all.Steps.Count.ShouldBe(6);
    }

    [Fact]
    public async Task Explain_WrongQuestions_NameTheField()
    {
        await using var cluster = await StartAsync();
        await WriteAsync(cluster, Sales);
        var now = Now(cluster).ToUnixTimeTicks();
        async Task<(string, string?)> RefusedAsync(ExplanationRequest request)
        {
            var error = (await cluster.Scorecard("sales").Explain(request, default)).Error!;
            return (error.Reason, error.Field);
        }

        (await RefusedAsync(new("2026-01", null, null, default, default, 0, 10))).ShouldBe(("REQUIRED", "from_time"));
        (await RefusedAsync(new("2026-01", now, now, default, default, 0, 10))).ShouldBe(("OUT_OF_RANGE", "to_time"));
        (await RefusedAsync(new("2026-01", Instant.FromUtc(2010, 1, 1, 0, 0).ToUnixTimeTicks(), null, default, default, 0, 10))).ShouldBe(("OUT_OF_RANGE", "from_time"));
        (await RefusedAsync(new("2026-01-02/x", now - 10_000_000, null, default, default, 0, 10))).Item2.ShouldBe("period");
    }

    [Fact]
    public async Task ReadAsync_MoreCommitsThanAreToldApart_MergesNeighboursOnly()
    {
        await using var cluster = await StartAsync();
        await WriteAsync(cluster, Sales);
        var start = Now(cluster);
        for (var i = 0; i < 40; i++)
        {
            await cluster.RecordAsync($"c{i}", Purchase($"o{i}", At(2026, 1, 2), 1_000));
            cluster.Time.Advance(TimeSpan.FromMinutes(1));
        }

        var boundary = start + Duration.FromMinutes(20);
        var tenant = (await cluster.TenantGrain().Get(default)).Require();
        var notices = cluster.Journal.ReadDeltasRecordedAfterAsync(new(tenant.Number), 0, start - Duration.FromSeconds(1), default);
        var (groups, commits) = await Grains.Scorecards.RecordedCommits.ReadAsync(notices, Now(cluster), [boundary], 8, default);
        (commits, groups.Sum(group => group.Count)).ShouldBe((40, 40));
        groups.Count.ShouldBeInRange(2, 8);
        groups.ShouldAllBe(group => group.Positions.Count == group.Count);
        groups.Single(group => group.At < boundary && groups.SkipWhile(other => other != group).Skip(1).First().At >= boundary).At.ShouldBe(boundary - Duration.FromMinutes(1));
    }

    private static async Task SomethingAsync(GrainCluster cluster, Random random, int i)
    {
        switch (random.Next(8))
        {
            case 0:
                await WriteAsync(cluster, With(orders => orders with { Target = random.Next(3, 30) }));
                break;
            case 1:
                (await cluster.Scorecard("sales").CreateOverride(
                    new(GrainJson.Write(new ScorecardOverride
                    {
                        Indicator = "p/o/orders", Period = "2026-01", Performance = random.Next(0, 100), Author = "Kim", Reason = "by hand", ExpiresAt = Now(cluster) + Duration.FromSeconds(random.Next(1, 60)),
                    })), default)).Require();
                break;
            default:
                EncodedInteraction[] some = [.. Enumerable.Range(0, random.Next(1, 5)).Select(j => Purchase($"o{i}-{j}", At(2026, 1, random.Next(1, 25), random.Next(0, 23)), random.Next(0, 9_000)))];
                await cluster.RecordAsync($"c{random.Next(1, 4)}", some);
                break;
        }
    }

    private static ScorecardDefinition With(Func<ScorecardIndicatorDefinition, ScorecardIndicatorDefinition> change)
    {
        var objective = Sales.Perspectives[0].Objectives[0];
        return Sales with { Perspectives = [Sales.Perspectives[0] with { Objectives = [objective with { Indicators = [change(objective.Indicators[0]), objective.Indicators[1]] }] }] };
    }

    private static Instant Advance(GrainCluster cluster)
    {
        cluster.Time.Advance(TimeSpan.FromMinutes(1));
        var now = Now(cluster);
        cluster.Time.Advance(TimeSpan.FromMinutes(1));
        return now;
    }

    private static Instant Now(GrainCluster cluster) => Instant.FromDateTimeOffset(cluster.Time.GetUtcNow());

    private static ScorecardExplanation Read(Reply<ScorecardRecord> reply) => GrainJson.Read<ScorecardExplanation>(reply.Require().Json);

    private static async Task<ScorecardExplanation> ExplainAsync(GrainCluster cluster, Instant from, Instant? to = null, string period = "2026-01", string id = "sales") =>
        Read(await cluster.Scorecard(id).Explain(new(period, from.ToUnixTimeTicks(), to?.ToUnixTimeTicks(), default, default, 0, 100_000), default));

    private static async Task WriteAsync(GrainCluster cluster, ScorecardDefinition definition, string id = "sales") =>
        (await cluster.Scorecard(id).Write(new(GrainJson.Write(definition), WriteMode.Upsert, null, string.Empty), default)).Require();

    private static async Task<EvaluatedScorecard> EvaluateAsync(GrainCluster cluster, string period, Instant asOf) =>
        GrainJson.Read<EvaluatedScorecard>((await cluster.Scorecard("sales").Evaluate(new(period, asOf.ToUnixTimeTicks(), default), default)).Require().ResultJson);
}
