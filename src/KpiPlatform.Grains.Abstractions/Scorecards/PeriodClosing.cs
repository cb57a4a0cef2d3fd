namespace KpiPlatform.Grains.Abstractions.Scorecards;

/// <summary>Closes a period.</summary>
/// <param name="Period">Text form of a period that is over.</param>
/// <param name="ClosedBy">Who closes it; empty if not said.</param>
[GenerateSerializer]
[Immutable]
[Alias("kpi.PeriodClosing")]
public sealed record PeriodClosing([property: Id(0)] string Period, [property: Id(1)] string ClosedBy);
