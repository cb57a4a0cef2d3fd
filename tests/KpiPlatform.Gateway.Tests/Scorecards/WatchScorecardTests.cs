using Grpc.Core;
using KpiPlatform.Domain;
using KpiPlatform.Domain.Journal;
using KpiPlatform.Gateway.Names;
using KpiPlatform.Gateway.Scorecards;
using KpiPlatform.Gateway.Tests.Fakes;
using KpiPlatform.Gateway.Tests.Hosting;
using KpiPlatform.Protocol.V1;
using KpiPlatform.Testing.Time;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Update = KpiPlatform.Protocol.V1.WatchScorecardResponse.UpdateOneofCase;

namespace KpiPlatform.Gateway.Tests.Scorecards;

/// <summary>Snapshot, differences, fan-out, resumption.</summary>
public sealed class WatchScorecardTests
{
    private const string Name = "tenants/acme/scorecards/retail";

    [Fact]
    public async Task WatchScorecard_Changes_SnapshotThenDifferencesOfWhatChanged()
    {
        await using var server = await StartAsync(Results.Of(10));
        server.EnterCall();
        using var call = Watch(server);
        var first = await NextAsync(call);
        Grain(server).Push(Results.Of(20, seq: 2));
        var second = await NextAsync(call);

        (first.Sequence, first.UpdateCase, first.Snapshot.Performance, first.Snapshot.Name).ShouldBe((1, Update.Snapshot, 10, Name));
        first.Snapshot.Perspectives[0].Objectives[0].Indicators.Count.ShouldBe(2);
        (second.Sequence, second.UpdateCase, second.Difference.Performance).ShouldBe((2, Update.Difference, 20));
        var changed = second.Difference.Perspectives.ShouldHaveSingleItem().Objectives.ShouldHaveSingleItem().Indicators.ShouldHaveSingleItem();
        (changed.Id, changed.Value.Value).ShouldBe(("first", 20));
        ConsistencyToken.Decode(second.Difference.Token).ShouldBe(PositionVector.Of(new(1, 2)));
    }

    [Fact]
    public async Task WatchScorecard_ManyWatchers_ShareOneEnumerationOfThePeriod()
    {
        await using var server = await StartAsync(Results.Of(10));
        var calls = Enumerable.Range(0, 20).Select(_ => Watch(server)).ToList();
        foreach (var call in calls)
            (await NextAsync(call)).Snapshot.Performance.ShouldBe(10);
        Grain(server).Enumerations.ShouldBe(1);

        Grain(server).Push(Results.Of(20));
        foreach (var call in calls)
        {
            (await NextAsync(call)).Difference.Performance.ShouldBe(20);
            call.Dispose();
        }

        using var other = Watch(server, new() { Name = Name, Period = "2026" });
        await NextAsync(other);
        Grain(server).Enumerations.ShouldBe(2);
    }

    [Fact]
    public async Task WatchScorecard_EmptyPeriodAndThisMonth_AreTheSame()
    {
        await using var server = await StartAsync(Results.Of(10));
        using var one = Watch(server);
        using var other = Watch(server, new() { Name = Name, Period = "this-month" });
        await NextAsync(one);
        await NextAsync(other);

        Grain(server).Enumerations.ShouldBe(1);
    }

    [Fact]
    public async Task Feed_SlowReader_GetsTheLatestAndSkipsThoseBetween()
    {
        await using var server = await StartAsync(Results.Of(10));
        using var slow = server.Services.GetRequiredService<ScorecardHub>().Join("acme/retail", "this-month");
        var first = await slow.Feed.WaitAsync(_ => true, CancellationToken.None);
        using var fast = Watch(server);
        await NextAsync(fast);
        for (var i = 1; i <= 50; i++)
        {
            Grain(server).Push(Results.Of(10 + i));
            (await NextAsync(fast)).Sequence.ShouldBe(1 + i);
        }

        var next = await slow.Feed.WaitAsync(state => state.Sequence > first.Sequence, CancellationToken.None);
        (next.Sequence, next.Result.Performance).ShouldBe((51, 60));
    }

    [Fact]
    public async Task WatchScorecard_NewPeriodOrDefinition_SendsASnapshot()
    {
        await using var server = await StartAsync(Results.Of(10));
        using var call = Watch(server);
        await NextAsync(call);
        Grain(server).Push(Results.Of(10, period: "2026-02"));
        var period = await NextAsync(call);
        Grain(server).Push(Results.Of(10, period: "2026-02", definition: 2));
        var definition = await NextAsync(call);

        (period.Sequence, period.UpdateCase, period.Snapshot.Period.Label).ShouldBe((2, Update.Snapshot, "2026-02"));
        (definition.Sequence, definition.UpdateCase, definition.Snapshot.DefinitionVersion).ShouldBe((3, Update.Snapshot, 2));
    }

    [Fact]
    public async Task WatchScorecard_Unknown_NotFound()
    {
        await using var server = await GatewayServer.StartAsync();
        using var call = Watch(server);
        var details = await RpcErrorDetails.ThrownByAsync(StatusCode.NotFound, () => call.ResponseStream.MoveNext(CancellationToken.None));

        details.Reason.ShouldBe("SCORECARD_NOT_FOUND");
        server.Services.GetRequiredService<ScorecardHub>().Count.ShouldBe(0);
    }

    [Fact]
    public async Task WatchScorecard_DeletedMeanwhile_EndsWithNotFound()
    {
        await using var server = await StartAsync(Results.Of(10));
        using var call = Watch(server);
        await NextAsync(call);
        Grain(server).PushError(new(ErrorKind.NotFound, "SCORECARD_NOT_FOUND", "Deleted.", "name"));

        await RpcErrorDetails.ThrownByAsync(StatusCode.NotFound, () => call.ResponseStream.MoveNext(CancellationToken.None));
    }

    [Fact]
    public async Task WatchScorecard_GrainPutToRest_GoesOnWhereItWas()
    {
        await using var server = await StartAsync(Results.Of(10));
        using var call = Watch(server);
        await NextAsync(call);
        Grain(server).Break(new EnumerationAbortedException("gone"));
        await Grain(server).WhenEnumeratedAsync(2);
        Grain(server).Push(Results.Of(20));
        var next = await NextAsync(call);

        (next.Sequence, next.Difference.Performance).ShouldBe((2, 20));
    }

    [Fact]
    public async Task WatchScorecard_StorageAway_FirstWatcherIsToldThoseWithAStateWait()
    {
        await using var server = await StartAsync(Results.Of(10));
        using var call = Watch(server);
        await NextAsync(call);
        Grain(server).PushError(new(ErrorKind.Unavailable, "STORAGE_UNAVAILABLE", "Away.", null));
        await Grain(server).WhenEnumeratedAsync(2);
        Grain(server).Push(Results.Of(20));
        (await NextAsync(call)).Difference.Performance.ShouldBe(20);

        var away = server.Grains.Scorecard("acme/away");
        away.Values = Results.Of(1);
        away.FirstError = new(ErrorKind.Unavailable, "STORAGE_UNAVAILABLE", "Away.", null);
        using var other = Watch(server, new() { Name = "tenants/acme/scorecards/away" });
        var details = await RpcErrorDetails.ThrownByAsync(StatusCode.Unavailable, () => other.ResponseStream.MoveNext(CancellationToken.None));
        details.RetryInfo.ShouldNotBeNull();
    }

    [Fact]
    public async Task WatchScorecard_ResumeAtTheSameState_SendsOnlyWhatComesNext()
    {
        await using var server = await StartAsync(Results.Of(10));
        var resume = await WatchOnceAsync(server);
        using var call = Watch(server, new() { Name = Name, ResumeToken = resume });
        var next = NextAsync(call);
        using (var witness = Watch(server))
            await NextAsync(witness);
        next.IsCompleted.ShouldBeFalse();
        Grain(server).Push(Results.Of(20));

        var response = await next;
        (response.Sequence, response.UpdateCase, response.Difference.Performance).ShouldBe((2, Update.Difference, 20));
        Grain(server).Enumerations.ShouldBe(1);
    }

    [Fact]
    public async Task WatchScorecard_ResumeAfterChanges_SendsTheDifferenceToWhatTheWatcherHas()
    {
        await using var server = await StartAsync(Results.Of(10));
        using var witness = Watch(server);
        await NextAsync(witness);
        var resume = await WatchOnceAsync(server);
        Grain(server).Push(Results.Of(20));
        await NextAsync(witness);
        Grain(server).Push(Results.Of(20, second: 7));
        await NextAsync(witness);
        using var call = Watch(server, new() { Name = Name, ResumeToken = resume });
        var response = await NextAsync(call);

        (response.Sequence, response.UpdateCase).ShouldBe((3, Update.Difference));
        response.Difference.Perspectives[0].Objectives[0].Indicators.Select(indicator => indicator.Value.Value).ShouldBe([20, 7]);
    }

    [Fact]
    public async Task WatchScorecard_ResumeTooLateOrElsewhere_SendsASnapshot()
    {
        await using var server = await StartAsync(Results.Of(10), options => options.WatchHistory = 2);
        server.EnterCall();
        using var witness = Watch(server);
        await NextAsync(witness);
        var resume = await WatchOnceAsync(server);
        for (var i = 0; i < 3; i++)
        {
            Grain(server).Push(Results.Of(20 + i));
            await NextAsync(witness);
        }

        using var late = Watch(server, new() { Name = Name, ResumeToken = resume });
        (await NextAsync(late)).UpdateCase.ShouldBe(Update.Snapshot);
        var token = ResumeToken.Decode(late.ResponseStream.Current.ResumeToken)!;
        string[] others =
        [
            (token with { Epoch = Guid.NewGuid() }).Encode(), (token with { Digest = 1 }).Encode(), (token with { Period = "2026" }).Encode(), (token with { Sequence = 99 }).Encode(),
        ];
        foreach (var other in others)
        {
            using var call = Watch(server, new() { Name = Name, ResumeToken = other });
            (await NextAsync(call)).UpdateCase.ShouldBe(Update.Snapshot);
        }

        using var same = Watch(server, new() { Name = Name, ResumeToken = token.Encode() });
        same.ResponseStream.MoveNext(CancellationToken.None).IsCompleted.ShouldBeFalse();
    }

    [Theory]
    [InlineData("nonsense", "", "resume_token")]
    [InlineData("", "nonsense", "token")]
    public async Task WatchScorecard_BadTokens_NameTheField(string resume, string token, string field)
    {
        await using var server = await StartAsync(Results.Of(10));
        using var call = Watch(server, new() { Name = Name, ResumeToken = resume, Token = token });
        var details = await RpcErrorDetails.ThrownByAsync(StatusCode.InvalidArgument, () => call.ResponseStream.MoveNext(CancellationToken.None));

        details.Field.ShouldBe(field);
    }

    [Fact]
    public async Task WatchScorecard_TokenAheadOfTheFeed_IsShownFirst()
    {
        await using var server = await StartAsync(Results.Of(10, seq: 1));
        server.EnterCall();
        using var witness = Watch(server);
        await NextAsync(witness);
        var positions = PositionVector.Of(new(1, 9));
        Grain(server).Values = Results.Of(30, seq: 9);
        using var call = Watch(server, new() { Name = Name, Token = ConsistencyToken.Encode(positions) });

        (await NextAsync(call)).Snapshot.Performance.ShouldBe(30);
        Grain(server).Evaluations.ShouldHaveSingleItem().Token.ToArray().ShouldBe(positions.Encode());
        (await NextAsync(witness)).Difference.Performance.ShouldBe(30);
        Grain(server).OpenEnumerations.ShouldBe(1);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(61)]
    public async Task WatchScorecard_IntervalOutOfRange_NamesTheField(int seconds)
    {
        await using var server = await StartAsync(Results.Of(10));
        using var call = Watch(server, new() { Name = Name, UpdateInterval = new() { Seconds = seconds } });
        var details = await RpcErrorDetails.ThrownByAsync(StatusCode.InvalidArgument, () => call.ResponseStream.MoveNext(CancellationToken.None));

        (details.Reason, details.Field).ShouldBe(("OUT_OF_RANGE", "update_interval"));
    }

    [Fact]
    public async Task WatchScorecard_WithAnInterval_SendsAllWatchersTheLatestAtOnce_WhenItIsOver()
    {
        var clock = new ManualTimeProvider();
        await using var server = await StartAsync(Results.Of(10), time: clock);
        var calls = Enumerable.Range(0, 5).Select(_ => Watch(server, Every(TimeSpan.FromSeconds(1)))).ToList();
        foreach (var call in calls)
            (await NextAsync(call)).Snapshot.Performance.ShouldBe(10);
        Grain(server).Watched!.UpdateInterval.ShouldBe(TimeSpan.FromSeconds(1));

        using var witness = server.Services.GetRequiredService<ScorecardHub>().Join("acme/retail", "this-month", TimeSpan.FromSeconds(1));
        var timers = clock.PendingTimers;
        Grain(server).Push(Results.Of(20));
        await witness.Feed.WaitAsync(state => state.Result.Performance == 20, CancellationToken.None);
        await clock.WhenTimersPendingAsync(timers + calls.Count);
        Grain(server).Push(Results.Of(30));
        await witness.Feed.WaitAsync(state => state.Result.Performance == 30, CancellationToken.None);
        var next = calls.ConvertAll(NextAsync);
        next.ShouldAllBe(task => !task.IsCompleted);
        clock.Advance(TimeSpan.FromSeconds(1));

        foreach (var (call, response) in calls.Zip(next))
        {
            var latest = await response;
            (latest.Sequence, latest.Difference.Performance).ShouldBe((3, 30));
            call.Dispose();
        }
    }

    [Fact]
    public async Task WatchScorecard_AfterAPauseAsLongAsTheInterval_IsSentAtOnce()
    {
        var clock = new ManualTimeProvider();
        await using var server = await StartAsync(Results.Of(10), time: clock);
        using var call = Watch(server, Every(TimeSpan.FromSeconds(1)));
        await NextAsync(call);
        clock.Advance(TimeSpan.FromSeconds(1));
        Grain(server).Push(Results.Of(20));

        (await NextAsync(call)).Difference.Performance.ShouldBe(20);
    }

    [Fact]
    public async Task WatchScorecard_OneWhoWantsEachChange_GetsItBesideOthersWhoDoNot()
    {
        var clock = new ManualTimeProvider();
        await using var server = await StartAsync(Results.Of(10), time: clock);
        using var slow = Watch(server, Every(TimeSpan.FromMinutes(1)));
        await NextAsync(slow);
        using (var fast = Watch(server))
        {
            await NextAsync(fast);
            await Grain(server).WhenEnumeratedAsync(2);
            Grain(server).Watched!.UpdateInterval.ShouldBe(TimeSpan.Zero);
            for (var i = 1; i <= 3; i++)
            {
                Grain(server).Push(Results.Of(10 + i));
                (await NextAsync(fast)).Difference.Performance.ShouldBe(10 + i);
            }
        }

        await Grain(server).WhenEnumeratedAsync(3);
        Grain(server).Watched!.UpdateInterval.ShouldBe(TimeSpan.FromMinutes(1));
        clock.Advance(TimeSpan.FromMinutes(1));
        (await NextAsync(slow)).Difference.Performance.ShouldBe(13);
    }

    [Fact]
    public async Task Feed_ManyWatchers_FirstChangeIsToldAtOnceTheNextAfterARest()
    {
        var clock = new ManualTimeProvider();
        await using var server = await StartAsync(Results.Of(10), time: clock);
        using var feed = new ScorecardFeed(Grain(server), "this-month", new GatewayOptions(), clock, NullLogger.Instance);
        for (var watcher = 0; watcher < 100; watcher++)
            feed.Enter(TimeSpan.Zero);
        var timers = clock.PendingTimers;
        var running = feed.RunAsync();
        await feed.WaitAsync(_ => true, CancellationToken.None);
        await clock.WhenTimersPendingAsync(timers + 1);
        clock.Advance(TimeSpan.FromMilliseconds(50));
        Grain(server).Push(Results.Of(20));
        await feed.WaitAsync(state => state.Result.Performance == 20, CancellationToken.None);
        await clock.WhenTimersPendingAsync(timers + 1);
        Grain(server).Push(Results.Of(30));
        var next = feed.WaitAsync(state => state.Result.Performance == 30, CancellationToken.None);
        clock.Advance(TimeSpan.FromMilliseconds(49));
        next.IsCompleted.ShouldBeFalse();
        clock.Advance(TimeSpan.FromMilliseconds(1));

        (await next).Sequence.ShouldBe(3);
        feed.Stop();
        await running;
    }

    [Fact]
    public async Task Hub_LastWatcherGone_EnumerationEndsAfterAWhile()
    {
        var clock = new ManualTimeProvider();
        await using var server = await StartAsync(Results.Of(10), options => options.WatchLinger = TimeSpan.FromSeconds(30), clock);
        var hub = server.Services.GetRequiredService<ScorecardHub>();
        var subscription = hub.Join("acme/retail", "this-month");
        await subscription.Feed.WaitAsync(_ => true, CancellationToken.None);
        subscription.Dispose();
        subscription.Dispose();
        clock.Advance(TimeSpan.FromSeconds(29));
        hub.Count.ShouldBe(1);
        using (hub.Join("acme/retail", "this-month"))
            clock.Advance(TimeSpan.FromMinutes(10));
        hub.Count.ShouldBe(1);
        clock.Advance(TimeSpan.FromSeconds(30));

        hub.Count.ShouldBe(0);
        await Grain(server).WhenClosedAsync();
    }

    [Fact]
    public async Task WatchScorecard_ServerStops_SendsTheWatcherElsewhere()
    {
        await using var server = await StartAsync(Results.Of(10));
        using var call = Watch(server);
        await NextAsync(call);
        var stopping = server.StopAsync();

        await RpcErrorDetails.ThrownByAsync(StatusCode.Unavailable, () => call.ResponseStream.MoveNext(CancellationToken.None));
        await stopping.WaitAsync(TimeSpan.FromSeconds(20));
    }

    private static WatchScorecardRequest Every(TimeSpan interval) => new() { Name = Name, UpdateInterval = Google.Protobuf.WellKnownTypes.Duration.FromTimeSpan(interval) };

    private static async Task<string> WatchOnceAsync(GatewayServer server)
    {
        using var call = Watch(server);
        return (await NextAsync(call)).ResumeToken;
    }

    private static FakeScorecardGrain Grain(GatewayServer server) => server.Grains.Scorecard("acme/retail");

    private static AsyncServerStreamingCall<WatchScorecardResponse> Watch(GatewayServer server, WatchScorecardRequest? request = null) =>
        server.Scorecards.WatchScorecard(request ?? new() { Name = Name });

    private static async Task<WatchScorecardResponse> NextAsync(AsyncServerStreamingCall<WatchScorecardResponse> call)
    {
        (await call.ResponseStream.MoveNext(CancellationToken.None)).ShouldBeTrue();
        return call.ResponseStream.Current;
    }

    private static async Task<GatewayServer> StartAsync(
        KpiPlatform.Grains.Abstractions.Scorecards.ScorecardValues values, Action<GatewayOptions>? configure = null, TimeProvider? time = null)
    {
        var server = await GatewayServer.StartAsync(configure, time);
        Grain(server).Values = values;
        return server;
    }
}
