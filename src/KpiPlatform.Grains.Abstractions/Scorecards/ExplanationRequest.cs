namespace KpiPlatform.Grains.Abstractions.Scorecards;

/// <summary>Asks why a score changed; answered with the domain's ScorecardExplanation, its steps cut to the page.</summary>
/// <param name="Period">Text form of a calendar period.</param>
/// <param name="FromTicks">Between the score as of this instant,</param>
/// <param name="ToTicks">and as of this one; null for now.</param>
/// <param name="FromToken">In place of FromTicks: encoded PositionVector, which stands for when the last of it was recorded; empty for none.</param>
/// <param name="ToToken">In place of ToTicks.</param>
/// <param name="Offset">Steps to leave out at the beginning.</param>
/// <param name="Limit">Most steps.</param>
[GenerateSerializer]
[Immutable]
[Alias("kpi.ExplanationRequest")]
public sealed record ExplanationRequest(
    [property: Id(0)] string Period,
    [property: Id(1)] long? FromTicks,
    [property: Id(2)] long? ToTicks,
    [property: Id(3)] ReadOnlyMemory<byte> FromToken,
    [property: Id(4)] ReadOnlyMemory<byte> ToToken,
    [property: Id(5)] int Offset,
    [property: Id(6)] int Limit);
