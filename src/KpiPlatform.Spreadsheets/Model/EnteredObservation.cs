using NodaTime;

namespace KpiPlatform.Spreadsheets.Model;

/// <summary>A number that somebody entered, in its latest revision.</summary>
/// <param name="Indicator">Id of the indicator or measure that it feeds.</param>
/// <param name="At">When it was observed.</param>
/// <param name="Value">The number.</param>
/// <param name="Comment">What was said to it; empty for nothing.</param>
/// <param name="Source">The system that sent it.</param>
/// <param name="Id">Its id within the source.</param>
/// <param name="Revision">0 for one that was never corrected.</param>
public sealed record EnteredObservation(string Indicator, Instant At, double Value, string Comment, string Source, string Id, int Revision);
