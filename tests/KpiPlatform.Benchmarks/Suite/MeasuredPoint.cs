namespace KpiPlatform.Benchmarks.Suite;

/// <summary>A point with its figures, and how they came about.</summary>
/// <param name="Number">Its number.</param>
/// <param name="Title">What it asks.</param>
/// <param name="Method">How it measures.</param>
/// <param name="Date">When it was measured, UTC.</param>
/// <param name="Options">How much.</param>
/// <param name="LoadBefore">Processes that wanted to run in the minute before.</param>
/// <param name="Seconds">How long it took.</param>
/// <param name="Rows">The figures.</param>
internal sealed record MeasuredPoint(
    int Number, string Title, string Method, DateTimeOffset Date, SuiteOptions Options, double LoadBefore, double Seconds, IReadOnlyList<SuiteRow> Rows);
