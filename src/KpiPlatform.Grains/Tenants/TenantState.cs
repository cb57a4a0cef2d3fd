namespace KpiPlatform.Grains.Tenants;

/// <summary>What is stored of a tenant.</summary>
[GenerateSerializer]
[Alias("kpi.TenantState")]
public sealed class TenantState
{
    /// <summary>Surrogate.</summary>
    [Id(0)]
    public int Number { get; set; }

    /// <summary>JSON of the domain's TenantSettings.</summary>
    [Id(1)]
    public string SettingsJson { get; set; } = string.Empty;

    /// <summary>From 1.</summary>
    [Id(2)]
    public int DefinitionVersion { get; set; }

    /// <summary>Whether the first interaction has been.</summary>
    [Id(3)]
    public bool Fixed { get; set; }

    /// <summary>Request that created it; empty if none was given.</summary>
    [Id(4)]
    public string RequestId { get; set; } = string.Empty;

    /// <summary>Ticks of 100 ns since 1970.</summary>
    [Id(5)]
    public long CreatedAtTicks { get; set; }

    /// <summary>Ticks of 100 ns since 1970.</summary>
    [Id(6)]
    public long UpdatedAtTicks { get; set; }
}
