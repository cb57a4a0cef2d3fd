using KpiPlatform.Domain.Journal;
using KpiPlatform.Domain.Measures;

namespace KpiPlatform.Grains.Measures;

/// <summary>Cells folded from the journal.</summary>
/// <param name="Period">What was folded.</param>
/// <param name="Vector">Where the shard stood then, and at least where those beside it did; null if what is committed later changes nothing.</param>
/// <param name="Cells">The cells.</param>
internal sealed record CustomPeriodCells(FoldedPeriod Period, PositionVector? Vector, CellTable Cells);
