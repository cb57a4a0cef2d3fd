using KpiPlatform.Domain.Periods;

namespace KpiPlatform.Domain.Measures;

/// <summary>Names a series of cells: (measure, granularity, dimension value).</summary>
/// <param name="Packed">A <see cref="CellKey"/> without its day.</param>
public readonly record struct SeriesKey(ulong Packed)
{
    /// <summary>Packs a key.</summary>
    public static SeriesKey Of(MeasureId measure, Granularity granularity, DimensionValue dimension) =>
        CellKey.Of(measure, granularity, dimension, 0).Series;

    /// <summary>Key of the series' cell on a day.</summary>
    public CellKey OnDay(int day) => CellKey.Of(Measure, Granularity, Dimension, day);

    /// <summary>The measure.</summary>
    public MeasureId Measure => new CellKey(Packed << CellKey.DayBits).Measure;

    /// <summary>The granularity; None for additive measures.</summary>
    public Granularity Granularity => new CellKey(Packed << CellKey.DayBits).Granularity;

    /// <summary>The dimension value.</summary>
    public DimensionValue Dimension => new CellKey(Packed << CellKey.DayBits).Dimension;

    /// <inheritdoc/>
    public override string ToString() => $"{Measure.Value}/{Granularity}/{Dimension.Value}";
}
