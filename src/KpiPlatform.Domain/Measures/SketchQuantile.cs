using KpiPlatform.Domain.Indicators;
using KpiPlatform.Domain.Periods;
using KpiPlatform.Domain.Statistics;

namespace KpiPlatform.Domain.Measures;

/// <summary>
/// A quantile of the values that cells by bucket count, over the days of a period. Within 1 %; whole numbers that are alone in
/// their bucket (up to about 50) exactly. Immutable.
/// </summary>
/// <param name="Measure">Number of the cells.</param>
/// <param name="Quantile">0 the smallest, 1 the greatest.</param>
public sealed record SketchQuantile(MeasureId Measure, double Quantile) : IRankedValue
{
    /// <summary>Buckets of values below 0 begin here, the magnitude's bucket added.</summary>
    private const int Negative = 4_096;

    /// <summary>The bucket of a value of either sign.</summary>
    public static DimensionValue BucketOf(long value) =>
        DimensionValue.Bucket(value >= 0 ? QuantileSketch.BucketOf(value) : Negative + QuantileSketch.BucketOf(value == long.MinValue ? long.MaxValue : -value));

    /// <inheritdoc/>
    public (long Count, double? Value) Read(IndicatorContext context, ICellReader cells)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(cells);
        var window = context.Window;
        var span = new SpanRange(
            SeriesKey.Of(Measure, Granularity.None, DimensionValue.Bucket(0)),
            SeriesKey.Of(Measure, Granularity.None, DimensionValue.Bucket(Negative + QuantileSketch.LastBucket)),
            window.Period.FromDay,
            window.CutDay);
        var counts = cells.SumsOf(span)
            .Select(sum => (Value: ValueOf(sum.Series.Dimension.Index), Count: sum.Sum))
            .Where(bucket => bucket.Count > 0)
            .OrderBy(bucket => bucket.Value)
            .ToList();
        var count = counts.Sum(bucket => bucket.Count);
        var rank = (long)Math.Floor(Quantile * (count - 1));
        long below = 0;
        foreach (var bucket in counts)
        {
            below += bucket.Count;
            if (below > rank)
                return (count, bucket.Value);
        }

        return (0, null);
    }

    private static double ValueOf(int index)
    {
        if (index >= Negative)
            return -ValueOf(index - Negative);
        var value = QuantileSketch.ValueOf(index);
        var whole = (long)Math.Round(value);
        return index > 0 && whole < QuantileSketch.LastBucket
            && QuantileSketch.BucketOf(whole) == index && QuantileSketch.BucketOf(whole - 1) != index && QuantileSketch.BucketOf(whole + 1) != index
            ? whole
            : value;
    }
}
