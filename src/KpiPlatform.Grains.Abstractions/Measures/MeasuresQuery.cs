namespace KpiPlatform.Grains.Abstractions.Measures;

/// <summary>Sums of cells, as of an instant, seeing at least a token.</summary>
/// <param name="Ranges">At most 100,000.</param>
/// <param name="Token">Encoded PositionVector that must be covered; empty for none.</param>
/// <param name="AsOfTicks">What was known at this instant (ticks of 100 ns since 1970); null for everything.</param>
/// <param name="CustomFromDay">For ranges of Granularity.Custom: first day of the period, which is computed from the journal; null if there are none.</param>
/// <param name="CustomToDay">Day after its last.</param>
/// <param name="Spans">Spans of series; null for none.</param>
/// <param name="CellsOnly">Answer what the shard's own cells hold, and 0 for all that is folded from the journal or stored elsewhere: another shard answers that for all of them.</param>
/// <param name="Beside">Encoded PositionVector of what the tenant's other shards have seen, which this one is to have seen as well; empty if there are none. Who asks has not asked for it: what is folded from the journal may still be as young as <paramref name="Token"/> wants it.</param>
/// <param name="IsBeforeCells">Whether <paramref name="AsOfTicks"/> is an instant that the cells do not answer for, so that the journal does, as the definition says under which all shards are asked; null from who does not say: then each goes by its own copy.</param>
/// <param name="Through">Encoded PositionVector: of what cells hold only that counts which it covers, whole commits of all shards; empty for no such limit. What is folded from the journal is as of <paramref name="AsOfTicks"/> all the same.</param>
[GenerateSerializer]
[Immutable]
[Alias("kpi.MeasuresQuery")]
public sealed record MeasuresQuery(
    [property: Id(0)] SumRequest[] Ranges,
    [property: Id(1)] ReadOnlyMemory<byte> Token,
    [property: Id(2)] long? AsOfTicks,
    [property: Id(3)] int? CustomFromDay,
    [property: Id(4)] int? CustomToDay,
    [property: Id(5)] SpanRequest[]? Spans = null,
    [property: Id(6)] bool CellsOnly = false,
    [property: Id(7)] ReadOnlyMemory<byte> Beside = default,
    [property: Id(8)] bool? IsBeforeCells = null,
    [property: Id(9)] ReadOnlyMemory<byte> Through = default);
