using KpiPlatform.Domain.Measures;

namespace KpiPlatform.Domain.Indicators;

/// <summary>Notes how far back what is read goes. Not thread-safe.</summary>
/// <param name="cells">What it is read from.</param>
/// <param name="lapseDays">Days for which activity keeps a customer in the base.</param>
internal sealed class CellReach(ICellReader cells, int lapseDays) : ICellReader
{
    /// <summary>First day that anything was read of; <see cref="int.MaxValue"/>: nothing was.</summary>
    public int FirstDay { get; private set; } = int.MaxValue;

    /// <inheritdoc/>
    public long Sum(SeriesKey series, int fromDay, int toDay)
    {
        // The base is a sum since the beginning, but who is in it was active within these days: entries before them have been taken back by leaves.
        var isBase = series.Measure == BuiltInMeasures.BaseEntered || series.Measure == BuiltInMeasures.BaseLeft;
        Note(isBase ? Math.Max(fromDay, toDay - lapseDays) : fromDay, toDay);
        return cells.Sum(series, fromDay, toDay);
    }

    /// <inheritdoc/>
    public IReadOnlyList<SeriesSum> SumsOf(SpanRange span)
    {
        Note(span.FromDay, span.ToDay);
        return cells.SumsOf(span);
    }

    private void Note(int fromDay, int toDay)
    {
        if (fromDay < toDay)
            FirstDay = Math.Min(FirstDay, fromDay);
    }
}
