namespace KpiPlatform.Grains.Abstractions.Tenants;

/// <summary>One version of a tenant's definition that customers count under.</summary>
/// <param name="Version">From 1.</param>
/// <param name="Generation">Generation of cells that holds what was counted under it.</param>
/// <param name="CatalogueVersion">Catalogue of built-in measures that the cells hold.</param>
/// <param name="SettingsJson">JSON of the domain's TenantSettings.</param>
/// <param name="CompleteFromTicks">From when on its cells answer for the past (ticks of 100 ns since 1970); null: from the beginning.</param>
[GenerateSerializer]
[Immutable]
[Alias("kpi.DefinitionDocument")]
public sealed record DefinitionDocument(
    [property: Id(0)] int Version,
    [property: Id(1)] int Generation,
    [property: Id(2)] int CatalogueVersion,
    [property: Id(3)] string SettingsJson,
    [property: Id(4)] long? CompleteFromTicks)
{
    /// <summary>When what values are computed from last changed (ticks of 100 ns since 1970); null: as for <see cref="CompleteFromTicks"/>.</summary>
    [Id(5)]
    public long? ChangedAtTicks { get; init; }
}
