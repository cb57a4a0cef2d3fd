namespace KpiPlatform.Grains.Abstractions.Measures;

/// <summary>Commits that a shard's grain may not have seen yet: one run of a writer, merged.</summary>
/// <param name="Writer">The writer.</param>
/// <param name="PreviousSeq">The writer's commit for this shard before the first one merged; 0 if none.</param>
/// <param name="Seq">The last commit merged.</param>
/// <param name="NewestEventAtTicks">Latest occurrence among them.</param>
/// <param name="Delta">Encoded CellDelta; empty means "read the journal".</param>
/// <param name="FirstSeq">The first commit merged; 0 from who does not say. A grain that knows the journal beyond <paramref name="PreviousSeq"/>, but not as far as this, has a place for it.</param>
/// <param name="Shared">Commits among them that belong together with what other shards are told; null for none.</param>
[GenerateSerializer]
[Immutable]
[Alias("kpi.MeasuresPush")]
public sealed record MeasuresPush(
    [property: Id(0)] long Writer,
    [property: Id(1)] long PreviousSeq,
    [property: Id(2)] long Seq,
    [property: Id(3)] long NewestEventAtTicks,
    [property: Id(4)] ReadOnlyMemory<byte> Delta,
    [property: Id(5)] long FirstSeq = 0,
    [property: Id(6)] SharedCommit[]? Shared = null);
