namespace KpiPlatform.Grains.Abstractions.Measures;

/// <summary>The sum of one series of a span; never 0.</summary>
/// <param name="Series">Packed SeriesKey.</param>
/// <param name="Sum">Its sum.</param>
[GenerateSerializer]
[Immutable]
[Alias("kpi.SpanSum")]
public readonly record struct SpanSum([property: Id(0)] ulong Series, [property: Id(1)] long Sum);
