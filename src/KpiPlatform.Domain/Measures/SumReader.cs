namespace KpiPlatform.Domain.Measures;

/// <summary>Cells that came later on top of sums that were fetched before.</summary>
/// <param name="fetched">The sums.</param>
/// <param name="later">What came later.</param>
public sealed class SumReader(ICellReader fetched, CellTable later) : ICellReader
{
    /// <inheritdoc/>
    public long Sum(SeriesKey series, int fromDay, int toDay) => fetched.Sum(series, fromDay, toDay) + later.Sum(series, fromDay, toDay);

    /// <inheritdoc/>
    public IReadOnlyList<SeriesSum> SumsOf(SpanRange span)
    {
        var added = later.SumsOf(span);
        if (added.Count == 0)
            return fetched.SumsOf(span);
        var sums = new SortedDictionary<ulong, long>();
        foreach (var (series, sum) in fetched.SumsOf(span).Concat(added))
            sums[series.Packed] = sums.GetValueOrDefault(series.Packed) + sum;
        return [.. sums.Where(entry => entry.Value != 0).Select(entry => new SeriesSum(new(entry.Key), entry.Value))];
    }
}
