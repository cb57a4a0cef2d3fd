using KpiPlatform.Domain.Measures;

namespace KpiPlatform.Grains.Abstractions.Measures;

/// <summary>Sums that are asked for: of every series from one to another over the days [FromDay, ToDay).</summary>
/// <param name="First">Packed SeriesKey of the first.</param>
/// <param name="Last">Packed SeriesKey of the last, inclusive.</param>
/// <param name="FromDay">First day.</param>
/// <param name="ToDay">Day after the last.</param>
/// <param name="Take">Which of the sums are wanted.</param>
[GenerateSerializer]
[Immutable]
[Alias("kpi.SpanRequest")]
public readonly record struct SpanRequest([property: Id(0)] ulong First, [property: Id(1)] ulong Last, [property: Id(2)] int FromDay, [property: Id(3)] int ToDay, [property: Id(4)] SpanTake Take = SpanTake.All);
