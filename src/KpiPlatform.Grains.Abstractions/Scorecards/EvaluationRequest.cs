namespace KpiPlatform.Grains.Abstractions.Scorecards;

/// <summary>Asks for a scorecard's values.</summary>
/// <param name="Period">Period label; empty for this month.</param>
/// <param name="AsOfTicks">What was known at this instant; null for now.</param>
/// <param name="Token">Encoded PositionVector that must be covered; empty for none.</param>
/// <param name="Restated">Of a closed period, the values as they are now instead of those at its closing.</param>
/// <param name="Via">Ids of the scorecards that the question came through, separated by "/"; empty if nobody takes anything over.</param>
/// <param name="KnownEpoch">With <paramref name="KnownSequence"/>, the answer that the asker still has; empty for none. It is not sent once more while it holds.</param>
/// <param name="KnownSequence">See <paramref name="KnownEpoch"/>.</param>
/// <param name="UpdateInterval">Of a watch: values are computed once in this time at most, see <see cref="UpdatePace"/>; zero for each change.</param>
[GenerateSerializer]
[Immutable]
[Alias("kpi.EvaluationRequest")]
public sealed record EvaluationRequest(
    [property: Id(0)] string Period,
    [property: Id(1)] long? AsOfTicks,
    [property: Id(2)] ReadOnlyMemory<byte> Token,
    [property: Id(3)] bool Restated = false,
    [property: Id(4)] string Via = "",
    [property: Id(5)] string KnownEpoch = "",
    [property: Id(6)] long KnownSequence = 0,
    [property: Id(7)] TimeSpan UpdateInterval = default);
