using System.Diagnostics;
using System.Reflection;
using Google.Protobuf.Reflection;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using KpiPlatform.EndToEnd.Tests.Support;
using KpiPlatform.Protocol.Reflection.V1;
using KpiPlatform.Protocol.V1;

namespace KpiPlatform.EndToEnd.Tests.Watching;

/// <summary>Streams of every kind that has no end of its own, and what ends them.</summary>
public sealed class StreamEndTests
{
    private const string PlatformKey = "kpi_platform_key_of_the_stream_tests";
    private static readonly TimeSpan Promise = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Overlap = TimeSpan.FromSeconds(1);

    /// <summary>Streams that end once everything is sent; the checks of open streams are the same.</summary>
    private static readonly string[] Finite = ["kpi.v1.CustomerService.ExportCustomer", "kpi.v1.ScorecardService.ExportScorecard", "kpi.v1.TenantService.ExportTenant"];

    [Fact]
    public async Task OpenStreams_KeyIsRevoked_AllEndWithinFiveSeconds()
    {
        await using var database = await TestDatabase.CreateAsync(DatabaseKind.Sqlite);
        await using var host = await StartAsync(database);
        using var platform = new KpiClient(host.Address, PlatformKey);
        using var open = await OpenWithKeysAsync(host, platform);

        var since = Stopwatch.GetTimestamp();
        foreach (var key in open.Keys)
            await new AccessService.AccessServiceClient(platform.Invoker).RevokeKeyAsync(new() { Name = key });

        await EndAsync(open.Streams, since, StatusCode.Unauthenticated, "ACCESS_KEY_REVOKED");
    }

    [Fact]
    public async Task OpenStreams_KeyExpires_AllEndWithinFiveSeconds()
    {
        await using var database = await TestDatabase.CreateAsync(DatabaseKind.Sqlite);
        await using var host = await StartAsync(database);
        using var platform = new KpiClient(host.Address, PlatformKey);
        using var open = await OpenWithKeysAsync(host, platform);

        // Keys are given their end once all streams are open, however long that took.
        var end = Stopwatch.GetTimestamp() + (long)(Overlap.TotalSeconds * Stopwatch.Frequency);
        foreach (var key in open.Keys)
            await new AccessService.AccessServiceClient(platform.Invoker).RotateKeyAsync(new() { Name = key, Overlap = Duration.FromTimeSpan(Overlap) });

        await EndAsync(open.Streams, end, StatusCode.Unauthenticated, "ACCESS_KEY_EXPIRED");
    }

    [Fact]
    public async Task OpenStreams_TenantIsSuspended_AllOfItsEndWithinFiveSeconds()
    {
        await using var database = await TestDatabase.CreateAsync(DatabaseKind.Sqlite);
        await using var host = await StartAsync(database);
        using var platform = new KpiClient(host.Address, PlatformKey);
        var tenant = await PlantAsync(platform);
        using var client = new KpiClient(host.Address, (await KeyAsync(platform, tenant.Name)).Secret);
        var streams = await OpenAsync(client, tenant.Name);

        var since = Stopwatch.GetTimestamp();
        await platform.Tenants.SuspendTenantAsync(new() { Name = tenant.Name, Reason = "unpaid" });

        await EndAsync(streams, since, StatusCode.Unauthenticated, "TENANT_SUSPENDED");
    }

    [Fact]
    public async Task OpenStreams_ServerStops_AllSendTheirCallersElsewhere()
    {
        await using var database = await TestDatabase.CreateAsync(DatabaseKind.Sqlite);
        await using var host = await StartAsync(database);
        using var platform = new KpiClient(host.Address, PlatformKey);
        var tenant = await PlantAsync(platform);
        var streams = await OpenAsync(platform, tenant.Name);
        streams.Add(await OpenNodesAsync(platform));
        RequireAllKinds(streams);

        var stopping = host.StopAsync();

        foreach (var stream in streams)
            (await stream.Ended.WaitAsync(TimeSpan.FromSeconds(30))).StatusCode.ShouldBe(StatusCode.Unavailable, stream.Method);
        await stopping;
    }

    private static async Task<TestHost> StartAsync(TestDatabase database)
    {
        var options = TestHost.Options(database.Setting);
        options.Anonymous = false;
        options.Key = PlatformKey;
        return await TestHost.StartAsync(options);
    }

    /// <summary>A tenant with a customer, a scorecard and a segment.</summary>
    private static async Task<TestTenant> PlantAsync(KpiClient platform)
    {
        var tenant = await TestTenant.CreateAsync(platform);
        await tenant.RecordAsync(Make.Purchase("ann", "2025-03-01", 40));
        await platform.Scorecards.UpdateScorecardAsync(new() { AllowMissing = true, Scorecard = Scorecards.Of($"{tenant.Name}/scorecards/sales", "orders") });
        await platform.Segments.CreateSegmentAsync(new() { Parent = tenant.Name, SegmentId = "all", Segment = new() { Filter = "lifecycle = \"lapsed\"" } });
        return tenant;
    }

    private static async Task<CreateKeyResponse> KeyAsync(KpiClient platform, string parent)
    {
        var key = new Key { Principal = $"p-{Guid.NewGuid():N}", Roles = { parent.Length == 0 ? Role.PlatformAdmin : Role.TenantAdmin } };
        return await new AccessService.AccessServiceClient(platform.Invoker).CreateKeyAsync(new() { Parent = parent, Key = key });
    }

    /// <summary>Streams of every kind, with a key of a tenant and one of the platform.</summary>
    private static async Task<KeyedStreams> OpenWithKeysAsync(TestHost host, KpiClient platform)
    {
        var tenant = await PlantAsync(platform);
        var key = await KeyAsync(platform, tenant.Name);
        var ofThePlatform = await KeyAsync(platform, string.Empty);
        var client = new KpiClient(host.Address, key.Secret);
        var platformClient = new KpiClient(host.Address, ofThePlatform.Secret);
        var streams = await OpenAsync(client, tenant.Name);
        streams.Add(await OpenNodesAsync(platformClient));
        RequireAllKinds(streams);
        return new(streams, [key.Key.Name, ofThePlatform.Key.Name], [client, platformClient]);
    }

    private static async Task<List<OpenStream>> OpenAsync(KpiClient client, string tenant)
    {
        var recording = client.Interactions.RecordInteractions();
        await recording.RequestStream.WriteAsync(new() { Parent = tenant, Sequence = 1, Interactions = { Make.Purchase("bob", "2025-03-02", 2) } });
        var reflection = new ServerReflection.ServerReflectionClient(client.Invoker).ServerReflectionInfo();
        await reflection.RequestStream.WriteAsync(new() { ListServices = string.Empty });
        return
        [
            await OpenStream.FollowAsync(InteractionService.Descriptor.FindMethodByName("RecordInteractions"), recording.ResponseStream),
            await OpenStream.FollowAsync(
                CustomerService.Descriptor.FindMethodByName("WatchCustomer"), client.Customers.WatchCustomer(new() { Name = $"{tenant}/customers/ann" }).ResponseStream),
            await OpenStream.FollowAsync(
                ScorecardService.Descriptor.FindMethodByName("WatchScorecard"), client.Scorecards.WatchScorecard(new() { Name = $"{tenant}/scorecards/sales" }).ResponseStream),
            await OpenStream.FollowAsync(
                SegmentService.Descriptor.FindMethodByName("WatchSegment"), client.Segments.WatchSegment(new() { Name = $"{tenant}/segments/all" }).ResponseStream),
            await OpenStream.FollowAsync(
                AlertService.Descriptor.FindMethodByName("WatchAlerts"), new AlertService.AlertServiceClient(client.Invoker).WatchAlerts(new() { Parent = tenant }).ResponseStream),
            await OpenStream.FollowAsync(ServerReflection.Descriptor.FindMethodByName("ServerReflectionInfo"), reflection.ResponseStream),
        ];
    }

    private static Task<OpenStream> OpenNodesAsync(KpiClient platform) => OpenStream.FollowAsync(
        ClusterService.Descriptor.FindMethodByName("WatchNodes"), new ClusterService.ClusterServiceClient(platform.Invoker).WatchNodes(new()).ResponseStream);

    /// <summary>Who adds a stream adds it here.</summary>
    private static void RequireAllKinds(List<OpenStream> streams)
    {
        var kinds = typeof(InteractionService).Assembly.GetTypes()
            .Select(type => type.GetProperty("Descriptor", BindingFlags.Public | BindingFlags.Static)?.GetValue(null)).OfType<ServiceDescriptor>()
            .Where(service => service.File.Package == "kpi.v1")
            .SelectMany(service => service.Methods)
            .Where(method => method.IsServerStreaming || method.IsClientStreaming)
            .Select(method => method.FullName)
            .Except(Finite);
        streams.Select(stream => stream.Method).ShouldBe(kinds.Append("grpc.reflection.v1.ServerReflection.ServerReflectionInfo"), ignoreOrder: true);
    }

    private static async Task EndAsync(List<OpenStream> streams, long since, StatusCode code, string reason)
    {
        await Task.WhenAll(streams.Select(async stream =>
        {
            var error = await stream.Ended.WaitAsync(TimeSpan.FromSeconds(30));
            var elapsed = Stopwatch.GetElapsedTime(since);
            error.StatusCode.ShouldBe(code, stream.Method);
            Details.ReasonOf(error).ShouldBe(reason, stream.Method);
            elapsed.ShouldBeLessThan(Promise, stream.Method);
        }));
    }

    private sealed record KeyedStreams(List<OpenStream> Streams, IReadOnlyList<string> Keys, IReadOnlyList<KpiClient> Clients) : IDisposable
    {
        public void Dispose()
        {
            foreach (var client in Clients)
                client.Dispose();
        }
    }
}
