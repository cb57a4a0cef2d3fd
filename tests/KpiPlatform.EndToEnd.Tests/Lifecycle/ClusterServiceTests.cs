using Grpc.Core;
using KpiPlatform.EndToEnd.Tests.Support;
using KpiPlatform.Host;
using KpiPlatform.Host.Runtime;
using KpiPlatform.Protocol.V1;

namespace KpiPlatform.EndToEnd.Tests.Lifecycle;

/// <summary>A server by itself is a cluster of one.</summary>
public class ClusterServiceTests
{
    [Fact]
    public async Task DrainNode_ServerByItself_IsShownAndStops()
    {
        await using var database = await TestDatabase.CreateAsync(DatabaseKind.Sqlite);
        await using var host = await KpiHost.StartAsync(TestHost.Options(database.Setting), configure: null, CancellationToken.None);
        using var client = new KpiClient(host.Address);
        var cluster = new ClusterService.ClusterServiceClient(client.Invoker);

        var node = (await cluster.ListNodesAsync(new())).Nodes.ShouldHaveSingleItem();

        node.Role.ShouldBe("all");
        node.Status.ShouldBe(NodeStatus.Active);
        node.Address.ShouldBe(host.Address.GetLeftPart(UriPartial.Authority));
        node.Version.ShouldStartWith("0.1.0");
        (await Should.ThrowAsync<RpcException>(async () => await cluster.DrainNodeAsync(new() { Node = "nodes/another" }))).StatusCode.ShouldBe(StatusCode.NotFound);
        (await Should.ThrowAsync<RpcException>(async () => await cluster.DrainNodeAsync(new() { Node = "another" }))).StatusCode.ShouldBe(StatusCode.InvalidArgument);
        (await cluster.DrainNodeAsync(new() { Node = node.Name })).Name.ShouldBe(node.Name);
        await host.WaitForStopAsync(CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(60));
        host.HasFailed.ShouldBeFalse();
    }

    [Theory]
    [InlineData("Silo", null)]
    [InlineData("All", "10.0.0.5:11111")]
    public async Task StartAsync_WhatOnlyAClusterHas_SaysSo(string role, string? address)
    {
        await using var database = await TestDatabase.CreateAsync(DatabaseKind.Sqlite);
        var options = TestHost.Options(database.Setting);
        options.Role = Enum.Parse<HostRole>(role);
        options.NodeAddress = address;

        var exception = await Should.ThrowAsync<HostException>(() => KpiHost.StartAsync(options, configure: null, CancellationToken.None));

        exception.Message.ShouldContain("GrainRuntime=Orleans");
    }
}
