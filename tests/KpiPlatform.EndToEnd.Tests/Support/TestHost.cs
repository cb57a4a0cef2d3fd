using KpiPlatform.Gateway;
using KpiPlatform.Host;
using KpiPlatform.Testing.Databases;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Logging;

namespace KpiPlatform.EndToEnd.Tests.Support;

/// <summary>A host on a database, on free ports, and a client of it.</summary>
internal sealed class TestHost : IAsyncDisposable
{
    private readonly KpiHost _host;

    private TestHost(KpiHost host)
    {
        _host = host;
        Client = new KpiClient(host.Address);
    }

    /// <summary>Where gRPC is served.</summary>
    public Uri Address => _host.Address;

    /// <summary>Where JSON is served.</summary>
    public Uri WebAddress => _host.WebAddress;

    public KpiClient Client { get; }

    public IServiceProvider Services => _host.Services;

    public static KpiHostOptions Options(string database) => new()
    {
        Database = database,
        Address = "http://127.0.0.1:0",
        WebAddress = "http://127.0.0.1:0",
        Anonymous = true,
        LogLevel = LogLevel.Warning,

        // On PostgreSQL as it is shipped: behind the wall between tenants.
        TenantRole = database.StartsWith("Host=", StringComparison.Ordinal) ? PostgresServer.TenantRole : null,
    };

    public static Task<TestHost> StartAsync(string database, Action<WebApplicationBuilder>? configure = null) => StartAsync(Options(database), configure);

    public static async Task<TestHost> StartAsync(KpiHostOptions options, Action<WebApplicationBuilder>? configure = null) =>
        new(await KpiHost.StartAsync(
            options,
            builder =>
            {
                // There is no other process that would have to learn of it.
                ((GatewayOptions)builder.Services.Last(service => service.ServiceType == typeof(GatewayOptions)).ImplementationInstance!).FactsSettling = TimeSpan.Zero;
                configure?.Invoke(builder);
            },
            CancellationToken.None));

    /// <summary>Stops gracefully.</summary>
    public Task StopAsync() => _host.StopAsync(CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _host.DisposeAsync();
    }
}
