using NodaTime;

namespace KpiPlatform.Domain.Scorecards;

/// <summary>A version of a scorecard's definition: in force from an instant until the next one.</summary>
/// <param name="Version">From 1.</param>
/// <param name="From">First instant at which it is in force.</param>
/// <param name="CloseAfterDays">The definition's own; kept here, because it decides which periods closed while it was in force.</param>
/// <param name="Available">Whether its definition is kept. Those replaced before versions were kept are not.</param>
public sealed record VersionMark(long Version, Instant From, int? CloseAfterDays, bool Available);
