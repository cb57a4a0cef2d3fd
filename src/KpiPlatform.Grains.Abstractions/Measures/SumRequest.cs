namespace KpiPlatform.Grains.Abstractions.Measures;

/// <summary>A sum that is asked for: of one series over the days [FromDay, ToDay).</summary>
/// <param name="Series">Packed SeriesKey.</param>
/// <param name="FromDay">First day; int.MinValue for all before.</param>
/// <param name="ToDay">Day after the last.</param>
[GenerateSerializer]
[Immutable]
[Alias("kpi.SumRequest")]
public readonly record struct SumRequest([property: Id(0)] ulong Series, [property: Id(1)] int FromDay, [property: Id(2)] int ToDay);
