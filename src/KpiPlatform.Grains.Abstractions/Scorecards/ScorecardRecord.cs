namespace KpiPlatform.Grains.Abstractions.Scorecards;

/// <summary>A closing, an override or a comment, or a list of them.</summary>
/// <param name="Json">JSON of the domain's record, or of an array of them.</param>
[GenerateSerializer]
[Immutable]
[Alias("kpi.ScorecardRecord")]
public sealed record ScorecardRecord([property: Id(0)] string Json);
