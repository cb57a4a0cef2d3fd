using System.Net;
using KpiPlatform.Domain.Identity;
using KpiPlatform.Grains.Abstractions;
using KpiPlatform.Host.Runtime.Orleans;
using NSubstitute;
using global::Orleans.Runtime.Placement;

namespace KpiPlatform.Host.Tests.Cluster;

/// <summary>Where the grains of a tenant's totals are put.</summary>
public sealed class ShardPlacementDirectorTests
{
    [Theory]
    [InlineData(3, 4)]
    [InlineData(3, 2)]
    [InlineData(4, 64)]
    [InlineData(1, 4)]
    public async Task OnAddActivation_ShardsOfATenant_AreSpreadEvenly(int hosts, int shards)
    {
        var counts = new Dictionary<SiloAddress, int>();
        foreach (var shard in Enumerable.Range(0, shards))
        {
            var host = await PlaceAsync("acme", shard, Hosts(hosts));
            counts[host] = counts.GetValueOrDefault(host) + 1;
        }

        counts.Count.ShouldBe(Math.Min(hosts, shards));
        (counts.Values.Max() - counts.Values.Min()).ShouldBeLessThanOrEqualTo(1);
    }

    [Fact]
    public async Task OnAddActivation_HostsInAnotherOrder_ChoosesTheSame()
    {
        var hosts = Hosts(3);

        (await PlaceAsync("acme", 1, hosts)).ShouldBe(await PlaceAsync("acme", 1, [.. hosts.Reverse()]));
    }

    [Fact]
    public async Task OnAddActivation_ManyTenantsOfOneShard_UseAllHosts()
    {
        var used = new HashSet<SiloAddress>();
        for (var tenant = 0; tenant < 30; tenant++)
            used.Add(await PlaceAsync($"tenant-{tenant}", 0, Hosts(3)));

        used.Count.ShouldBe(3);
    }

    private static Task<SiloAddress> PlaceAsync(string tenant, int shard, SiloAddress[] hosts)
    {
        var target = new PlacementTarget(GrainId.Create("measures", GrainKeys.Measures(TenantId.Parse(tenant), shard)), [], default, 0);
        var context = Substitute.For<IPlacementContext>();
        context.GetCompatibleSilos(target).ReturnsForAnyArgs(hosts);
        return new ShardPlacementDirector().OnAddActivation(ShardPlacement.Singleton, target, context);
    }

    private static SiloAddress[] Hosts(int count) => [.. Enumerable.Range(1, count).Select(number => SiloAddress.New(IPAddress.Loopback, 10_000 + number, 1))];
}
