using KpiPlatform.Domain.Scorecards;

namespace KpiPlatform.Domain.Alerts;

/// <summary>What was found of one cause of a rule at one moment.</summary>
/// <param name="Subject">Which cause: a value of a dimension, or empty for the whole.</param>
/// <param name="Value">The indicator's value, in seconds of silence for silence; null if it has none.</param>
/// <param name="Unit">The value's unit.</param>
/// <param name="Status">How it stands; None where there is no scorecard.</param>
/// <param name="Reference">What it is held against: target, baseline, value of the period before or of some time ago; null if there is none.</param>
public sealed record AlertReading(string Subject, double? Value, string Unit, Status Status, double? Reference);
