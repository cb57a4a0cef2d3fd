using Google.Protobuf.WellKnownTypes;
using KpiPlatform.Cli.Cluster;
using KpiPlatform.Cli.Tests.Fakes;
using KpiPlatform.Protocol.V1;
using Shouldly;
using Xunit;

namespace KpiPlatform.Cli.Tests.Commands;

public sealed class ClusterCommandTests : IAsyncLifetime
{
    private FakeServer _server = null!;

    public async Task InitializeAsync() => _server = await FakeServer.StartAsync();

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [Fact]
    public void Row_OfMeasuresThatHaveTakenAll_SaysZero() =>
        Row(Node(NodeStatus.Active)).ShouldBe(["a-1", "all", "active", "0.1.0+90435c9", "1 min 5 s", "7", "100", "1.50", "345", "8.0", "0"]);

    [Fact]
    public void Row_OfANodeThatCommitsNothing_SaysNothingOfItsCommits()
    {
        var node = Node(NodeStatus.Active);
        (node.CommitLatency, node.MeasuresLag) = (null, null);

        Row(node)[^2..].ShouldBe(["–", "–"]);
    }

    [Theory]
    [InlineData(NodeStatus.Dead, "dead")]
    [InlineData(NodeStatus.Left, "left")]
    public async Task List_OfANodeThatIsGone_ShowsNoFiguresAsIfOfNow(NodeStatus status, string word)
    {
        _server.Cluster.Nodes.Add(Node(status));

        var table = await CliRun.OfAsync(_server.Address, "cluster", "list");
        var csv = await CliRun.OfAsync(_server.Address, "cluster", "list", "-o", "csv");

        Row(_server.Cluster.Nodes[0])[2..].ShouldBe([word, "0.1.0+90435c9", "1 min 5 s", "–", "–", "–", "–", "–", "–"]);
        table.ExitCode.ShouldBe(ExitCodes.Success, table.Error);
        table.Output.ShouldNotContain("345");
        csv.OutputLines[1].ShouldEndWith(",345,8,0");
    }

    [Fact]
    public async Task Drain_TakesTheNameAsListShowsIt()
    {
        _server.Cluster.Nodes.Add(Node(NodeStatus.Active));

        var run = await CliRun.OfAsync(_server.Address, "cluster", "drain", "a-1");

        run.ExitCode.ShouldBe(ExitCodes.Success, run.Error);
        _server.Cluster.LastDrain!.Node.ShouldBe("nodes/a-1");
        run.Output.ShouldStartWith("a-1 drains");
    }

    private static Node Node(NodeStatus status) => new()
    {
        Name = "nodes/a-1",
        Role = "all",
        Version = "0.1.0+90435c9fc83e593d7d412ff1b471ac76c5a82e32",
        Status = status,
        Uptime = Duration.FromTimeSpan(TimeSpan.FromSeconds(65)),
        Activations = { new NodeActivations { Type = "customer", Count = 7 } },
        MemoryBytes = 100 << 20,
        CpuCores = 1.5,
        InteractionsPerSecond = 345,
        CommitLatency = Duration.FromTimeSpan(TimeSpan.FromMilliseconds(8)),
        MeasuresLag = new Duration(),
    };

    private static string[] Row(Node node) => [.. NodeView.View.Table.Select(column => column.Cell(node))];
}
