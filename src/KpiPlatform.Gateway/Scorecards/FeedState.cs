using KpiPlatform.Domain.Journal;
using KpiPlatform.Domain.Scorecards;

namespace KpiPlatform.Gateway.Scorecards;

/// <summary>A state of a watched scorecard. Immutable.</summary>
/// <param name="Sequence">Number of the change within its feed, from 1.</param>
/// <param name="Digest">Tells the state from others of the same number, for resume tokens.</param>
/// <param name="Result">The values.</param>
/// <param name="EncodedPositions">Encoded vector that they rest on.</param>
internal sealed record FeedState(long Sequence, ulong Digest, EvaluatedScorecard Result, ReadOnlyMemory<byte> EncodedPositions)
{
    private readonly Lazy<PositionVector> _positions = new(() => PositionVector.Decode(EncodedPositions.Span));

    /// <summary>The vector that the values rest on.</summary>
    public PositionVector Positions => _positions.Value;
}
