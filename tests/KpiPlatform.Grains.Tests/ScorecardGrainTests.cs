using KpiPlatform.Domain;
using KpiPlatform.Domain.Scorecards;
using KpiPlatform.Domain.Tenants;
using KpiPlatform.Grains.Abstractions;
using KpiPlatform.Grains.Abstractions.Scorecards;
using static KpiPlatform.Grains.Tests.GrainCluster;

namespace KpiPlatform.Grains.Tests;

public sealed class ScorecardGrainTests
{
    private static readonly ScorecardDefinition Sales = new()
    {
        Title = "Sales",
        Perspectives =
        [
            new()
            {
                Id = "financial",
                Objectives =
                [
                    new()
                    {
                        Id = "grow",
                        Indicators = [new() { Indicator = "orders", Baseline = 0, Target = 10, Deadline = "2026-12-31" }],
                    },
                ],
            },
        ],
    };

    [Fact]
    public async Task Evaluate_AfterInteractions_ScoresLinearly()
    {
        await using var cluster = await StartAsync();
        await WriteAsync(cluster, Sales, WriteMode.Create);
        var reply = await cluster.RecordAsync("c1", Purchase("o1", At(2026, 1, 2)), Purchase("o2", At(2026, 1, 3)), Purchase("o3", At(2025, 12, 3)));
        var values = (await cluster.Scorecard("sales").Evaluate(new("2026-01", null, reply.Positions), default)).Require();
        var result = GrainJson.Read<EvaluatedScorecard>(values.ResultJson);

        // Two of the three orders are in January: (2 - 0) / (10 - 0) = 20.
        result.Performance.ShouldBe(20);
        result.Status.ShouldBe(Status.Red);
        result.Partial.ShouldBeTrue();
    }

    [Fact]
    public async Task Evaluate_NothingMovedSinceTheKnownAnswer_SaysSoInsteadOfSendingIt()
    {
        await using var cluster = await StartAsync();
        await WriteAsync(cluster, Sales, WriteMode.Create);
        var first = await AnswerAsync(cluster);
        first.Sequence.ShouldBeGreaterThan(0);

        var again = await AnswerAsync(cluster, first);
        again.ResultJson.ShouldBeEmpty();
        (again.Epoch, again.Sequence).ShouldBe((first.Epoch, first.Sequence));

        // Whoever does not have it is given it, and so is one that knows another activation's.
        (await AnswerAsync(cluster)).ShouldBe(first);
        (await AnswerAsync(cluster, first with { Epoch = "another" })).ResultJson.ShouldBe(first.ResultJson);
    }

    [Fact]
    public async Task Evaluate_AnythingMovedSinceTheKnownAnswer_AnswersAnew()
    {
        await using var cluster = await StartAsync();
        await WriteAsync(cluster, Sales, WriteMode.Create);
        var known = await AnswerAsync(cluster);

        var recorded = await cluster.RecordAsync("c1", Purchase("o1", At(2026, 1, 2)));
        (await cluster.Measures().Read(new([], recorded.Positions, null, null, null), default)).Require();
        known = await IsNewAsync(known);
        GrainJson.Read<EvaluatedScorecard>(known.ResultJson).Performance.ShouldBe(10);

        (await WriteAsync(cluster, Sales with { Title = "More" }, WriteMode.Update)).Require();
        known = await IsNewAsync(known);
        GrainJson.Read<EvaluatedScorecard>(known.ResultJson).Title.ShouldBe("More");

        (await cluster.Scorecard("sales").CreateComment(
            new(GrainJson.Write(new ScorecardComment { Period = "2026-01", Indicator = "financial/grow/orders", Author = "ann", Text = "Two big orders." })), default)).Require();
        known = await IsNewAsync(known);
        GrainJson.Read<EvaluatedScorecard>(known.ResultJson).AllIndicators().Single().Indicator.Comments.ShouldBe(1);

        (await cluster.TenantGrain().Write(new(GrainJson.Write(new TenantSettings { DisplayName = "Acme" }), WriteMode.Update, null, string.Empty), default)).Require();
        known = await IsNewAsync(known);

        cluster.Time.Advance(TimeSpan.FromSeconds(1));
        known = await IsNewAsync(known);
        GrainJson.Read<EvaluatedScorecard>(known.ResultJson).AsOf.ShouldBe(NodaTime.Instant.FromDateTimeOffset(cluster.Time.GetUtcNow()));

        async Task<ScorecardValues> IsNewAsync(ScorecardValues before)
        {
            var after = await AnswerAsync(cluster, before);
            after.ResultJson.ShouldNotBeEmpty();
            after.Sequence.ShouldBeGreaterThan(before.Sequence);
            return after;
        }
    }

    [Fact]
    public async Task Evaluate_AsOfThenOrWithAToken_IsNeverAnAnswerOfBefore()
    {
        await using var cluster = await StartAsync();
        await WriteAsync(cluster, Sales, WriteMode.Create);
        var recorded = await cluster.RecordAsync("c1", Purchase("o1", At(2026, 1, 2)));
        var withToken = (await cluster.Scorecard("sales").Evaluate(new("2026-01", null, recorded.Positions), default)).Require();
        var asOf = (await cluster.Scorecard("sales").Evaluate(new("2026-01", At(2026, 1, 3).ToUnixTimeTicks(), default), default)).Require();
        (withToken.Sequence, asOf.Sequence).ShouldBe((0, 0));
    }

    [Fact]
    public async Task Write_InvalidDefinition_NamesTheFieldAndKeepsTheStoredOne()
    {
        await using var cluster = await StartAsync();
        var stored = (await WriteAsync(cluster, Sales, WriteMode.Create)).Require();
        var broken = Sales with { Perspectives = [] };
        var reply = await WriteAsync(cluster, broken, WriteMode.Update);
        reply.Error!.Kind.ShouldBe(ErrorKind.InvalidArgument);
        reply.Error.Field.ShouldBe("scorecard.perspectives");
        (await cluster.Scorecard("sales").Get(default)).Require().DefinitionJson.ShouldBe(stored.DefinitionJson);
    }

    [Fact]
    public async Task Write_TheSameAgain_ChangesNothing()
    {
        await using var cluster = await StartAsync();
        var first = (await WriteAsync(cluster, Sales, WriteMode.Upsert)).Require();
        await cluster.JumpAsync(TimeSpan.FromDays(2));
        var second = (await WriteAsync(cluster, Sales, WriteMode.Upsert)).Require();
        second.ShouldBe(first);
        var third = (await WriteAsync(cluster, Sales with { Title = "More" }, WriteMode.Upsert)).Require();
        third.Version.ShouldBe(2);
    }

    [Fact]
    public async Task Write_WithAStaleEtag_IsAborted()
    {
        await using var cluster = await StartAsync();
        await WriteAsync(cluster, Sales, WriteMode.Create);
        var reply = await cluster.Scorecard("sales").Write(new(GrainJson.Write(Sales), WriteMode.Update, "other", string.Empty), default);
        reply.Error!.Kind.ShouldBe(ErrorKind.Aborted);
    }

    [Fact]
    public async Task Delete_ThenGet_IsNotFound()
    {
        await using var cluster = await StartAsync();
        await WriteAsync(cluster, Sales, WriteMode.Create);
        (await cluster.Scorecard("sales").Delete(null, default)).Require();
        (await cluster.Scorecard("sales").Get(default)).Error!.Kind.ShouldBe(ErrorKind.NotFound);
        (await WriteAsync(cluster, Sales, WriteMode.Create)).Require().Version.ShouldBe(1);
    }

    [Fact]
    public async Task Watch_AfterACommit_SendsTheNewValuesWithTheNextSequence()
    {
        await using var cluster = await StartAsync();
        await WriteAsync(cluster, Sales, WriteMode.Create);
        await using var watch = cluster.Scorecard("sales").Watch(new("2026-01", null, default), default).GetAsyncEnumerator();
        (await watch.MoveNextAsync()).ShouldBeTrue();
        watch.Current.Require().Sequence.ShouldBe(1);
        var next = watch.MoveNextAsync().AsTask();
        var recorded = await cluster.RecordAsync("c1", Purchase("o1", At(2026, 1, 2)));

        // The read sees the commit in the cells; from then on only the gathering of changes stands before the news.
        (await cluster.Measures().Read(new([], recorded.Positions, null, null, null), default)).Require();
        cluster.Time.Advance(TimeSpan.FromSeconds(1));
        (await next.WaitAsync(TimeSpan.FromSeconds(20))).ShouldBeTrue();
        var values = watch.Current.Require();
        values.Sequence.ShouldBe(2);
        GrainJson.Read<EvaluatedScorecard>(values.ResultJson).Performance.ShouldBe(10);
    }

    [Fact]
    public async Task Watch_WithAnInterval_ComputesOnceInIt_AndHasAllThatMovedWhenItIsOver()
    {
        await using var cluster = await StartAsync();
        await WriteAsync(cluster, Sales, WriteMode.Create);
        var interval = TimeSpan.FromSeconds(10);
        await using var watch = cluster.Scorecard("sales").Watch(new("2026-01", null, default, UpdateInterval: interval), default).GetAsyncEnumerator();
        (await watch.MoveNextAsync()).ShouldBeTrue();
        var next = watch.MoveNextAsync().AsTask();

        // Told of each after a moment, which is well within the interval.
        for (var i = 1; i <= 2; i++)
        {
            var recorded = await cluster.RecordAsync("c1", Purchase($"o{i}", At(2026, 1, 2)));
            (await cluster.Measures().Read(new([], recorded.Positions, null, null, null), default)).Require();
            cluster.Time.Advance(TimeSpan.FromSeconds(1));
        }

        next.IsCompleted.ShouldBeFalse();
        cluster.Time.Advance(interval);
        (await next.WaitAsync(TimeSpan.FromSeconds(20))).ShouldBeTrue();
        var values = watch.Current.Require();
        values.Sequence.ShouldBe(2);
        GrainJson.Read<EvaluatedScorecard>(values.ResultJson).Performance.ShouldBe(20);
    }

    [Theory]
    [InlineData(0, 100, 600, 500)]
    [InlineData(0, 599.5, 600, 1)]
    [InlineData(100, 100, 600, 500)]
    [InlineData(599, 600, 600, 0)]
    [InlineData(0, 5_000, 600, 0)]
    [InlineData(700, 500, 600, 0)]
    [InlineData(0, 1, 0, 0)]
    public void PauseAfter_AnUpdate_LastsUntilItsSlotIsOver(double beforeMs, double nowMs, double intervalMs, double pauseMs)
    {
        var start = new DateTimeOffset(2026, 1, 15, 12, 0, 0, TimeSpan.Zero);
        UpdatePace.PauseAfter(start.AddMilliseconds(beforeMs), start.AddMilliseconds(nowMs), TimeSpan.FromMilliseconds(intervalMs)).ShouldBe(TimeSpan.FromMilliseconds(pauseMs));
    }

    [Fact]
    public async Task Update_OfTheCurrencyAfterTheFirstInteraction_IsRefused()
    {
        await using var cluster = await StartAsync();
        var changed = GrainJson.Write(new TenantSettings { LapseDays = 30 });
        (await cluster.TenantGrain().Write(new(changed, WriteMode.Update, null, string.Empty), default)).Require().DefinitionVersion.ShouldBe(2);
        await cluster.RecordAsync("c1", Purchase("o1", At(2026, 1, 2)));
        var refused = await cluster.TenantGrain().Write(new(GrainJson.Write(new TenantSettings { LapseDays = 30, Currency = "USD" }), WriteMode.Update, null, string.Empty), default);
        refused.Error!.Reason.ShouldBe("SETTING_FIXED");
        refused.Error.Field.ShouldBe("tenant.currency_code");
    }

    private static async Task<ScorecardValues> AnswerAsync(GrainCluster cluster, ScorecardValues? known = null) =>
        (await cluster.Scorecard("sales").Evaluate(new("2026-01", null, default) { KnownEpoch = known?.Epoch ?? string.Empty, KnownSequence = known?.Sequence ?? 0 }, default)).Require();

    private static Task<Reply<ScorecardDocument>> WriteAsync(GrainCluster cluster, ScorecardDefinition definition, WriteMode mode) =>
        cluster.Scorecard("sales").Write(new(GrainJson.Write(definition), mode, null, string.Empty), default);
}
