namespace KpiPlatform.Grains.Abstractions.Tenants;

/// <summary>A tenant as stored: JSON of its settings with their bookkeeping.</summary>
/// <param name="Number">Surrogate.</param>
/// <param name="SettingsJson">JSON of the domain's TenantSettings.</param>
/// <param name="DefinitionVersion">From 1; one more with each change that concerns how interactions count.</param>
/// <param name="Fixed">Whether the first interaction has been, so that what it counted under can't change.</param>
/// <param name="Etag">Changes with every write.</param>
/// <param name="CreatedAtTicks">Ticks of 100 ns since 1970.</param>
/// <param name="UpdatedAtTicks">Ticks of 100 ns since 1970.</param>
[GenerateSerializer]
[Immutable]
[Alias("kpi.TenantDocument")]
public sealed record TenantDocument(
    [property: Id(0)] int Number,
    [property: Id(1)] string SettingsJson,
    [property: Id(2)] int DefinitionVersion,
    [property: Id(3)] bool Fixed,
    [property: Id(4)] string Etag,
    [property: Id(5)] long CreatedAtTicks,
    [property: Id(6)] long UpdatedAtTicks);
