using KpiPlatform.Domain.Interactions;
using KpiPlatform.Domain.Scorecards;
using KpiPlatform.Domain.Segments;
using KpiPlatform.Grains.Abstractions;
using KpiPlatform.Grains.Abstractions.Customers;
using KpiPlatform.Grains.Abstractions.Scorecards;
using NodaTime;
using static KpiPlatform.Grains.Tests.GrainCluster;

namespace KpiPlatform.Grains.Tests;

/// <summary>The mean of the customers' own performance, which no cell holds. The clock stands at 2026-01-15 12:00 UTC.</summary>
public sealed class CustomerPerformanceMeanTests
{
    private static readonly ScorecardDefinition Card = new()
    {
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
                            new() { Indicator = "customer_cpi_mean", Baseline = 0, Target = 100, Deadline = "2026-12-31", BaselineDate = "2025-01-01" },
                            new() { Indicator = "orders", Weight = 3, Baseline = 0, Target = 10, Deadline = "2026-12-31", BaselineDate = "2025-01-01" },
                        ],
                    },
                ],
            },
        ],
    };

    [Fact]
    public async Task Evaluate_WithATokenOrAsOfAnInstant_IsWhatACustomerByItselfSays()
    {
        await using var cluster = await StartAsync();
        await WriteAsync(cluster);
        RecordReply reply = null!;
        for (var i = 1; i <= 12; i++)
        {
            reply = await cluster.RecordAsync($"c{i}", Purchase($"o{i}", At(2025, 10, 4) + Duration.FromDays(8 * i), 7_000 * i));
            if (i % 3 == 0)
                reply = await cluster.RecordAsync($"c{i}", Complaint($"k{i}", At(2026, 1, i)));
        }

        var before = await EvaluateAsync(cluster, "2026-01", null, reply.Positions);
        var (mean, customers) = await MeanAsync(cluster, 12);
        before.Value!.Value.ShouldBe(mean, 1e-8);
        before.SampleSize.ShouldBe(customers);

        // Each token sees what it acknowledges; an instant does not see what came later.
        var instant = Now(cluster);
        cluster.Time.Advance(TimeSpan.FromMinutes(1));
        reply = await cluster.RecordAsync("c1", Complaint("late", At(2026, 1, 14)), Purchase("new", At(2026, 1, 15), 100));
        var after = await EvaluateAsync(cluster, "2026-01", null, reply.Positions);
        after.Value!.Value.ShouldBe((await MeanAsync(cluster, 12)).Mean, 1e-8);
        after.Value.ShouldNotBe(before.Value);
        (await EvaluateAsync(cluster, "2026-01", instant)).Value.ShouldBe(before.Value);
    }

    [Fact]
    public async Task Evaluate_WhoAskedFirstHasLeft_TheNextChangeIsSeen()
    {
        await using var cluster = await StartAsync();
        await WriteAsync(cluster);
        await cluster.RecordAsync("c1", Purchase("o1", At(2026, 1, 5), 10_000));
        await cluster.Measures().CatchUp(default);
        var (scanning, goesOn) = (new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously), new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        cluster.Journal.Scanned = () =>
        {
            scanning.TrySetResult();
            return goesOn.Task;
        };
        using var leaving = new CancellationTokenSource();
        var first = cluster.Scorecard("card").Evaluate(new("2026-01", null, default), leaving.Token);
        await scanning.Task.WaitAsync(TimeSpan.FromSeconds(30));
        await leaving.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => first);
        goesOn.SetResult();
        var before = await EvaluateAsync(cluster, "2026-01", null);
        before.Value!.Value.ShouldBe((await MeanAsync(cluster, 1)).Mean, 1e-8);

        // Without a token a value may be a little old, and not for good.
        await cluster.RecordAsync("c1", Complaint("k1", At(2026, 1, 14)));
        await cluster.Measures().CatchUp(default);
        var after = await EvaluateAsync(cluster, "2026-01", null);

        after.Value!.Value.ShouldBe((await MeanAsync(cluster, 1)).Mean, 1e-8);
        after.Value.ShouldNotBe(before.Value);
    }

    /// <summary>
    /// January, as of the 15th. c1 bought 100 on the 5th: ten days of a lapse of 90 are over, 80/90; no complaint 100; margin 100 of 1,000, 10.
    /// Then c2 buys 500 on the 15th: 100, 100, 50. The order is told by its commit, the mean at the end; they sum to the change.
    /// </summary>
    [Theory]
    [InlineData("2026-01")]
    [InlineData("2026-01-02/2026-02-01")]
    public async Task Explain_AScorecardWithTheMean_SumsToTheChange(string period)
    {
        await using var cluster = await StartAsync();
        await WriteAsync(cluster);
        await cluster.RecordAsync("c1", Purchase("o1", At(2026, 1, 5), 10_000));
        cluster.Time.Advance(TimeSpan.FromMinutes(1));
        var from = Now(cluster);
        cluster.Time.Advance(TimeSpan.FromMinutes(1));
        await cluster.RecordAsync("c2", Purchase("o2", At(2026, 1, 15), 50_000));
        cluster.Time.Advance(TimeSpan.FromMinutes(1));
        var first = ((100 * (80 / 90.0)) + 100 + 10) / 3;
        var second = (100 + 100 + 50) / 3.0;

        var explained = GrainJson.Read<ScorecardExplanation>((await cluster.Scorecard("card").Explain(new(period, from.ToUnixTimeTicks(), null, default, default, 0, 1_000), default)).Require().Json);

        explained.ScoreBefore!.Value.ShouldBe((first + (3 * 10)) / 4, 1e-8);
        explained.ScoreAfter!.Value.ShouldBe((((first + second) / 2) + (3 * 20)) / 4, 1e-8);
        explained.Steps.Select(step => step.Indicator).ShouldBe(["p/o/orders", "p/o/customer_cpi_mean"]);
        explained.Steps.Sum(step => step.Change).ShouldBe(explained.Change, 1e-9);
        explained.ByCustomer.Sum(share => share.Change).ShouldBe(explained.Change, 1e-9);
        explained.Unattributed.ShouldBe((second - first) / 2 / 4, 1e-8);
    }

    private static EncodedInteraction Complaint(string id, Instant at) =>
        InteractionCodec.Encode(new() { Source = "shop", Id = id, OccurredAt = at, Facts = new Complaint() }, new HashSet<string>());

    private static async Task<(double Mean, int Customers)> MeanAsync(GrainCluster cluster, int customers)
    {
        var definition = (await cluster.Definitions.FindAsync(Tenant, default))!;
        var moment = new FactsMoment(definition, Now(cluster));
        var known = new List<double>();
        for (var i = 1; i <= customers; i++)
        {
            var facts = (await cluster.Customer($"c{i}").Get(default)).Require().ToFacts();
            if (Now(cluster) < facts.BaseUntil && moment.PerformanceOf(facts).Value is { } value)
                known.Add(value);
        }

        return (known.Average(), known.Count);
    }

    private static Instant Now(GrainCluster cluster) => Instant.FromDateTimeOffset(cluster.Time.GetUtcNow());

    private static async Task WriteAsync(GrainCluster cluster) =>
        (await cluster.Scorecard("card").Write(new(GrainJson.Write(Card), WriteMode.Upsert, null, string.Empty), default)).Require();

    private static async Task<Domain.Indicators.IndicatorValue> EvaluateAsync(GrainCluster cluster, string period, Instant? asOf, ReadOnlyMemory<byte> token = default) =>
        GrainJson.Read<EvaluatedScorecard>((await cluster.Scorecard("card").Evaluate(new(period, asOf?.ToUnixTimeTicks(), token), default)).Require().ResultJson)
            .AllIndicators().First().Indicator.Value;
}
