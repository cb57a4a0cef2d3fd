using System.Collections.Concurrent;
using KpiPlatform.Domain.Journal;
using KpiPlatform.Domain.Scorecards;
using KpiPlatform.Gateway.Hosting;
using KpiPlatform.Protocol.V1;

namespace KpiPlatform.Gateway.Scorecards;

/// <summary>A state of a watched scorecard. Immutable, thread-safe.</summary>
/// <param name="Sequence">Number of the change within its feed, from 1.</param>
/// <param name="Digest">Tells the state from others of the same number, for resume tokens.</param>
/// <param name="Result">The values.</param>
/// <param name="EncodedPositions">Encoded vector that they rest on.</param>
internal sealed record FeedState(long Sequence, ulong Digest, EvaluatedScorecard Result, ReadOnlyMemory<byte> EncodedPositions)
{
    private readonly ConcurrentDictionary<long, WatchScorecardResponse> _responses = new();
    private readonly Lazy<PositionVector> _positions = new(() => PositionVector.Decode(EncodedPositions.Span));

    /// <summary>The vector that the values rest on.</summary>
    public PositionVector Positions => _positions.Value;

    /// <summary>
    /// What a watcher is sent who was sent another state of the feed before. Nearly all of them were sent the same one: it is made once, however
    /// many there are. Nobody may change it.
    /// </summary>
    /// <param name="before">The state sent before; null for none.</param>
    /// <param name="make">Makes it.</param>
    public WatchScorecardResponse ResponseAfter(FeedState? before, Func<WatchScorecardResponse> make)
    {
        // Numbers begin at 1.
        var key = before?.Sequence ?? 0;
        if (_responses.TryGetValue(key, out var known))
            return known;
        var made = make();
        EncodedMessages.Keep(made);
        return _responses.GetOrAdd(key, made);
    }
}
