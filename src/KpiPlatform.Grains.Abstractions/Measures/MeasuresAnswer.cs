namespace KpiPlatform.Grains.Abstractions.Measures;

/// <summary>Sums of cells.</summary>
/// <param name="Sums">One for each range, in order.</param>
/// <param name="Positions">Encoded PositionVector of what they hold.</param>
/// <param name="NewestEventAtTicks">Latest occurrence known; null if nothing is.</param>
/// <param name="Spans">For each span, in order, the sums of its series that are not 0, by series; null if none was asked for.</param>
/// <param name="Shared">Commits in the sums that other shards may not have seen yet, and belong together there; null for none.</param>
[GenerateSerializer]
[Immutable]
[Alias("kpi.MeasuresAnswer")]
public sealed record MeasuresAnswer(
    [property: Id(0)] long[] Sums,
    [property: Id(1)] ReadOnlyMemory<byte> Positions,
    [property: Id(2)] long? NewestEventAtTicks,
    [property: Id(3)] SpanSum[][]? Spans = null,
    [property: Id(4)] SharedCommit[]? Shared = null);
