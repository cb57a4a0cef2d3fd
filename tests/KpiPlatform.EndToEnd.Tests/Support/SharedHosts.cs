using System.Collections.Concurrent;
using KpiPlatform.EndToEnd.Tests.Samples;

namespace KpiPlatform.EndToEnd.Tests.Support;

/// <summary>One host for each kind of database, started when first asked for.</summary>
public sealed class SharedHosts : IAsyncLifetime
{
    private readonly ConcurrentDictionary<DatabaseKind, Lazy<Task<(TestDatabase Database, TestHost Host)>>> _hosts = new();
    private readonly ConcurrentDictionary<DatabaseKind, Lazy<Task<TestTenant>>> _samples = new();
    private readonly ConcurrentDictionary<DatabaseKind, Lazy<Task<TestTenant>>> _catalogues = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        foreach (var host in _hosts.Values)
        {
            // A host that could not start was told by the test that asked for it; a skipped one never was there.
            if (!host.Value.IsCompletedSuccessfully)
                continue;
            await host.Value.Result.Host.DisposeAsync();
            await host.Value.Result.Database.DisposeAsync();
        }
    }

    internal async Task<TestHost> HostAsync(DatabaseKind kind) => (await _hosts.GetOrAdd(kind, key => new(() => StartAsync(key))).Value).Host;

    /// <summary>A new tenant on the shared host.</summary>
    internal async Task<TestTenant> TenantAsync(DatabaseKind kind, Action<Protocol.V1.Tenant>? configure = null) =>
        await TestTenant.CreateAsync((await HostAsync(kind)).Client, configure);

    /// <summary>The tenant with the sample of all indicators. Nobody records to it.</summary>
    internal Task<TestTenant> SampleAsync(DatabaseKind kind) => _samples.GetOrAdd(kind, key => new(async () =>
    {
        var tenant = await TenantAsync(key);
        await tenant.RecordAllAsync(Sample.Interactions());
        return tenant;
    })).Value;

    /// <summary>The tenant with a story in which every row of the catalogue has a value. Nobody records to it.</summary>
    internal Task<TestTenant> CatalogueAsync(DatabaseKind kind) => _catalogues.GetOrAdd(kind, key => new(async () =>
    {
        var tenant = await TenantAsync(key, CatalogueStory.Configure);
        await tenant.RecordAllAsync(CatalogueStory.Interactions());
        await tenant.RecordAllAsync(CatalogueStory.Rates());
        await tenant.CountedAsync(settings => settings.ServiceRates.Count == CatalogueStory.Rates().Length);
        return tenant;
    })).Value;

    private static async Task<(TestDatabase, TestHost)> StartAsync(DatabaseKind kind)
    {
        var database = await TestDatabase.CreateAsync(kind);
        return (database, await TestHost.StartAsync(database.Setting));
    }
}
