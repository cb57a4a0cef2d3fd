namespace KpiPlatform.Grains.Scorecards;

/// <summary>What is stored of a scorecard.</summary>
[GenerateSerializer]
[Alias("kpi.ScorecardState")]
public sealed class ScorecardState
{
    /// <summary>JSON of the domain's ScorecardDefinition.</summary>
    [Id(0)]
    public string DefinitionJson { get; set; } = string.Empty;

    /// <summary>From 1.</summary>
    [Id(1)]
    public long Version { get; set; }

    /// <summary>Request that created it; empty if none was given.</summary>
    [Id(2)]
    public string RequestId { get; set; } = string.Empty;

    /// <summary>Ticks of 100 ns since 1970.</summary>
    [Id(3)]
    public long CreatedAtTicks { get; set; }

    /// <summary>Ticks of 100 ns since 1970.</summary>
    [Id(4)]
    public long UpdatedAtTicks { get; set; }

    /// <summary>JSON of the domain's ScorecardLog; empty for a scorecard stored before there was one.</summary>
    [Id(5)]
    public string LogJson { get; set; } = string.Empty;
}
