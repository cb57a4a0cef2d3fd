namespace KpiPlatform.Grains.Abstractions.Scorecards;

/// <summary>Which version of a definition; with neither, the one in force.</summary>
/// <param name="Version">This one.</param>
/// <param name="AsOfTicks">The one in force at this instant; before the first one, the first.</param>
[GenerateSerializer]
[Immutable]
[Alias("kpi.VersionQuery")]
public sealed record VersionQuery([property: Id(0)] long? Version, [property: Id(1)] long? AsOfTicks);
