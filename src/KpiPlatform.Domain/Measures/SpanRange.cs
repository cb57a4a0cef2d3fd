namespace KpiPlatform.Domain.Measures;

/// <summary>
/// The sums of every series from one key to another over the days [FromDay, ToDay), as something to ask for: where it is not known
/// beforehand which series there are, e.g. the buckets of a sketch.
/// </summary>
/// <param name="First">First series; not of <see cref="DimensionValue.Whole"/>.</param>
/// <param name="Last">Last series, inclusive; of the same measure, <see cref="WideMeasure"/> or block of an <see cref="ExtremeValue"/>.</param>
/// <param name="FromDay">First day; <see cref="CellRange.Beginning"/> for stocks.</param>
/// <param name="ToDay">Day after the last; a range that ends before it begins is empty.</param>
/// <param name="Take">Which of the sums are wanted.</param>
public readonly record struct SpanRange(SeriesKey First, SeriesKey Last, int FromDay, int ToDay, SpanTake Take = SpanTake.All)
{
    /// <summary>Whether a series lies between.</summary>
    public bool Contains(SeriesKey series) => First.Packed <= series.Packed && series.Packed <= Last.Packed;
}
