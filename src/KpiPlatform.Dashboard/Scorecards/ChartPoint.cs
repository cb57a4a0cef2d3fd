namespace KpiPlatform.Dashboard.Scorecards;

/// <summary>A point of a chart.</summary>
/// <param name="Label">Its period.</param>
/// <param name="Value">Null where there is no value.</param>
/// <param name="Lower">Lower end of its interval; null where there is none.</param>
/// <param name="Upper">Upper end.</param>
/// <param name="Partial">Its period is not over.</param>
/// <param name="BeforeCoverage">Facts behind it were deleted.</param>
public sealed record ChartPoint(string Label, double? Value, double? Lower, double? Upper, bool Partial, bool BeforeCoverage = false);
