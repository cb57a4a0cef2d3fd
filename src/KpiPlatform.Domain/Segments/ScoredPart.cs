namespace KpiPlatform.Domain.Segments;

/// <summary>A part of a customer's performance.</summary>
/// <param name="Settings">How it is scored.</param>
/// <param name="Value">Its value; null if the customer has none.</param>
/// <param name="Score">0 to 100; null without a value.</param>
public sealed record ScoredPart(PerformancePartSettings Settings, double? Value, double? Score);
