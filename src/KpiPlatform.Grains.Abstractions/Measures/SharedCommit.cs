namespace KpiPlatform.Grains.Abstractions.Measures;

/// <summary>A commit that moved what counts from one shard to another: its cells belong together.</summary>
/// <param name="Writer">The writer.</param>
/// <param name="Seq">Last row number of the commit.</param>
/// <param name="Shards">The shards that are to have seen it wherever one of them has, a bit each by its number within the generation.</param>
[GenerateSerializer]
[Immutable]
[Alias("kpi.SharedCommit")]
public readonly record struct SharedCommit([property: Id(0)] long Writer, [property: Id(1)] long Seq, [property: Id(2)] ulong Shards);
