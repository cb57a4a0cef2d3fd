using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using KpiPlatform.Domain;
using KpiPlatform.Domain.Identity;
using KpiPlatform.Domain.Journal;
using KpiPlatform.Gateway.Access;
using KpiPlatform.Gateway.Errors;
using KpiPlatform.Gateway.Names;
using KpiPlatform.Grains.Abstractions;
using KpiPlatform.Grains.Abstractions.Scorecards;
using KpiPlatform.Protocol.V1;
using Difference = KpiPlatform.Domain.Scorecards.ScorecardDifference;

namespace KpiPlatform.Gateway.Scorecards;

/// <summary>Sends a scorecard's states to one watcher: a snapshot, then differences to what it was sent last.</summary>
internal sealed class ScorecardWatch(CallerGrains grains, ScorecardHub hub, TimeProvider time)
{
    private const string DefaultPeriod = "this-month";

    /// <summary>Runs until the watcher leaves or the scorecard can be watched no more.</summary>
    public async Task RunAsync(
        TenantId tenant, ScorecardId id, WatchScorecardRequest request, IServerStreamWriter<WatchScorecardResponse> responses, CancellationToken cancellationToken)
    {
        var key = GrainKeys.Scorecard(tenant, id);
        var resume = ResumeToken.Decode(request.ResumeToken);
        var positions = ConsistencyToken.Decode(request.Token);
        var interval = ReadInterval(request.UpdateInterval);
        using var subscription = hub.Join(key, request.Period.Length == 0 ? DefaultPeriod : request.Period, interval);
        var feed = subscription.Feed;
        await ReachAsync(key, feed, positions, cancellationToken);
        var sent = resume is null ? null : feed.Find(resume);
        var sentAt = DateTimeOffset.MinValue;
        while (true)
        {
            var state = await feed.WaitAsync(latest => sent is null || latest.Sequence > sent.Sequence, cancellationToken);
            if (UpdatePace.PauseAfter(sentAt, time.GetUtcNow(), interval) is var pause && pause > TimeSpan.Zero)
            {
                await Task.Delay(pause, time, cancellationToken);
                state = await feed.WaitAsync(_ => true, cancellationToken);
            }

            var response = state.ResponseAfter(sent, () => Response(ResourceNames.Scorecard(tenant, id), feed, sent, state));

            // Changes that took each other back while the watcher was slow leave nothing to say.
            if (response.UpdateCase != WatchScorecardResponse.UpdateOneofCase.None)
            {
                sentAt = time.GetUtcNow();
                await responses.WriteAsync(response, cancellationToken);
            }

            sent = state;
        }
    }

    private static WatchScorecardResponse Response(string name, ScorecardFeed feed, FeedState? sent, FeedState state)
    {
        var response = new WatchScorecardResponse
        {
            Sequence = state.Sequence,
            ResumeToken = new ResumeToken(feed.Epoch, state.Sequence, state.Digest, feed.Period).Encode(),
        };
        if (sent is null || !Difference.CanExpress(sent.Result, state.Result))
            response.Snapshot = ScorecardResults.ToProto(name, state.Result, state.EncodedPositions);
        else if (Difference.Between(sent.Result, state.Result) is { } difference)
            response.Difference = ScorecardResults.ToProto(difference, state.EncodedPositions);
        return response;
    }

    /// <summary>Reads update_interval.</summary>
    /// <exception cref="DomainException">OUT_OF_RANGE.</exception>
    private static TimeSpan ReadInterval(Duration? asked)
    {
        if (asked is null)
            return TimeSpan.Zero;
        var interval = TimeSpan.FromSeconds(Math.Clamp(asked.Seconds, -1, 86_400)) + TimeSpan.FromTicks(asked.Nanos / 100);
        return interval >= TimeSpan.Zero && interval <= UpdatePace.MaxInterval
            ? interval
            : throw new DomainException(ErrorKind.InvalidArgument, Reasons.OutOfRange, $"update_interval is {interval.TotalSeconds} s; give 0 s to 1 min, or leave it out for each change.", "update_interval");
    }

    /// <summary>Waits until the feed shows what a token acknowledges.</summary>
    private async Task ReachAsync(string key, ScorecardFeed feed, PositionVector positions, CancellationToken cancellationToken)
    {
        if (positions.IsEmpty || (await feed.WaitAsync(_ => true, cancellationToken)).Positions.Covers(positions))
            return;

        // An evaluation waits until the measures have come that far; from then on any new one shows it.
        var request = new EvaluationRequest(feed.Period, AsOfTicks: null, positions.Encode());
        (await grains.GetGrain<IScorecardGrain>(key).Evaluate(request, cancellationToken)).Require();
        feed.Refresh();
        await feed.WaitAsync(state => state.Positions.Covers(positions), cancellationToken);
    }
}
