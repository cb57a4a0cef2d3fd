namespace KpiPlatform.Grains.Abstractions.Scorecards;

/// <summary>An evaluated scorecard: JSON of the domain's result, and what it rests on.</summary>
/// <param name="ResultJson">JSON of the domain's evaluated scorecard; empty if it is the answer that the asker has.</param>
/// <param name="Positions">Encoded PositionVector that it rests on.</param>
/// <param name="Sequence">Number of the change in a watch, or of the answer outside one, from 1; 0 of an answer that is not given twice.</param>
/// <param name="Epoch">Identifies the activation whose sequence it is; a continuation under another epoch starts with a snapshot.</param>
[GenerateSerializer]
[Immutable]
[Alias("kpi.ScorecardValues")]
public sealed record ScorecardValues(
    [property: Id(0)] string ResultJson,
    [property: Id(1)] ReadOnlyMemory<byte> Positions,
    [property: Id(2)] long Sequence,
    [property: Id(3)] string Epoch);
