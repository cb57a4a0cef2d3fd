using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace KpiPlatform.Cli.Tests.Fakes;

/// <summary>A server on a free port whose services a test scripts.</summary>
public sealed class FakeServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private FakeServer(WebApplication app) => _app = app;

    public FakeInteractions Interactions { get; } = new();

    public FakeTenants Tenants { get; } = new();

    public FakeScorecards Scorecards { get; } = new();

    public FakeCustomers Customers { get; } = new();

    public FakeDefinitions Definitions { get; } = new();

    public FakeAnalysis Analysis { get; } = new();

    public FakeBenchmarks Benchmarks { get; } = new();

    public FakeSegments Segments { get; } = new();

    public FakeAccess Access { get; } = new();

    public FakeAudit Audit { get; } = new();

    public FakeCluster Cluster { get; } = new();

    public string Address => _app.Urls.Single();

    public static async Task<FakeServer> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(
            System.Net.IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http2));
        builder.Services.AddGrpc();
        FakeServer? server = null;
        builder.Services.AddSingleton(_ => server!.Interactions);
        builder.Services.AddSingleton(_ => server!.Tenants);
        builder.Services.AddSingleton(_ => server!.Scorecards);
        builder.Services.AddSingleton(_ => server!.Customers);
        builder.Services.AddSingleton(_ => server!.Definitions);
        builder.Services.AddSingleton(_ => server!.Analysis);
        builder.Services.AddSingleton(_ => server!.Benchmarks);
        builder.Services.AddSingleton(_ => server!.Segments);
        builder.Services.AddSingleton(_ => server!.Access);
        builder.Services.AddSingleton(_ => server!.Audit);
        builder.Services.AddSingleton(_ => server!.Cluster);
        var app = builder.Build();
        app.MapGrpcService<FakeInteractions>();
        app.MapGrpcService<FakeTenants>();
        app.MapGrpcService<FakeScorecards>();
        app.MapGrpcService<FakeCustomers>();
        app.MapGrpcService<FakeDefinitions>();
        app.MapGrpcService<FakeAnalysis>();
        app.MapGrpcService<FakeBenchmarks>();
        app.MapGrpcService<FakeSegments>();
        app.MapGrpcService<FakeAccess>();
        app.MapGrpcService<FakeAudit>();
        app.MapGrpcService<FakeCluster>();
        server = new FakeServer(app);
        await app.StartAsync();
        return server;
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();
}
