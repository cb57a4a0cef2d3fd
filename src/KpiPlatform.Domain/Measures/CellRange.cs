namespace KpiPlatform.Domain.Measures;

/// <summary>The sum of a series over the days [FromDay, ToDay), as something to ask for.</summary>
/// <param name="Series">The series.</param>
/// <param name="FromDay">First day; <see cref="Beginning"/> for stocks.</param>
/// <param name="ToDay">Day after the last; a range that ends before it begins is empty.</param>
public readonly record struct CellRange(SeriesKey Series, int FromDay, int ToDay)
{
    /// <summary>A first day that leaves out nothing.</summary>
    public const int Beginning = CellKey.MinDay;
}
