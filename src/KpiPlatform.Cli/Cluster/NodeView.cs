using Google.Protobuf.WellKnownTypes;
using KpiPlatform.Cli.Output;
using KpiPlatform.Protocol.V1;

namespace KpiPlatform.Cli.Cluster;

/// <summary>How nodes are shown.</summary>
internal static class NodeView
{
    private const string NamePrefix = "nodes/";
    private const int CommitLength = 7;
    private const double BytesPerMebibyte = 1 << 20;

    public static ResourceView<Node> View { get; } = new(
        [
            new("Node", n => Cells.Text(ShortName(n))),
            new("Role", n => Cells.Text(n.Role)),
            new("Status", n => Cells.Text(StatusOf(n))),
            new("Version", n => Cells.Text(ShortVersion(n.Version))),
            new("Up", n => Cells.Text(Span(n.Uptime))),
            new("Grains", n => OfNow(n, Cells.Count(n.Activations.Sum(type => type.Count))), AlignRight: true),
            new("Memory MiB", n => OfNow(n, Cells.Count((long)(n.MemoryBytes / BytesPerMebibyte))), AlignRight: true),
            new("CPU", n => OfNow(n, Cells.Number(n.CpuCores, 2)), AlignRight: true),
            new("Interactions/s", n => OfNow(n, Cells.Number(n.InteractionsPerSecond, 0)), AlignRight: true),
            new("Commit ms", n => OfNow(n, Cells.Number(n.CommitLatency?.ToTimeSpan().TotalMilliseconds, 1)), AlignRight: true),
            new("Lag ms", n => OfNow(n, Cells.Number(n.MeasuresLag?.ToTimeSpan().TotalMilliseconds, 0)), AlignRight: true),
        ],
        [
            new("node", n => ShortName(n)),
            new("role", n => n.Role),
            new("status", n => StatusOf(n)),
            new("address", n => n.Address),
            new("version", n => n.Version),
            new("start_time", n => n.StartTime),
            new("seen_time", n => n.SeenTime),
            new("activations", n => string.Join("; ", n.Activations.Select(type => $"{type.Type} {type.Count}"))),
            new("memory_bytes", n => n.MemoryBytes),
            new("cpu_cores", n => n.CpuCores),
            new("interactions_per_second", n => n.InteractionsPerSecond),
            new("commit_latency_ms", n => n.CommitLatency?.ToTimeSpan().TotalMilliseconds),
            new("measures_lag_ms", n => n.MeasuresLag?.ToTimeSpan().TotalMilliseconds),
        ]);

    // What a node said last before it was gone would be read as what it does now; CSV and JSON have it, with the time of it.
    private static string OfNow(Node node, string figure) => node.Status is NodeStatus.Left or NodeStatus.Dead ? Cells.None : figure;

    private static string ShortName(Node node) => node.Name.StartsWith(NamePrefix, StringComparison.Ordinal) ? node.Name[NamePrefix.Length..] : node.Name;

    // "0.1.0+90435c9": the whole commit would take a third of a terminal's line, and is in CSV and JSON.
    private static string ShortVersion(string version) =>
        version.IndexOf('+', StringComparison.Ordinal) is >= 0 and var plus && version.Length > plus + 1 + CommitLength ? version[..(plus + 1 + CommitLength)] : version;

    private static string StatusOf(Node node) => node.Status.ToString().ToLowerInvariant();

    private static string Span(Duration? duration)
    {
        var span = duration?.ToTimeSpan() ?? TimeSpan.Zero;
        return span.TotalDays >= 1 ? $"{(int)span.TotalDays} d {span.Hours} h" : span.TotalHours >= 1 ? $"{span.Hours} h {span.Minutes} min" : $"{span.Minutes} min {span.Seconds} s";
    }
}
