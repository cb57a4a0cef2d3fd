using Grpc.Core;
using KpiPlatform.Gateway.Health;
using KpiPlatform.Gateway.Tests.Hosting;
using KpiPlatform.Protocol.Health;
using Microsoft.Extensions.DependencyInjection;
using ServingStatus = KpiPlatform.Protocol.Health.HealthCheckResponse.Types.ServingStatus;

namespace KpiPlatform.Gateway.Tests.Health;

/// <summary>grpc.health.v1.</summary>
public sealed class HealthTests
{
    [Theory]
    [InlineData("")]
    [InlineData("kpi.v1.InteractionService")]
    [InlineData("kpi.v1.CustomerService")]
    [InlineData("kpi.v1.ScorecardService")]
    [InlineData("kpi.v1.TenantService")]
    public async Task Check_KnownService_FollowsTheServingState(string service)
    {
        await using var server = await GatewayServer.StartAsync();
        var client = Client(server);

        (await client.CheckAsync(new() { Service = service })).Status.ShouldBe(ServingStatus.Serving);
        server.Services.GetRequiredService<ServingState>().IsServing = false;
        (await client.CheckAsync(new() { Service = service })).Status.ShouldBe(ServingStatus.NotServing);
    }

    [Fact]
    public async Task Check_CutOffFromGrains_NotServingUntilTheyAreBackAndNeverWhileItStops()
    {
        await using var server = await GatewayServer.StartAsync();
        var client = Client(server);
        var state = server.Services.GetRequiredService<ServingState>();

        state.HasGrains = false;
        (await client.CheckAsync(new())).Status.ShouldBe(ServingStatus.NotServing);
        state.IsServing.ShouldBeTrue("It does not drain.");
        state.HasGrains = true;
        (await client.CheckAsync(new())).Status.ShouldBe(ServingStatus.Serving);

        (state.HasGrains, state.IsServing) = (false, false);
        state.HasGrains = true;
        (await client.CheckAsync(new())).Status.ShouldBe(ServingStatus.NotServing);
    }

    [Fact]
    public async Task Check_UnknownService_NotFound()
    {
        await using var server = await GatewayServer.StartAsync();
        var exception = await Should.ThrowAsync<RpcException>(async () => await Client(server).CheckAsync(new() { Service = "kpi.v1.Nothing" }));

        exception.StatusCode.ShouldBe(StatusCode.NotFound);
    }

    [Fact]
    public async Task List_Always_HasTheServerAndEachService()
    {
        await using var server = await GatewayServer.StartAsync();
        var list = await Client(server).ListAsync(new());

        list.Statuses.Keys.ShouldContain(string.Empty);
        list.Statuses.Keys.ShouldContain("kpi.v1.TenantService");
        list.Statuses.Values.ShouldAllBe(response => response.Status == ServingStatus.Serving);
    }

    [Fact]
    public async Task Watch_StateChanges_SendsEachChangeOnce()
    {
        await using var server = await GatewayServer.StartAsync();
        var state = server.Services.GetRequiredService<ServingState>();
        using var call = Client(server).Watch(new());
        await ExpectAsync(call, ServingStatus.Serving);
        state.IsServing = false;
        await ExpectAsync(call, ServingStatus.NotServing);
        state.IsServing = false;
        state.IsServing = true;
        await ExpectAsync(call, ServingStatus.Serving);
    }

    [Fact]
    public async Task Watch_UnknownService_SaysSoAndGoesOn()
    {
        await using var server = await GatewayServer.StartAsync();
        using var call = Client(server).Watch(new() { Service = "kpi.v1.Nothing" });
        await ExpectAsync(call, ServingStatus.ServiceUnknown);

        call.ResponseStream.MoveNext(CancellationToken.None).IsCompleted.ShouldBeFalse();
    }

    [Fact]
    public async Task Watch_ServerStops_SaysNotServingAndDoesNotHoldItUp()
    {
        await using var server = await GatewayServer.StartAsync();
        using var call = Client(server).Watch(new());
        await ExpectAsync(call, ServingStatus.Serving);
        var stopping = server.StopAsync();
        await ExpectAsync(call, ServingStatus.NotServing);

        (await Should.ThrowAsync<RpcException>(() => call.ResponseStream.MoveNext(CancellationToken.None))).StatusCode.ShouldBe(StatusCode.Unavailable);
        await stopping.WaitAsync(TimeSpan.FromSeconds(20));
    }

    private static Protocol.Health.Health.HealthClient Client(GatewayServer server) => new(server.Channel);

    private static async Task ExpectAsync(AsyncServerStreamingCall<HealthCheckResponse> call, ServingStatus status)
    {
        (await call.ResponseStream.MoveNext(CancellationToken.None)).ShouldBeTrue();
        call.ResponseStream.Current.Status.ShouldBe(status);
    }
}
