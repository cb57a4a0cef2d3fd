namespace KpiPlatform.Domain.Scorecards;

/// <summary>What a child hands to its parent.</summary>
/// <param name="Weight">0 or more, finite.</param>
/// <param name="Performance">0 to 100, or null for no value.</param>
/// <param name="Coverage">0 to 100; of an indicator 100 if it has a value, else 0.</param>
public readonly record struct RollUpChild(double Weight, double? Performance, double Coverage);
