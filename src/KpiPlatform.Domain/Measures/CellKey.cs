using KpiPlatform.Domain.Periods;

namespace KpiPlatform.Domain.Measures;

/// <summary>
/// Names one cell: an exact integer for (measure, granularity, dimension value, local day). Every cell has a day; a measure that
/// is not additive over days has one series per granularity, whose sum over the first days of a period is the value for
/// just these days (for instance: customers first active in the month on that day).
/// </summary>
/// <param name="Packed">Bits 48–63 measure, 44–47 granularity, 20–43 dimension value, 0–19 day + 2^19. Ordered by series, then day.</param>
public readonly record struct CellKey(ulong Packed) : IComparable<CellKey>
{
    /// <summary>First and last day that a cell can have: about the years 534 to 3405.</summary>
    public const int MinDay = -(1 << 19);

    /// <inheritdoc cref="MinDay"/>
    public const int MaxDay = (1 << 19) - 1;

    /// <summary>Bits of the day.</summary>
    internal const int DayBits = 20;

    private const int DimensionBits = 24;

    /// <summary>Packs a key.</summary>
    public static CellKey Of(MeasureId measure, Granularity granularity, DimensionValue dimension, int day)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(day, MinDay);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(day, MaxDay);
        return new(((ulong)measure.Value << 48) | ((ulong)granularity << 44) | ((ulong)dimension.Value << DayBits) | (uint)(day - MinDay));
    }

    /// <summary>The measure.</summary>
    public MeasureId Measure => new((ushort)(Packed >> 48));

    /// <summary>The granularity; None for additive measures.</summary>
    public Granularity Granularity => (Granularity)((Packed >> 44) & 0xF);

    /// <summary>The dimension value; <see cref="DimensionValue.Whole"/> for the total.</summary>
    public DimensionValue Dimension => new((uint)((Packed >> DayBits) & ((1 << DimensionBits) - 1)));

    /// <summary>Local day, 1970-01-01 = 0.</summary>
    public int Day => (int)(Packed & ((1 << DayBits) - 1)) + MinDay;

    /// <summary>Key of the series that the cell is in: all but the day.</summary>
    public SeriesKey Series => new(Packed >> DayBits);

    /// <inheritdoc/>
    public int CompareTo(CellKey other) => Packed.CompareTo(other.Packed);

    /// <inheritdoc/>
    public override string ToString() => $"{Measure.Value}/{Granularity}/{Dimension.Value}/{Day}";
}
