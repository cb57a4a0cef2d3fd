using Grpc.Core;
using KpiPlatform.Domain;
using KpiPlatform.Domain.Hosts;
using KpiPlatform.Gateway.Cluster;
using KpiPlatform.Gateway.Errors;
using KpiPlatform.Gateway.Hosting;
using KpiPlatform.Protocol.V1;

namespace KpiPlatform.Gateway.Services;

/// <summary>kpi.v1.ClusterService; the contract's comments say what each call does.</summary>
internal sealed class ClusterGrpcService(IHostDirectory hosts, StopSignal stop, TimeProvider time) : ClusterService.ClusterServiceBase
{
    private static readonly TimeSpan WatchInterval = TimeSpan.FromSeconds(1);

    /// <inheritdoc/>
    public override async Task<ListNodesResponse> ListNodes(ListNodesRequest request, ServerCallContext context) =>
        new() { Nodes = { await ReadAsync(context.CancellationToken) } };

    /// <inheritdoc/>
    public override async Task WatchNodes(WatchNodesRequest request, IServerStreamWriter<WatchNodesResponse> responseStream, ServerCallContext context)
    {
        using var ending = stop.Link(context.CancellationToken);
        WatchNodesResponse? last = null;
        while (true)
        {
            var now = new WatchNodesResponse { Nodes = { await ReadAsync(ending.Token) } };
            if (!now.Equals(last))
                await responseStream.WriteAsync(now, ending.Token);
            last = now;
            await Task.Delay(WatchInterval, time, ending.Token);
        }
    }

    /// <inheritdoc/>
    public override async Task<Node> DrainNode(DrainNodeRequest request, ServerCallContext context)
    {
        var name = request.Node.StartsWith(NodeMapper.Prefix, StringComparison.Ordinal) ? request.Node[NodeMapper.Prefix.Length..] : string.Empty;
        if (name.Length == 0)
            throw new DomainException(ErrorKind.InvalidArgument, Reasons.InvalidResourceName, "node must be \"nodes/{node}\", as ListNodes has it.", "node");
        var node = await FindAsync(name, context.CancellationToken);
        if (!await hosts.DrainAsync(name, context.CancellationToken))
        {
            throw new DomainException(
                ErrorKind.FailedPrecondition, "NODE_NOT_RUNNING", $"The node \"{name}\" does not run any more; there is nothing to drain.", "node");
        }

        return NodeMapper.ToProto(node);
    }

    private async Task<HostReport> FindAsync(string name, CancellationToken cancellationToken) =>
        (await hosts.ListAsync(cancellationToken)).FirstOrDefault(host => string.Equals(host.Name, name, StringComparison.Ordinal))
        ?? throw new DomainException(ErrorKind.NotFound, "NODE_NOT_FOUND", "There is no node of that name; ListNodes has those there are.", "node");

    private async Task<IEnumerable<Node>> ReadAsync(CancellationToken cancellationToken) =>
        (await hosts.ListAsync(cancellationToken)).Select(NodeMapper.ToProto);
}
