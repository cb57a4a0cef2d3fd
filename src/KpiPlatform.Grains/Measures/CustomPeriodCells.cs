using KpiPlatform.Domain.Journal;
using KpiPlatform.Domain.Measures;

namespace KpiPlatform.Grains.Measures;

/// <summary>Cells of a custom period, computed when the shard stood at a vector.</summary>
internal sealed record CustomPeriodCells(int FromDay, int ToDay, long? AsOfTicks, PositionVector Vector, CellTable Cells);
