namespace KpiPlatform.Domain.Indicators;

/// <summary>One named part of a value that has several.</summary>
/// <param name="Id">For instance "lost" of base_movement.</param>
/// <param name="Value">In the unit of the indicator, unless its definition says otherwise.</param>
public sealed record IndicatorComponent(string Id, double Value);
