using System.Globalization;
using Google.Protobuf.WellKnownTypes;
using KpiPlatform.Protocol.V1;

namespace KpiPlatform.Dashboard.Pages;

/// <summary>The hosts that the platform runs on, and how each is. For its administrators; the gateway decides who is one.</summary>
public partial class PlatformPage
{
    private const double BytesPerMebibyte = 1024 * 1024;
    private IReadOnlyList<Node> _nodes = [];

    /// <inheritdoc/>
    protected override async Task LoadAsync()
    {
        // Those at work first; what left or died stays in sight for an hour.
        var answer = await Kpi.Cluster.ListNodesAsync(new ListNodesRequest(), Call());
        _nodes = [.. answer.Nodes.OrderBy(IsGone).ThenBy(node => node.Name, StringComparer.Ordinal)];
    }

    private static (Status Status, string Word) Standing(Node node) => node.Status switch
    {
        NodeStatus.Active => (Status.Green, "active"),
        NodeStatus.Starting => (Status.Yellow, "starting"),
        NodeStatus.Draining => (Status.Yellow, "draining: hands over and leaves"),
        NodeStatus.Silent => (Status.Red, "silent: not heard of for 10 s"),
        NodeStatus.Dead => (Status.Red, "dead: declared so by the others"),
        NodeStatus.Left => (Status.Grey, "left"),
        _ => (Status.Grey, "unknown"),
    };

    // What it said last would be read as what it does now.
    private static bool IsGone(Node node) => node.Status is NodeStatus.Left or NodeStatus.Dead;

    private static string Milliseconds(Duration? span) => span is null ? Numbers.None : Numbers.Round(span.ToTimeSpan().TotalMilliseconds, 1) + " ms";

    // Hosts belong to no tenant, so there is no time zone but UTC.
    private static string Moment(Timestamp? time) => time is null ? Numbers.None : time.ToDateTime().ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture);

    private static string Uptime(Duration? uptime)
    {
        var up = uptime?.ToTimeSpan() ?? TimeSpan.Zero;
        return up.TotalDays >= 1 ? $"{Numbers.Round(Math.Floor(up.TotalDays), 0)} d {up.Hours} h" : up.TotalHours >= 1 ? $"{up.Hours} h {up.Minutes} min" : $"{up.Minutes} min {up.Seconds} s";
    }
}
