namespace KpiPlatform.Benchmarks;

/// <summary>One benchmark; has a parameterless constructor.</summary>
internal interface IBenchmarkCommand
{
    /// <summary>Gets what to type.</summary>
    string Name { get; }

    /// <summary>Gets one line about it.</summary>
    string Summary { get; }

    /// <summary>Measures.</summary>
    Task RunAsync(BenchmarkArguments arguments, BenchmarkReport report, CancellationToken cancellationToken);
}
