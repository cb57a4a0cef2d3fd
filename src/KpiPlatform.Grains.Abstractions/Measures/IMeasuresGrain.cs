namespace KpiPlatform.Grains.Abstractions.Measures;

/// <summary>One shard of a tenant's measures. Key: <see cref="GrainKeys.Measures"/>.</summary>
[Alias("kpi.IMeasuresGrain")]
public interface IMeasuresGrain : IGrainWithStringKey
{
    /// <summary>Tells of commits. What it can't place (a predecessor unseen) makes it read the journal.</summary>
    [AlwaysInterleave]
    [Alias("Push")]
    Task Push(MeasuresPush push);

    /// <summary>Answers sums.</summary>
    [AlwaysInterleave]
    [Alias("Read")]
    Task<Reply<MeasuresAnswer>> Read(MeasuresQuery query, CancellationToken cancellationToken);

    /// <summary>Asks that a scorecard be told when cells move, for one minute; ask again to go on.</summary>
    [AlwaysInterleave]
    [Alias("Subscribe")]
    Task Subscribe(string scorecardKey);

    /// <summary>Reads what was committed by others and writes a checkpoint.</summary>
    [AlwaysInterleave]
    [Alias("Catchup")]
    Task CatchUp(CancellationToken cancellationToken);
}
