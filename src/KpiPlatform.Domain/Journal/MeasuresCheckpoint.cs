using KpiPlatform.Domain.Measures;
using NodaTime;

namespace KpiPlatform.Domain.Journal;

/// <summary>A shard's cells as stored, and what of the journal they hold.</summary>
/// <param name="Generation">Number of checkpoints so far; a save compares and sets it.</param>
/// <param name="Vector">What the cells hold.</param>
/// <param name="NewestEventAt">Latest occurrence folded in; null if none.</param>
/// <param name="Cells">Cells that are not 0.</param>
public sealed record MeasuresCheckpoint(long Generation, PositionVector Vector, Instant? NewestEventAt, IReadOnlyList<KeyValuePair<CellKey, long>> Cells);
