using KpiPlatform.Grains.Abstractions.Tenants;

namespace KpiPlatform.Grains.Tenants;

/// <summary>What is stored of counting a tenant anew. How many customers are done is not: the journal knows.</summary>
[GenerateSerializer]
[Alias("kpi.StoredBackfill")]
public sealed class StoredBackfill
{
    /// <summary>Definition that it counts under.</summary>
    [Id(0)]
    public int TargetVersion { get; set; }

    /// <summary>How far it is.</summary>
    [Id(1)]
    public BackfillPhase Phase { get; set; }

    /// <summary>Ticks of 100 ns since 1970.</summary>
    [Id(2)]
    public long StartedAtTicks { get; set; }

    /// <summary>Ticks of 100 ns since 1970; null before.</summary>
    [Id(3)]
    public long? SwitchedAtTicks { get; set; }

    /// <summary>Ticks of 100 ns since 1970; null before.</summary>
    [Id(4)]
    public long? FinishedAtTicks { get; set; }

    /// <summary>Customers counted, once it is over.</summary>
    [Id(5)]
    public long Customers { get; set; }

    /// <summary>Those among them whose person was erased.</summary>
    [Id(6)]
    public long Erased { get; set; }

    /// <summary>Why it was aborted; null if it was not.</summary>
    [Id(7)]
    public string? Problem { get; set; }
}
