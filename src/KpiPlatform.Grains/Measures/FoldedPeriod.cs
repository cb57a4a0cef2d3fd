namespace KpiPlatform.Grains.Measures;

/// <summary>What was folded from the journal.</summary>
/// <param name="Definition">Version of the tenant's definition.</param>
/// <param name="FromDay">First day of a custom period; null for all calendar periods.</param>
/// <param name="ToDay">Day after its last.</param>
/// <param name="AsOfTicks">Only what was recorded until then; null for everything.</param>
internal readonly record struct FoldedPeriod(int Definition, int? FromDay, int? ToDay, long? AsOfTicks);
