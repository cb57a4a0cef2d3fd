using KpiPlatform.Grains.Abstractions.Tenants;

namespace KpiPlatform.Grains.Tenants;

/// <summary>What is stored of a tenant.</summary>
[GenerateSerializer]
[Alias("kpi.TenantState")]
public sealed class TenantState
{
    /// <summary>Surrogate.</summary>
    [Id(0)]
    public int Number { get; set; }

    /// <summary>JSON of the domain's TenantSettings, as asked for last.</summary>
    [Id(1)]
    public string SettingsJson { get; set; } = string.Empty;

    /// <summary>Version that values are of, from 1.</summary>
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

    /// <summary>One more with every write.</summary>
    [Id(7)]
    public long Revision { get; set; }

    /// <summary>The definition that values are of; null in a tenant stored before there were generations.</summary>
    [Id(8)]
    public DefinitionDocument? Active { get; set; }

    /// <summary>The definition that is being counted; null if none is.</summary>
    [Id(9)]
    public DefinitionDocument? Next { get; set; }

    /// <summary>The definition that values were of until <see cref="SwitchedAtTicks"/>; null once nobody can be reading it.</summary>
    [Id(10)]
    public DefinitionDocument? Previous { get; set; }

    /// <summary>The last counting anew; null if there was none.</summary>
    [Id(11)]
    public StoredBackfill? Backfill { get; set; }

    /// <summary>Highest version given so far; 0 means that of <see cref="DefinitionVersion"/>.</summary>
    [Id(12)]
    public int LastVersion { get; set; }

    /// <summary>Highest generation given so far.</summary>
    [Id(13)]
    public int LastGeneration { get; set; }

    /// <summary>When the previous definition or a given-up one was left, ticks of 100 ns since 1970.</summary>
    [Id(14)]
    public long SwitchedAtTicks { get; set; }

    /// <summary>Whether cells of other generations may be left to delete.</summary>
    [Id(15)]
    public bool HasGarbage { get; set; }

    /// <summary>Surveys and journeys that were declared and taken back, as "survey:id" and "journey:id": past interactions may name them.</summary>
    [Id(16)]
    public List<string> TakenBack { get; set; } = [];

    /// <summary>JSON array of the domain's ClosedDays; empty means none.</summary>
    [Id(17)]
    public string ClosedDaysJson { get; set; } = string.Empty;

    /// <summary>Whether it takes calls; null means that it does.</summary>
    [Id(18)]
    public StandingDocument? Standing { get; set; }

    /// <summary>JSON of the domain's TenantQuotas; empty means the defaults.</summary>
    [Id(19)]
    public string QuotasJson { get; set; } = string.Empty;
}
