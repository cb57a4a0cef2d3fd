namespace KpiPlatform.Domain.Measures;

/// <summary>Reads sums of cells.</summary>
public interface ICellReader
{
    /// <summary>Sum of a series over the days [fromDay, toDay); 0 where there are no cells or no days.</summary>
    /// <param name="series">The series.</param>
    /// <param name="fromDay">First day; <see cref="CellRange.Beginning"/> for stocks.</param>
    /// <param name="toDay">Day after the last.</param>
    long Sum(SeriesKey series, int fromDay, int toDay);

    /// <summary>Sums of all series of a span, where they are not 0, by series.</summary>
    IReadOnlyList<SeriesSum> SumsOf(SpanRange span);
}
