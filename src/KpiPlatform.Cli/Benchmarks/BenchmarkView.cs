using KpiPlatform.Cli.Connection;
using KpiPlatform.Cli.Output;
using KpiPlatform.Protocol.V1;

namespace KpiPlatform.Cli.Benchmarks;

/// <summary>How entered benchmarks are shown.</summary>
internal static class BenchmarkView
{
    public static ResourceView<Benchmark> View { get; } = new(
        [
            new("Benchmark", b => Cells.Text(ResourceNames.LastSegment(b.Name))),
            new("Indicator", b => Cells.Text(Of(b))),
            new("Value", b => Cells.Number(b.HasValue ? b.Value : null, 2), AlignRight: true),
            new("From", b => Cells.Text(b.Date)),
            new("Source", b => Cells.Text(b.Source)),
        ],
        [
            new("benchmark", b => ResourceNames.LastSegment(b.Name)),
            new("indicator", b => b.Indicator),
            new("component", b => b.Component),
            new("value", b => b.HasValue ? b.Value : null),
            new("date", b => b.Date),
            new("source", b => b.Source),
            new("comment", b => b.Comment),
            new("create_time", b => b.CreateTime),
            new("update_time", b => b.UpdateTime),
        ]);

    /// <summary>"base_movement.lost".</summary>
    private static string Of(Benchmark benchmark) => benchmark.Component.Length == 0 ? benchmark.Indicator : $"{benchmark.Indicator}.{benchmark.Component}";
}
