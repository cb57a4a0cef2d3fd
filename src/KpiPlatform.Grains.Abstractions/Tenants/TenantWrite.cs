using KpiPlatform.Grains.Abstractions.Scorecards;

namespace KpiPlatform.Grains.Abstractions.Tenants;

/// <summary>New settings of a tenant.</summary>
/// <param name="SettingsJson">JSON of the domain's TenantSettings, validated by the grain.</param>
/// <param name="Mode">Create or Update.</param>
/// <param name="Etag">If not null: refused if the stored one is another.</param>
/// <param name="RequestId">If not empty: the same creation again answers with the tenant made by the first.</param>
[GenerateSerializer]
[Immutable]
[Alias("kpi.TenantWrite")]
public sealed record TenantWrite(
    [property: Id(0)] string SettingsJson,
    [property: Id(1)] WriteMode Mode,
    [property: Id(2)] string? Etag,
    [property: Id(3)] string RequestId)
{
    /// <summary>Answer as if written, write nothing.</summary>
    [Id(4)]
    public bool ValidateOnly { get; init; }
}
