using NodaTime;
using static KpiPlatform.Domain.FieldChecks;

namespace KpiPlatform.Domain.Benchmarks;

/// <summary>A value that a tenant entered to compare with. Immutable.</summary>
public sealed record EnteredBenchmark
{
    /// <summary>Id of the indicator.</summary>
    public string Indicator { get; init; } = string.Empty;

    /// <summary>Part of it; empty for the value.</summary>
    public string Component { get; init; } = string.Empty;

    /// <summary>In the indicator's unit.</summary>
    public double? Value { get; init; }

    /// <summary>First local day that it holds for.</summary>
    public int Day { get; init; }

    /// <summary>Who says so.</summary>
    public string Source { get; init; } = string.Empty;

    /// <summary>In words.</summary>
    public string Comment { get; init; } = string.Empty;

    /// <summary>When it was entered.</summary>
    public Instant CreatedAt { get; init; }

    /// <summary>When it was changed last.</summary>
    public Instant UpdatedAt { get; init; }

    /// <summary>Checks what does not depend on the tenant.</summary>
    /// <param name="path">Path of the benchmark in the request.</param>
    /// <exception cref="DomainException">INVALID_ARGUMENT, naming the first field that is wrong.</exception>
    public void Check(string path)
    {
        if (Value is null)
            throw Invalid("REQUIRED", "A benchmark has a value, in the indicator's unit.", $"{path}.value");
        RequireFinite(Value, $"{path}.value");
        if (string.IsNullOrWhiteSpace(Source))
            throw Invalid("REQUIRED", "Say where the value comes from.", $"{path}.source");
        RequireText(Source, BenchmarkLimits.MaxSourceBytes, $"{path}.source");
        RequireText(Comment, BenchmarkLimits.MaxCommentBytes, $"{path}.comment");
    }

    /// <summary>Of each source the newest that holds on a day, by source.</summary>
    public static IReadOnlyList<(string Id, EnteredBenchmark Benchmark)> InForce(IEnumerable<(string Id, EnteredBenchmark Benchmark)> entered, string indicator, string component, int day) =>
    [
        .. entered
            .Where(one => string.Equals(one.Benchmark.Indicator, indicator, StringComparison.Ordinal)
                && string.Equals(one.Benchmark.Component, component, StringComparison.Ordinal)
                && one.Benchmark.Day <= day)
            .GroupBy(one => one.Benchmark.Source, StringComparer.Ordinal)
            .Select(source => source.MaxBy(one => (one.Benchmark.Day, one.Benchmark.CreatedAt)))
            .OrderBy(one => one.Benchmark.Source, StringComparer.Ordinal),
    ];
}
