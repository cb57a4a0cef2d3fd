namespace KpiPlatform.Benchmarks.Suite;

/// <summary>One point of the suite; has a parameterless constructor.</summary>
internal interface ISuitePoint
{
    /// <summary>Gets its number, from 1; also what <c>--only</c> takes.</summary>
    int Number { get; }

    /// <summary>Gets what it asks.</summary>
    string Title { get; }

    /// <summary>Gets how it measures, and beside what.</summary>
    string Method { get; }

    /// <summary>Measures.</summary>
    Task RunAsync(SuiteContext context, CancellationToken cancellationToken);
}
