namespace KpiPlatform.Grains.Abstractions.Scorecards;

/// <summary>A scorecard's definition as stored: JSON of the domain's definition with its bookkeeping.</summary>
/// <param name="DefinitionJson">JSON of the domain's scorecard definition.</param>
/// <param name="Version">From 1, one more with every change.</param>
/// <param name="Etag">Changes with every write.</param>
/// <param name="CreatedAtTicks">Ticks of 100 ns since 1970.</param>
/// <param name="UpdatedAtTicks">Ticks of 100 ns since 1970.</param>
[GenerateSerializer]
[Immutable]
[Alias("kpi.ScorecardDocument")]
public sealed record ScorecardDocument(
    [property: Id(0)] string DefinitionJson,
    [property: Id(1)] long Version,
    [property: Id(2)] string Etag,
    [property: Id(3)] long CreatedAtTicks,
    [property: Id(4)] long UpdatedAtTicks);
