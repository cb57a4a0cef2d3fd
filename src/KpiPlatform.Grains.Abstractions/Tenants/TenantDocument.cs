namespace KpiPlatform.Grains.Abstractions.Tenants;

/// <summary>A tenant as stored: JSON of its settings with their bookkeeping.</summary>
/// <param name="Number">Surrogate.</param>
/// <param name="SettingsJson">JSON of the domain's TenantSettings, as asked for last.</param>
/// <param name="DefinitionVersion">Version that values are of, from 1; a higher one is being counted while there is a <see cref="Next"/>.</param>
/// <param name="Fixed">Whether the first interaction has been, so that time zone and currency can't change.</param>
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
    [property: Id(6)] long UpdatedAtTicks)
{
    /// <summary>One more with every write: of two documents the higher one is newer.</summary>
    [Id(7)]
    public long Revision { get; init; }

    /// <summary>The definition that values are of; null means that of <see cref="SettingsJson"/> in generation 0.</summary>
    [Id(8)]
    public DefinitionDocument? Active { get; init; }

    /// <summary>The definition that is being counted; null if none is.</summary>
    [Id(9)]
    public DefinitionDocument? Next { get; init; }

    /// <summary>The definition that values were of a moment ago; null if there is none.</summary>
    [Id(10)]
    public DefinitionDocument? Previous { get; init; }

    /// <summary>The last counting anew; null if there was none.</summary>
    [Id(11)]
    public BackfillDocument? Backfill { get; init; }

    /// <summary>JSON array of the domain's ClosedDays: what scorecards of the tenant have closed; empty means nothing.</summary>
    [Id(12)]
    public string ClosedDaysJson { get; init; } = string.Empty;

    /// <summary>Whether it takes calls; null means that it does.</summary>
    [Id(13)]
    public StandingDocument? Standing { get; init; }

    /// <summary>JSON of the domain's TenantQuotas; empty means the defaults.</summary>
    [Id(14)]
    public string QuotasJson { get; init; } = string.Empty;
}
