namespace KpiPlatform.Domain.Measures;

/// <summary>The sum of one series.</summary>
/// <param name="Series">The series.</param>
/// <param name="Sum">Its sum; never 0 in an answer to a <see cref="SpanRange"/>.</param>
public readonly record struct SeriesSum(SeriesKey Series, long Sum);
