using KpiPlatform.Dashboard.Errors;

namespace KpiPlatform.Dashboard.Live;

/// <summary>How far a feed of changes is.</summary>
/// <param name="Number">One more with each change; 0 before the beginning, 1 from then on.</param>
/// <param name="End">Why there will be no more; null if there will.</param>
internal sealed record ChangeMark(int Number, Failure? End = null);
