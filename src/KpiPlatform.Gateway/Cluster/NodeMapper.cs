using Google.Protobuf.WellKnownTypes;
using KpiPlatform.Domain.Hosts;
using KpiPlatform.Protocol.V1;
using NodaTime;

namespace KpiPlatform.Gateway.Cluster;

/// <summary>Hosts as the contract shows them.</summary>
internal static class NodeMapper
{
    /// <summary>What names of nodes begin with.</summary>
    public const string Prefix = "nodes/";

    // Commits nothing, so measures are behind nothing of its.
    private const string GatewayRole = "gateway";

    /// <summary>A node.</summary>
    public static Node ToProto(HostReport report)
    {
        var node = new Node
        {
            Name = Prefix + report.Name,
            Role = report.Role,
            Address = report.Address,
            Version = report.Version,
            Status = (NodeStatus)report.Status,
            StartTime = ToProto(report.StartedAt),
            SeenTime = ToProto(report.SeenAt),
            Uptime = Google.Protobuf.WellKnownTypes.Duration.FromTimeSpan((report.SeenAt - report.StartedAt).ToTimeSpan()),
            MemoryBytes = report.Figures.MemoryBytes,
            CpuCores = report.Figures.CpuCores,
            InteractionsPerSecond = report.Figures.InteractionsPerSecond,
            CommitLatency = Milliseconds(report.Figures.CommitLatencyMilliseconds),
            MeasuresLag = report.Role == GatewayRole ? null : Google.Protobuf.WellKnownTypes.Duration.FromTimeSpan(TimeSpan.FromMilliseconds(report.Figures.MeasuresLagMilliseconds)),
        };
        node.Activations.AddRange(report.Figures.Activations
            .OrderBy(type => type.Key, StringComparer.Ordinal)
            .Select(type => new NodeActivations { Type = type.Key, Count = type.Value }));
        return node;
    }

    private static Timestamp ToProto(Instant instant) => Timestamp.FromDateTimeOffset(instant.ToDateTimeOffset());

    private static Google.Protobuf.WellKnownTypes.Duration? Milliseconds(double milliseconds) =>
        milliseconds > 0 ? Google.Protobuf.WellKnownTypes.Duration.FromTimeSpan(TimeSpan.FromMilliseconds(milliseconds)) : null;
}
