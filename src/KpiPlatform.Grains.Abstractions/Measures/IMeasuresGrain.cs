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

    /// <summary>Number of cells that are not 0.</summary>
    [AlwaysInterleave]
    [Alias("Count")]
    Task<long> Count(CancellationToken cancellationToken);

    /// <summary>Compares all cells with a fold of the journal, as of an instant a little before now.</summary>
    [AlwaysInterleave]
    [Alias("Verify")]
    [ResponseTimeout("06:00:00")]
    Task<Reply<MeasuresComparison>> Verify(CancellationToken cancellationToken);

    /// <summary>Readers are to read another generation: tells the scorecards that asked to be told.</summary>
    [AlwaysInterleave]
    [Alias("Retire")]
    Task Retire();

    /// <summary>Reads what was committed by others and writes a checkpoint.</summary>
    [AlwaysInterleave]
    [Alias("Catchup")]
    Task CatchUp(CancellationToken cancellationToken);
}
