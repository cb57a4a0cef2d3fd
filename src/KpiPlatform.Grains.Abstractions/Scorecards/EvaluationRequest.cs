namespace KpiPlatform.Grains.Abstractions.Scorecards;

/// <summary>Asks for a scorecard's values.</summary>
/// <param name="Period">Period label; empty for this month.</param>
/// <param name="AsOfTicks">What was known at this instant; null for now.</param>
/// <param name="Token">Encoded PositionVector that must be covered; empty for none.</param>
[GenerateSerializer]
[Immutable]
[Alias("kpi.EvaluationRequest")]
public sealed record EvaluationRequest(
    [property: Id(0)] string Period,
    [property: Id(1)] long? AsOfTicks,
    [property: Id(2)] ReadOnlyMemory<byte> Token);
