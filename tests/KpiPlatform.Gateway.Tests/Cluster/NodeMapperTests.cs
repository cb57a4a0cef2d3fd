using KpiPlatform.Domain.Hosts;
using KpiPlatform.Gateway.Cluster;
using NodaTime;

namespace KpiPlatform.Gateway.Tests.Cluster;

public sealed class NodeMapperTests
{
    [Theory]
    [InlineData("all", 0, 0L)]
    [InlineData("silo", 0, 0L)]
    [InlineData("silo", 250, 250L)]
    [InlineData("gateway", 0, null)]
    public void ToProto_LagOfMeasures_IsAbsentOnlyWhereNothingIsCommitted(string role, double lag, long? expected)
    {
        var node = NodeMapper.ToProto(Report(role, new() { MeasuresLagMilliseconds = lag }));

        (node.MeasuresLag?.ToTimeSpan().TotalMilliseconds).ShouldBe(expected);
    }

    [Fact]
    public void ToProto_CommitLatency_IsAbsentWithoutACommit()
    {
        NodeMapper.ToProto(Report("all", new())).CommitLatency.ShouldBeNull();
        NodeMapper.ToProto(Report("all", new() { CommitLatencyMilliseconds = 1.5 })).CommitLatency.ToTimeSpan().ShouldBe(TimeSpan.FromMilliseconds(1.5));
    }

    private static HostReport Report(string role, HostFigures figures) => new()
    {
        Name = "a-1",
        Role = role,
        Address = "",
        Version = "0.1.0",
        Status = HostStatus.Active,
        StartedAt = Instant.FromUnixTimeSeconds(1_767_614_400),
        SeenAt = Instant.FromUnixTimeSeconds(1_767_614_460),
        Writer = 1,
        Figures = figures,
    };
}
