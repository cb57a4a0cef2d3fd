namespace KpiPlatform.Domain.Measures;

/// <summary>Number of a measure, 1 to 65,535, stored in cells and never reused. Built-in measures are below 10,000.</summary>
/// <param name="Value">The number.</param>
public readonly record struct MeasureId(ushort Value);
