using KpiPlatform.Domain.Scorecards;
using NodaTime;

namespace KpiPlatform.Grains.Scorecards;

/// <summary>The values of a closed period as they are kept. Immutable.</summary>
/// <param name="TakenAt">When they were computed; at the closing, or at the first read of a period that closed by itself.</param>
/// <param name="Result">Values, performance, status and coverage of every node, under the definition, overrides and comments of the closing.</param>
internal sealed record ClosedValues(Instant TakenAt, EvaluatedScorecard Result);
