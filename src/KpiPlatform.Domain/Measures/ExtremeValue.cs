using KpiPlatform.Domain.Indicators;
using KpiPlatform.Domain.Periods;

namespace KpiPlatform.Domain.Measures;

/// <summary>
/// The smallest or greatest of the values that cells count one by one, over the days of a period. Counted, so that a correction takes back
/// what it replaces and the next value shows; exact where the value's <see cref="ExtremeCode"/> is. Immutable.
/// </summary>
/// <param name="Measure">First number of a block: see <see cref="CustomMeasureNumbers"/>.</param>
/// <param name="Greatest">Whether the greatest is wanted.</param>
public sealed record ExtremeValue(MeasureId Measure, bool Greatest) : IRankedValue
{
    /// <summary>Codes of a number of the block: dimension values 1 to 2^24 − 1, because 0 is the whole.</summary>
    private const uint CodesPerNumber = (1 << 24) - 1;

    /// <summary>The series that counts a value.</summary>
    public static SeriesKey SeriesOf(MeasureId first, long value)
    {
        var code = ExtremeCode.CodeOf(value);
        return SeriesKey.Of(new((ushort)(first.Value + (code / CodesPerNumber))), Granularity.None, new((code % CodesPerNumber) + 1));
    }

    /// <summary>The number of a block that counts how many values there are, in a series of the whole.</summary>
    public static MeasureId CountOf(MeasureId first) => new((ushort)(first.Value + CustomMeasureNumbers.ExtremeBlock - 1));

    /// <inheritdoc/>
    public (long Count, double? Value) Read(IndicatorContext context, ICellReader cells)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(cells);
        var (from, to) = (context.Window.Period.FromDay, context.Window.CutDay);
        var count = cells.Sum(SeriesKey.Of(CountOf(Measure), Granularity.None, DimensionValue.Whole), from, to);
        var span = new SpanRange(SeriesOf(Measure, long.MinValue), SeriesOf(Measure, long.MaxValue), from, to, Greatest ? SpanTake.Last : SpanTake.First);
        var found = cells.SumsOf(span).Where(sum => sum.Sum > 0).ToList();
        return found.Count == 0 ? (0, null) : (count, ValueOf(Greatest ? found[^1].Series : found[0].Series));
    }

    private long ValueOf(SeriesKey series) =>
        ExtremeCode.ValueOf(((uint)(series.Measure.Value - Measure.Value) * CodesPerNumber) + series.Dimension.Value - 1);
}
