using KpiPlatform.Spreadsheets.Model;

namespace KpiPlatform.Spreadsheets.Import;

/// <summary>An observation to record.</summary>
/// <param name="Entry">Position of its row in the plan.</param>
/// <param name="Observation">What to record; its revision is 0 for one that is new, else one more than that of what it corrects.</param>
public sealed record PlannedObservation(int Entry, EnteredObservation Observation);
