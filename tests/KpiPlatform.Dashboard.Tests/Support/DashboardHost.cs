using Grpc.Core;
using Grpc.Core.Interceptors;
using Grpc.Net.Client;
using KpiPlatform.Gateway;
using KpiPlatform.Host;
using KpiPlatform.Protocol.V1;
using KpiPlatform.Testing.Databases;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace KpiPlatform.Dashboard.Tests.Support;

/// <summary>A server with the shop on it, shared by the tests of a collection. They may record, and must not rest on exact totals.</summary>
public sealed class DashboardHost : IAsyncLifetime, IDisposable
{
    /// <summary>A key of a platform admin.</summary>
    public const string AdminKey = "kpi_dashboard_tests_0123456789";

    private readonly SqliteDatabase _database = new();
    private KpiHost? _host;
    private GrpcChannel? _channel;
    private int _ids;

    /// <summary>A key that may look at the shop, and at nothing else.</summary>
    public string Key { get; private set; } = string.Empty;

    /// <summary>Where the pages are.</summary>
    public Uri Web => _host!.WebAddress;

    internal KpiHost Host => _host!;

    internal CallInvoker Invoker { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        _host = await KpiHost.StartAsync(
            new KpiHostOptions { Database = _database.FilePath, Address = "http://127.0.0.1:0", WebAddress = "http://127.0.0.1:0", Key = AdminKey, LogLevel = LogLevel.Warning },
            configure: static builder => ((GatewayOptions)builder.Services.Last(service => service.ServiceType == typeof(GatewayOptions)).ImplementationInstance!).FactsSettling = TimeSpan.Zero,
            CancellationToken.None);
        _channel = GrpcChannel.ForAddress(_host.Address);
        Invoker = _channel.Intercept(metadata =>
        {
            metadata.Add("authorization", "Bearer " + AdminKey);
            return metadata;
        });
        var now = TimeProvider.System.GetUtcNow();
        await new TenantService.TenantServiceClient(Invoker).CreateTenantAsync(Shop.CreateTenant());
        var request = new CreateKeyRequest { Parent = Shop.Parent, Key = new Key { Principal = "manager", Roles = { Role.Viewer } } };
        Key = (await new AccessService.AccessServiceClient(Invoker).CreateKeyAsync(request)).Secret;
        await new ScorecardService.ScorecardServiceClient(Invoker).CreateScorecardAsync(
            new CreateScorecardRequest { Parent = Shop.Parent, ScorecardId = Shop.Scorecard, Scorecard = Shop.Card(now) });
        foreach (var interaction in Shop.History(now))
            await RecordAsync(interaction);
    }

    public async Task DisposeAsync()
    {
        _channel?.Dispose();
        if (_host is not null)
            await _host.DisposeAsync();
    }

    public void Dispose() => _database.Dispose();

    /// <summary>Settings of the running dashboard, for a test that changes one and changes it back.</summary>
    internal DashboardOptions Options => _host!.Services.GetRequiredService<DashboardOptions>();

    /// <summary>Records an interaction as a service of the tenant would.</summary>
    internal async Task RecordAsync(Interaction interaction) =>
        await new InteractionService.InteractionServiceClient(Invoker).RecordInteractionAsync(new RecordInteractionRequest { Parent = Shop.Parent, Interaction = interaction });

    /// <summary>Records a purchase that happens now.</summary>
    internal Task BuyAsync(long euros) =>
        RecordAsync(Shop.Purchase("c-05", $"now-{Interlocked.Increment(ref _ids)}", euros, TimeProvider.System.GetUtcNow()));
}
