using System.CommandLine;
using Grpc.Core;
using KpiPlatform.Cli.Cluster;
using KpiPlatform.Cli.Connection;
using KpiPlatform.Cli.Output;
using KpiPlatform.Protocol.V1;

namespace KpiPlatform.Cli.Commands;

/// <summary><c>kpi cluster list|watch|drain</c>.</summary>
internal static class ClusterCommand
{
    private const string Prefix = "nodes/";

    public static Command Create(CommandRunner runner) =>
        new("cluster", "Shows and drains the hosts that serve one database together.") { List(runner), Watch(runner), Drain(runner) };

    private static Command List(CommandRunner runner)
    {
        var output = new OutputOption();
        var command = new Command("list", "Lists the nodes of the last hour, those that left or died included.") { output };
        return runner.Handle(command, async (session, cancellationToken) =>
        {
            var response = await session.Cluster.ListNodesAsync(new ListNodesRequest(), session.Unary(cancellationToken));
            await WriteAsync(session, session.Get(output), response.Nodes, cancellationToken);
        });
    }

    private static Command Watch(CommandRunner runner)
    {
        var output = new OutputOption();
        var command = new Command("watch", "Shows the nodes, and again whenever they change, until Ctrl-C.") { output };
        return runner.Handle(command, async (session, cancellationToken) =>
        {
            using var call = session.Cluster.WatchNodes(new WatchNodesRequest(), cancellationToken: cancellationToken);
            await foreach (var response in call.ResponseStream.ReadAllAsync(cancellationToken))
                await WriteAsync(session, session.Get(output), response.Nodes, cancellationToken);
        });
    }

    private static Command Drain(CommandRunner runner)
    {
        var node = new Argument<string>("node") { Description = "The node's name, as kpi cluster list shows it." };
        var command = new Command("drain", "Makes a node take nothing new, hand over, write what is queued and leave.") { node };
        return runner.Handle(command, async (session, cancellationToken) =>
        {
            var name = session.Get(node);
            var request = new DrainNodeRequest { Node = name.StartsWith(Prefix, StringComparison.Ordinal) ? name : Prefix + name };
            var asked = await session.Cluster.DrainNodeAsync(request, session.Unary(cancellationToken));
            await session.Environment.Output.WriteLineAsync(Wording.TextSafety.OneLine($"{asked.Name[Prefix.Length..]} drains; see kpi cluster watch"));
        });
    }

    private static async Task WriteAsync(Session session, OutputFormat format, IEnumerable<Node> nodes, CancellationToken cancellationToken) =>
        await NodeView.View.WriteListAsync(session.Environment, format, nodes.ToAsyncEnumerable(), "There are no nodes.", cancellationToken);
}
