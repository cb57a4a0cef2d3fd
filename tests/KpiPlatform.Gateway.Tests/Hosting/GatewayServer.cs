using KpiPlatform.Domain.Alerts;
using KpiPlatform.Domain.Auditing;
using System.Net;
using Grpc.Net.Client;
using KpiPlatform.Domain.Access;
using KpiPlatform.Domain.Journal;
using KpiPlatform.Domain.Quality;
using KpiPlatform.Domain.Segments.Tracking;
using KpiPlatform.Domain.Tenants;
using KpiPlatform.Domain.Webhooks;
using KpiPlatform.Gateway.Access;
using KpiPlatform.Gateway.Names;
using KpiPlatform.Gateway.Tests.Fakes;
using KpiPlatform.Grains.Abstractions.Alerts;
using KpiPlatform.Grains.Abstractions.Customers;
using KpiPlatform.Grains.Abstractions.Segments;
using KpiPlatform.Grains.Abstractions.Tenants;
using KpiPlatform.Protocol.V1;
using KpiPlatform.Testing.InMemory;
using KpiPlatform.Testing.Interactions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace KpiPlatform.Gateway.Tests.Hosting;

/// <summary>The gateway on a real Kestrel on the loopback, over HTTP/2 without TLS, before fake grains; and a real channel to it.</summary>
internal sealed class GatewayServer : IAsyncDisposable
{
    public const string Tenant = "tenants/acme";

    private readonly WebApplication _app;

    private GatewayServer(WebApplication app, FakeGrainFactory grains, FakePorts ports, RecordedLog log)
    {
        _app = app;
        Grains = grains;
        Ports = ports;
        Log = log;
        Address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        Channel = GrpcChannel.ForAddress(Address);
    }

    public string Address { get; }

    public GrpcChannel Channel { get; }

    public FakeGrainFactory Grains { get; }

    public FakePorts Ports { get; }

    public RecordedLog Log { get; }

    public IServiceProvider Services => _app.Services;

    public InteractionService.InteractionServiceClient Interactions => new(Channel);

    public CustomerService.CustomerServiceClient Customers => new(Channel);

    public ScorecardService.ScorecardServiceClient Scorecards => new(Channel);

    public TenantService.TenantServiceClient Tenants => new(Channel);

    public AnalysisService.AnalysisServiceClient Analysis => new(Channel);

    public BenchmarkService.BenchmarkServiceClient Benchmarks => new(Channel);

    public AccessService.AccessServiceClient Access => new(Channel);

    public DefinitionService.DefinitionServiceClient Definitions => new(Channel);

    /// <summary>Starts a server that knows the tenant "acme".</summary>
    public static async Task<GatewayServer> StartAsync(Action<GatewayOptions>? configure = null, TimeProvider? time = null, Action<WebApplication>? map = null, object? register = null)
    {
        var grains = new FakeGrainFactory();
        var ports = new FakePorts();
        ports.Definitions["acme"] = InteractionGenerator.Definition;
        var log = new RecordedLog();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders().AddProvider(log);
        builder.WebHost.ConfigureKestrel(static kestrel => kestrel.Listen(IPAddress.Loopback, 0, static listen =>
        {
            listen.Protocols = HttpProtocols.Http2;
            listen.UseParting();
        }));
        builder.Services.AddSingleton(time ?? TimeProvider.System);
        builder.Services.AddSingleton<IGrainFactory>(grains);
        builder.Services.AddSingleton<ITenantDefinitions>(ports);
        builder.Services.AddSingleton<ITenantRegistry>(ports);
        builder.Services.AddSingleton<ICustomerIndexProgress>(ports);
        builder.Services.AddSingleton<ICustomerIndex>(ports);
        builder.Services.AddSingleton<ISegmentStore, InMemorySegmentStore>();
        builder.Services.AddSingleton<ISegmentProgress, FakeSegmentProgress>();
        builder.Services.AddSingleton<IAlertStore, InMemoryAlertStore>();
        builder.Services.AddSingleton<IWebhookStore, InMemoryWebhookStore>();
        builder.Services.AddSingleton<IAlertSignals, FakeAlertSignals>();
        builder.Services.AddSingleton<IStateStore>(ports);
        builder.Services.AddSingleton<IJournalReader>(ports);
        builder.Services.AddSingleton<ITenantData>(ports);
        builder.Services.AddSingleton<IAuditStore>(ports.AuditStore);
        builder.Services.AddSingleton<IBackfillStore>(ports.Backfill);
        builder.Services.AddSingleton<IErasures>(ports.Backfill);
        builder.Services.AddSingleton<IIntakeQualityStore>(ports.Quality);
        builder.Services.AddSingleton<IAccessKeyStore>(ports.Keys);
        builder.Services.AddSingleton<IAccessAudit>(ports.Audit);
        builder.Services.AddKpiGateway(options =>
        {
            options.RetryDelay = TimeSpan.FromMilliseconds(5);
            options.AllowAnonymous = true;
            configure?.Invoke(options);
        });
        if (register is not null)
            builder.Services.AddSingleton(register.GetType(), register);
        var app = builder.Build();
        app.MapKpiGateway();
        map?.Invoke(app);
        await app.StartAsync();
        return new GatewayServer(app, grains, ports, log);
    }

    /// <summary>Makes the running test method see tokens as a call of this server does that names a tenant.</summary>
    public void EnterCall(string tenant = "acme")
    {
        CallerScope.Enter(caller: null, Services.GetRequiredService<TokenSeal>());
        CallerScope.Name(tenant);
    }

    /// <summary>Stops the server as an operator would.</summary>
    public Task StopAsync() => _app.StopAsync();

    public async ValueTask DisposeAsync()
    {
        Channel.Dispose();
        await _app.DisposeAsync();
    }
}
