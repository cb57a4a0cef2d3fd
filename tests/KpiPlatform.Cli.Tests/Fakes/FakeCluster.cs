using Grpc.Core;
using KpiPlatform.Protocol.V1;

namespace KpiPlatform.Cli.Tests.Fakes;

public sealed class FakeCluster : ClusterService.ClusterServiceBase
{
    public List<Node> Nodes { get; } = [];

    public DrainNodeRequest? LastDrain { get; private set; }

    public override Task<ListNodesResponse> ListNodes(ListNodesRequest request, ServerCallContext context) =>
        Task.FromResult(new ListNodesResponse { Nodes = { Nodes } });

    public override Task<Node> DrainNode(DrainNodeRequest request, ServerCallContext context)
    {
        LastDrain = request;
        return Task.FromResult(Nodes.Single(node => node.Name == request.Node));
    }
}
