using KpiPlatform.Domain.Periods;

namespace KpiPlatform.Domain.Measures;

/// <summary>Names a series of cells: (measure, granularity, dimension value).</summary>
/// <param name="Packed">A <see cref="CellKey"/> without its day.</param>
public readonly record struct SeriesKey(ulong Packed)
{
    /// <summary>Packs a key.</summary>
    public static SeriesKey Of(MeasureId measure, Granularity granularity, DimensionValue dimension) =>
        CellKey.Of(measure, granularity, dimension, 0).Series;
}
