using KpiPlatform.Domain;
using KpiPlatform.Domain.Scorecards;
using KpiPlatform.Grains.Abstractions;
using KpiPlatform.Grains.Abstractions.Scorecards;
using KpiPlatform.Grains.Scorecards;
using KpiPlatform.Testing.InMemory;
using NodaTime;
using static KpiPlatform.Grains.Tests.GrainCluster;

namespace KpiPlatform.Grains.Tests;

/// <summary>Versions, closed periods, overrides, comments and cascades. The clock stands at 2026-01-15 12:00 UTC; each order is a tenth of the way.</summary>
public sealed class ScorecardRecordTests
{
    private const string Indicator = "financial/grow/orders";

    private static readonly ScorecardDefinition Sales = new()
    {
        Title = "Sales",
        Perspectives =
        [
            new()
            {
                Id = "financial",
                Objectives = [new() { Id = "grow", Indicators = [new() { Indicator = "orders", Baseline = 0, Target = 10, Deadline = "2026-12-31", BaselineDate = "2025-01-01" }] }],
            },
        ],
    };

    [Fact]
    public async Task Evaluate_AsOfAnInstant_UsesTheDefinitionInForceThen()
    {
        await using var cluster = await StartAsync();
        await WriteAsync(cluster, Sales);
        await cluster.RecordAsync("c1", Purchase("o1", At(2026, 1, 2)));
        var first = Now(cluster);
        await cluster.JumpAsync(TimeSpan.FromDays(1));
        await WriteAsync(cluster, WithTarget(5));
        var second = Now(cluster);
        await cluster.JumpAsync(TimeSpan.FromDays(1));
        await WriteAsync(cluster, WithTarget(2));

        (await EvaluateAsync(cluster, "2026-01")).Performance.ShouldBe(50);
        (await EvaluateAsync(cluster, "2026-01", second)).Performance.ShouldBe(20);
        var oldest = await EvaluateAsync(cluster, "2026-01", first);
        (oldest.Performance, oldest.DefinitionVersion).ShouldBe((10, 1));
        (await EvaluateAsync(cluster, "2026-01", first - Duration.FromDays(30))).DefinitionVersion.ShouldBe(1, "before the first version the first holds");

        var grain = cluster.Scorecard("sales");
        Target((await grain.GetVersion(new(2, null), default)).Require()).ShouldBe(5);
        Target((await grain.GetVersion(new(null, first.ToUnixTimeTicks()), default)).Require()).ShouldBe(10);
        Target((await grain.GetVersion(new(null, null), default)).Require()).ShouldBe(2);
        (await grain.GetVersion(new(4, null), default)).Error!.Reason.ShouldBe("VERSION_NOT_FOUND");
        Read<List<VersionMark>>(await grain.ListVersions(default)).Select(mark => mark.Version).ShouldBe([1, 2, 3]);
    }

    [Fact]
    public async Task Activate_AfterARestart_KnowsVersionsOverridesClosingsAndComments()
    {
        var (storage, states) = (new MemoryGrainStorage(), new InMemoryStateStore());
        await using (var cluster = await StartAsync(storage: storage, states: states))
        {
            await WriteAsync(cluster, Sales);
            await cluster.JumpAsync(TimeSpan.FromHours(1));
            await WriteAsync(cluster, WithTarget(5));
            var grain = cluster.Scorecard("sales");
            (await grain.CreateOverride(Override("2026-01", performance: 70), default)).Require();
            (await grain.CreateComment(Comment("2026-01", "why"), default)).Require();
            (await grain.ClosePeriod(new("2025-12", "Kim"), default)).Require();
        }

        await using var again = await StartAsync(storage: storage, states: states, create: false);
        await again.JumpAsync(TimeSpan.FromHours(2));
        var reopened = again.Scorecard("sales");
        Target((await reopened.GetVersion(new(1, null), default)).Require()).ShouldBe(10);
        var indicator = (await EvaluateAsync(again, "2026-01")).Find(IndicatorPath.Parse(Indicator, "i"))!;
        (indicator.Performance, indicator.Comments).ShouldBe((70, 1));
        (await EvaluateAsync(again, "2025-12")).ClosedAt.ShouldNotBeNull();
        Read<List<ScorecardComment>>(await reopened.ListComments(new("2026-01", string.Empty, string.Empty, 10), default)).Single().Text.ShouldBe("why");

        (await reopened.Delete(null, default)).Require();
        states.KeysOf("scorecard-version").ShouldBeEmpty();
        states.KeysOf("scorecard-comment").ShouldBeEmpty();
    }

    [Fact]
    public async Task Activate_ScorecardStoredBeforeThereWereLogs_GoesOn()
    {
        var storage = new MemoryGrainStorage();
        await using (var cluster = await StartAsync(storage: storage))
        {
            // As an older program wrote it: without the fields that it did not know.
            var state = new GrainState<ScorecardState>(new()
            {
                DefinitionJson = """{"title":"Sales","description":"","perspectives":[{"id":"financial","title":"","weight":1,"objectives":[{"id":"grow","title":"","weight":1,"owner":"","indicators":[{"id":"orders","indicator":"orders","title":"","weight":1,"direction":"Increase","baseline":0,"target":10,"deadline":"2026-12-31","component":"","baselineDate":"2025-01-01"}]}]}],"version":3}""",
                Version = 3,
                CreatedAtTicks = Instant.FromUtc(2026, 1, 1, 0, 0).ToUnixTimeTicks(),
                UpdatedAtTicks = Instant.FromUtc(2026, 1, 10, 0, 0).ToUnixTimeTicks(),
            });
            await storage.WriteStateAsync("scorecard", cluster.Scorecard("sales").GetGrainId(), state);
            await cluster.RecordAsync("c1", Purchase("o1", At(2026, 1, 2)));

            (await EvaluateAsync(cluster, "2026-01")).Performance.ShouldBe(10);
            (await WriteAsync(cluster, Sales with { Title = "Sales" })).Version.ShouldBe(3, "the same definition is no new version");
            (await cluster.Scorecard("sales").GetVersion(new(2, null), default)).Error!.Reason.ShouldBe("VERSION_NOT_KEPT");
            (await WriteAsync(cluster, WithTarget(5))).Version.ShouldBe(4);
            Target((await cluster.Scorecard("sales").GetVersion(new(3, null), default)).Require()).ShouldBe(10);
            (await EvaluateAsync(cluster, "2026-01", Instant.FromUtc(2026, 1, 5, 0, 0))).Performance.ShouldBe(0, "nothing was recorded then, under the earliest definition known");
        }
    }

    [Fact]
    public async Task ClosePeriod_ThenLateArrivals_ShowBesideTheClosedValues()
    {
        await using var cluster = await StartAsync();
        await WriteAsync(cluster, Sales);
        await cluster.RecordAsync("c1", Purchase("o1", At(2025, 12, 2)), Purchase("o2", At(2025, 12, 3)));
        var grain = cluster.Scorecard("sales");
        await cluster.JumpAsync(TimeSpan.FromHours(1));
        var closing = Read<PeriodClosure>(await grain.ClosePeriod(new("2025-12", "Kim"), default));
        (closing.Label, closing.ClosedBy, closing.DefinitionVersion, closing.ClosedAt).ShouldBe(("2025-12", "Kim", 1, Now(cluster)));
        closing.Positions.ShouldNotBeEmpty();

        await cluster.JumpAsync(TimeSpan.FromHours(1));
        (await cluster.RecordAsync("c1", Purchase("o3", At(2025, 12, 4)))).Results.Length.ShouldBe(1, "interactions are never refused for a closed period");
        await cluster.JumpAsync(TimeSpan.FromHours(1));
        await WriteAsync(cluster, WithTarget(5));

        // Closed: two of ten orders. One more arrived: + 1 order, + 10 points. Now, under the newer target, three of five.
        var closed = await EvaluateAsync(cluster, "2025-12");
        var indicator = closed.Find(IndicatorPath.Parse(Indicator, "i"))!;
        (closed.Performance, closed.LatePerformanceAdjustment, closed.DefinitionVersion, closed.ClosedAt).ShouldBe((20, 10, 1, closing.ClosedAt));
        (indicator.Value.Value, indicator.LateAdjustment, indicator.LatePerformanceAdjustment, indicator.Value.Late).ShouldBe((2, 1, 10, true));
        (closed.Perspectives[0].LatePerformanceAdjustment, closed.Perspectives[0].Objectives[0].LatePerformanceAdjustment).ShouldBe((10, 10));

        var restated = await EvaluateAsync(cluster, "2025-12", restated: true);
        (restated.Performance, restated.DefinitionVersion, restated.Restated, restated.LatePerformanceAdjustment).ShouldBe((60, 2, true, null));
        restated.Find(IndicatorPath.Parse(Indicator, "i"))!.Value.Late.ShouldBeTrue();

        // Looked at as of before the closing it was open; a longer period that contains it still is.
        (await EvaluateAsync(cluster, "2025-12", closing.ClosedAt - Duration.FromMinutes(1))).ClosedAt.ShouldBeNull();
        (await EvaluateAsync(cluster, "2025-Q4")).ClosedAt.ShouldBeNull();

        var again = Read<PeriodClosure>(await grain.ClosePeriod(new("2025-12", "Sam"), default));
        (again.ClosedBy, again.ClosedAt).ShouldBe(("Kim", closing.ClosedAt));
        (await grain.ClosePeriod(new("2026-01", "Kim"), default)).Error!.Reason.ShouldBe("PERIOD_NOT_OVER");
        Read<List<PeriodClosure>>(await grain.ListClosures(default)).Count.ShouldBe(1);
    }

    [Fact]
    public async Task ClosedPeriod_WhatPeopleEnterInIt_IsRefused()
    {
        await using var cluster = await StartAsync();
        await WriteAsync(cluster, Sales);
        var grain = cluster.Scorecard("sales");
        var standing = Read<ScorecardOverride>(await grain.CreateOverride(Override("2025-12", performance: 70), default));
        (await grain.ClosePeriod(new("2025-12", "Kim"), default)).Require();

        foreach (var period in new[] { "2025-12", "2025-12-31", "2025-12-01/2025-12-15" })
        {
            var refused = (await grain.CreateOverride(Override(period, value: 5), default)).Error!;
            (refused.Kind, refused.Reason, refused.Field).ShouldBe((ErrorKind.FailedPrecondition, "PERIOD_CLOSED", "override.period"));
            (await grain.CreateComment(Comment(period, "late"), default)).Error!.Reason.ShouldBe("PERIOD_CLOSED");
        }

        (await grain.WithdrawOverride(standing.Id, default)).Error!.Reason.ShouldBe("PERIOD_CLOSED");
        (await grain.CreateOverride(Override("2026-01", value: 5), default)).Error.ShouldBeNull();
        (await grain.CreateOverride(Override("2025-Q4", value: 5), default)).Error.ShouldBeNull("the quarter is not closed");

        var dated = (await grain.Write(new(GrainJson.Write(WithDatedTarget("2025-12-31")), WriteMode.Upsert, null, string.Empty), default)).Error!;
        (dated.Kind, dated.Reason, dated.Field).ShouldBe(
            (ErrorKind.FailedPrecondition, "PERIOD_CLOSED", "scorecard.perspectives[0].objectives[0].indicators[0].dated_targets[0].from"));
        (await grain.Get(default)).Require().Version.ShouldBe(1, "what is refused changes nothing");
        (await WriteAsync(cluster, WithDatedTarget("2026-01-01"))).Version.ShouldBe(2);
    }

    [Fact]
    public async Task ClosedPeriod_Override_StaysAfterItExpired()
    {
        await using var cluster = await StartAsync();
        await WriteAsync(cluster, Sales);
        var grain = cluster.Scorecard("sales");
        (await grain.CreateOverride(Override("2025-12", performance: 70), default)).Require();
        await cluster.JumpAsync(TimeSpan.FromHours(1));
        (await grain.ClosePeriod(new("2025-12", "Kim"), default)).Require();
        await cluster.JumpAsync(TimeSpan.FromDays(30));
        var closed = await EvaluateAsync(cluster, "2025-12");
        (closed.Performance, closed.LatePerformanceAdjustment).ShouldBe((70, null));
        (await EvaluateAsync(cluster, "2025-12", restated: true)).Performance.ShouldBe(0, "it has reverted since");
    }

    [Fact]
    public async Task CloseAfterDays_PeriodsCloseByThemselves()
    {
        await using var cluster = await StartAsync();
        await WriteAsync(cluster, Sales with { CloseAfterDays = 20 });
        await cluster.RecordAsync("c1", Purchase("o1", At(2025, 12, 2)));
        (await EvaluateAsync(cluster, "2025-12")).ClosedAt.ShouldBeNull("it is the 15th, and it closes on the 21st");

        await cluster.JumpAsync(TimeSpan.FromDays(7));
        await cluster.RecordAsync("c1", Purchase("o2", At(2025, 12, 3)));
        var closed = await EvaluateAsync(cluster, "2025-12");
        (closed.Performance, closed.LatePerformanceAdjustment, closed.ClosedAt).ShouldBe((10, 10, Instant.FromUtc(2026, 1, 21, 0, 0)));

        // Whoever closes it now learns that it was; and no later setting opens it again.
        Read<PeriodClosure>(await cluster.Scorecard("sales").ClosePeriod(new("2025-12", "Kim"), default)).ClosedBy.ShouldBe("close_after_days");
        await WriteAsync(cluster, Sales);
        (await EvaluateAsync(cluster, "2025-12")).ClosedAt.ShouldBe(Instant.FromUtc(2026, 1, 21, 0, 0));
        (await cluster.Scorecard("sales").CreateOverride(Override("2025-12-30", value: 3), default)).Error!.Reason.ShouldBe("PERIOD_CLOSED");
    }

    [Fact]
    public async Task Override_HoldsUntilItExpiresOrIsWithdrawn()
    {
        await using var cluster = await StartAsync();
        await WriteAsync(cluster, Sales);
        await cluster.RecordAsync("c1", Purchase("o1", At(2026, 1, 2)));
        var grain = cluster.Scorecard("sales");

        (await EvaluateAsync(cluster, "2026-01")).Performance.ShouldBe(10);
        var before = Now(cluster);
        await cluster.JumpAsync(TimeSpan.FromHours(1));
        var made = Read<ScorecardOverride>(await grain.CreateOverride(Override("this-month", value: 8, request: "r1"), default));
        made.Period.ShouldBe("2026-01");
        Read<ScorecardOverride>(await grain.CreateOverride(Override("this-month", value: 8, request: "r1"), default)).Id.ShouldBe(made.Id);

        (await EvaluateAsync(cluster, "2026-01")).Performance.ShouldBe(80);
        (await EvaluateAsync(cluster, "2026-Q1")).Performance.ShouldBe(10, "it is of the month");
        (await EvaluateAsync(cluster, "2026-01", before)).Performance.ShouldBe(10);

        await cluster.JumpAsync(TimeSpan.FromDays(2));
        (await EvaluateAsync(cluster, "2026-01")).Performance.ShouldBe(10, "it reverts by itself");
        Read<ScorecardOverride>(await grain.WithdrawOverride(made.Id, default)).WithdrawnAt.ShouldBeNull("it had expired");

        var second = Read<ScorecardOverride>(await grain.CreateOverride(Override("2026-01", performance: 33), default));
        (await EvaluateAsync(cluster, "2026-01")).Performance.ShouldBe(33);
        Read<ScorecardOverride>(await grain.WithdrawOverride(second.Id, default)).WithdrawnAt.ShouldBe(Now(cluster));
        (await EvaluateAsync(cluster, "2026-01")).Performance.ShouldBe(10);
        Read<List<ScorecardOverride>>(await grain.ListOverrides("2026-01", default)).Select(entered => entered.Id).ShouldBe([second.Id, made.Id]);
        (await grain.WithdrawOverride("nothing", default)).Error!.Reason.ShouldBe("OVERRIDE_NOT_FOUND");
    }

    [Fact]
    public async Task CreateOverride_Wrong_NamesTheField()
    {
        await using var cluster = await StartAsync();
        await WriteAsync(cluster, Sales);
        async Task ShouldBeRefused(string reason, string field, Func<ScorecardOverride, ScorecardOverride> change)
        {
            var sent = GrainJson.Read<ScorecardOverride>(Override("2026-01", value: 3).Json);
            var error = (await cluster.Scorecard("sales").CreateOverride(new(GrainJson.Write(change(sent))), default)).Error!;
            (error.Reason, error.Field).ShouldBe((reason, field));
        }

        await ShouldBeRefused("UNKNOWN_SCORECARD_INDICATOR", "override.indicator", sent => sent with { Indicator = "financial/grow/revenue" });
        await ShouldBeRefused("INVALID_INDICATOR_PATH", "override.indicator", sent => sent with { Indicator = "orders" });
        await ShouldBeRefused("INVALID_PERIOD", "override.period", sent => sent with { Period = "January" });
        await ShouldBeRefused("REQUIRED", "override.value", sent => sent with { Value = null });
        await ShouldBeRefused("REQUIRED", "override.value", sent => sent with { Performance = 4 });
        await ShouldBeRefused("OUT_OF_RANGE", "override.performance", sent => sent with { Value = null, Performance = 101 });
        await ShouldBeRefused("REQUIRED", "override.author", sent => sent with { Author = " " });
        await ShouldBeRefused("REQUIRED", "override.reason", sent => sent with { Reason = string.Empty });
        await ShouldBeRefused("OUT_OF_RANGE", "override.expire_time", sent => sent with { ExpiresAt = Now(cluster) });
        await ShouldBeRefused("REQUIRED", "override.expire_time", sent => sent with { ExpiresAt = default });
    }

    [Fact]
    public async Task Comments_ArePagedByIndicatorAndTime()
    {
        await using var cluster = await StartAsync();
        await WriteAsync(cluster, WithComments());
        await cluster.RecordAsync("c1", Purchase("o1", At(2026, 1, 2)));
        var grain = cluster.Scorecard("sales");
        (await EvaluateAsync(cluster, "2026-01")).Find(IndicatorPath.Parse(Indicator, "i"))!.CommentMissing.ShouldBeTrue();
        foreach (var text in new[] { "one", "two", "three" })
        {
            (await grain.CreateComment(Comment("2026-01", text), default)).Require();
            await cluster.JumpAsync(TimeSpan.FromMinutes(1));
        }

        (await grain.CreateComment(Comment("2026-02", "other period"), default)).Require();
        var commented = (await EvaluateAsync(cluster, "2026-01")).Find(IndicatorPath.Parse(Indicator, "i"))!;
        (commented.CommentMissing, commented.Comments).ShouldBe((false, 3));

        var first = Read<List<ScorecardComment>>(await grain.ListComments(new("2026-01", Indicator, string.Empty, 2), default));
        first.Select(comment => comment.Text).ShouldBe(["one", "two"]);
        var second = Read<List<ScorecardComment>>(await grain.ListComments(new("2026-01", Indicator, $"{first[1].Indicator}/{first[1].Id}", 2), default));
        second.Select(comment => comment.Text).ShouldBe(["three"]);
        (await grain.CreateComment(Comment("2026-01", string.Empty), default)).Error!.Field.ShouldBe("comment.text");
    }

    [Fact]
    public async Task Cascade_TakenOverIndicator_IsReadThroughItsScorecard()
    {
        await using var cluster = await StartAsync();
        await WriteAsync(cluster, Sales);
        await WriteAsync(cluster, Taking("sales/financial/grow/orders", "north"), "group");
        var reply = await cluster.RecordAsync("c1", Purchase("o1", At(2026, 1, 2)), Purchase("o2", At(2026, 1, 3)));
        var group = GrainJson.Read<EvaluatedScorecard>((await cluster.Scorecard("group").Evaluate(new("2026-01", null, reply.Positions), default)).Require().ResultJson);
        var indicator = group.Perspectives[0].Objectives[0].Indicators[0];
        (group.Performance, indicator.Id, indicator.Value.Value, indicator.Target, indicator.Source).ShouldBe((20, "north", 2, 10, "sales/financial/grow/orders"));

        (await cluster.Scorecard("sales").CreateOverride(Override("2026-01", value: 9), default)).Require();
        (await EvaluateAsync(cluster, "2026-01", id: "group")).Performance.ShouldBe(90, "an override at the source reaches whoever takes it over");
        (await cluster.Scorecard("group").CreateOverride(new(Override("2026-01", value: 1).Json.Replace("financial/grow/orders", "p/o/north", StringComparison.Ordinal)), default))
            .Error!.Reason.ShouldBe("CASCADED_READ_ONLY");

        (await cluster.Scorecard("sales").Delete(null, default)).Require();
        var gone = (await EvaluateAsync(cluster, "2026-01", id: "group")).Perspectives[0].Objectives[0].Indicators[0];
        (gone.Value.Value, gone.Value.NoValueReason).ShouldBe((null, "SOURCE_NOT_FOUND"));
    }

    [Fact]
    public async Task Cascade_InACircle_IsRefused()
    {
        await using var cluster = await StartAsync();
        await WriteAsync(cluster, Sales, "a");
        await WriteAsync(cluster, Taking("a/financial/grow/orders", "x"), "b");
        await WriteAsync(cluster, Taking("b/p/o/x", "y"), "c");

        async Task<GrainError> RefusedAsync(string source) => (await cluster.Scorecard("a").Write(new(GrainJson.Write(Taking(source, "z")), WriteMode.Update, null, string.Empty), default)).Error!;
        var circle = await RefusedAsync("c/p/o/y");
        (circle.Kind, circle.Reason, circle.Field).ShouldBe((ErrorKind.InvalidArgument, "CASCADE_CYCLE", "scorecard.perspectives[0].objectives[0].indicators[0].source"));
        circle.Message.ShouldContain("a → c → b → a");
        (await RefusedAsync("a/financial/grow/orders")).Reason.ShouldBe("CASCADE_CYCLE");
        (await RefusedAsync("b/p/o/nothing")).Reason.ShouldBe("UNKNOWN_SOURCE");
        (await RefusedAsync("nowhere/p/o/x")).Reason.ShouldBe("UNKNOWN_SOURCE");
        (await EvaluateAsync(cluster, "2026-01", id: "c")).Coverage.ShouldBe(100);

        // Two writes at once could still make a circle; then the question does not come back for ever.
        (await cluster.Scorecard("a").Evaluate(new("2026-01", null, default, false, "b/a"), default)).Error!.Reason.ShouldBe("CASCADE_CYCLE");
    }

    private static ScorecardDefinition WithTarget(double target) => Change(indicator => indicator with { Target = target });

    private static ScorecardDefinition WithDatedTarget(string from) => Change(indicator => indicator with { DatedTargets = [new() { From = from, Target = 20 }] });

    private static ScorecardDefinition WithComments() => Change(indicator => indicator with { CommentRequired = true });

    private static ScorecardDefinition Change(Func<ScorecardIndicatorDefinition, ScorecardIndicatorDefinition> change) => Sales with
    {
        Perspectives = [Sales.Perspectives[0] with { Objectives = [Sales.Perspectives[0].Objectives[0] with { Indicators = [change(Sales.Perspectives[0].Objectives[0].Indicators[0])] }] }],
    };

    private static ScorecardDefinition Taking(string source, string id) => new()
    {
        Perspectives = [new() { Id = "p", Objectives = [new() { Id = "o", Indicators = [new() { Id = id, Source = source }] }] }],
    };

    private static ScorecardRecord Override(string period, double? value = null, double? performance = null, string request = "") => new(GrainJson.Write(new ScorecardOverride
    {
        Indicator = Indicator,
        Period = period,
        Value = value,
        Performance = performance,
        Author = "Kim",
        Reason = "counted by hand",
        ExpiresAt = Instant.FromUtc(2026, 1, 17, 0, 0) + Duration.FromDays(request.Length == 0 ? 10 : 0),
        RequestId = request,
    }));

    private static ScorecardRecord Comment(string period, string text) =>
        new(GrainJson.Write(new ScorecardComment { Indicator = Indicator, Period = period, Author = "Kim", Text = text }));

    private static Instant Now(GrainCluster cluster) => Instant.FromDateTimeOffset(cluster.Time.GetUtcNow());

    private static double? Target(ScorecardDocument document) =>
        GrainJson.Read<ScorecardDefinition>(document.DefinitionJson).Perspectives[0].Objectives[0].Indicators[0].Target;

    private static T Read<T>(Reply<ScorecardRecord> reply) => GrainJson.Read<T>(reply.Require().Json);

    private static async Task<ScorecardDocument> WriteAsync(GrainCluster cluster, ScorecardDefinition definition, string id = "sales") =>
        (await cluster.Scorecard(id).Write(new(GrainJson.Write(definition), WriteMode.Upsert, null, string.Empty), default)).Require();

    private static async Task<EvaluatedScorecard> EvaluateAsync(GrainCluster cluster, string period, Instant? asOf = null, bool restated = false, string id = "sales") =>
        GrainJson.Read<EvaluatedScorecard>((await cluster.Scorecard(id).Evaluate(new(period, asOf?.ToUnixTimeTicks(), default, restated), default)).Require().ResultJson);
}
