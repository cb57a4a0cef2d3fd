namespace KpiPlatform.Grains.Abstractions.Scorecards;

/// <summary>A new definition of a scorecard.</summary>
/// <param name="DefinitionJson">JSON of the domain's scorecard definition, validated by the grain.</param>
/// <param name="Mode">Whether it may, must or must not exist.</param>
/// <param name="Etag">If not null: refused if the stored one is another.</param>
/// <param name="RequestId">If not empty: the same creation again answers with the scorecard made by the first.</param>
/// <param name="ValidateOnly">Check everything, change nothing, and answer with what there is.</param>
[GenerateSerializer]
[Immutable]
[Alias("kpi.ScorecardWrite")]
public sealed record ScorecardWrite(
    [property: Id(0)] string DefinitionJson,
    [property: Id(1)] WriteMode Mode,
    [property: Id(2)] string? Etag,
    [property: Id(3)] string RequestId,
    [property: Id(4)] bool ValidateOnly = false);
