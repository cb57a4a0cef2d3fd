using KpiPlatform.Domain.Alerts;
using KpiPlatform.Domain.Identity;
using KpiPlatform.Domain.Journal;
using KpiPlatform.Domain.Quality;
using KpiPlatform.Domain.Segments.Tracking;
using KpiPlatform.Domain.Tenants;
using KpiPlatform.Grains;
using KpiPlatform.Grains.Abstractions;
using KpiPlatform.Grains.Abstractions.Customers;
using KpiPlatform.Grains.Abstractions.Measures;
using KpiPlatform.Grains.Abstractions.Tenants;
using KpiPlatform.Grains.Customers;
using KpiPlatform.Grains.Embedded.Hosting;
using KpiPlatform.Grains.Tenants;
using KpiPlatform.Persistence.Writing;
using KpiPlatform.Testing.InMemory;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;

namespace KpiPlatform.Simulation.Tests;

/// <summary>The platform below the edge in a simulated process: runtime, grains and writer as they are, over the simulated database.</summary>
internal sealed class SimulatedServer
{
    private readonly ServiceProvider _services;
    private readonly JournalWriter _writer;

    private SimulatedServer(SimulatedProcess process, ServiceProvider services, JournalWriter writer)
    {
        Process = process;
        _services = services;
        _writer = writer;
    }

    public static TenantId Tenant { get; } = TenantId.Parse("acme");

    public SimulatedProcess Process { get; }

    public TenantDefinitions Definitions => _services.GetRequiredService<TenantDefinitions>();

    public ITenantGrain TenantGrain => Grains.GetGrain<ITenantGrain>(GrainKeys.Tenant(Tenant));

    private IGrainFactory Grains => _services.GetRequiredService<IGrainFactory>();

    /// <summary>Starts one in a process of its own; to be called in that process.</summary>
    public static async Task<SimulatedServer> StartAsync(SimulatedProcess process, SimulatedStorage storage)
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSingleton(process.Time);
        services.AddSingleton<TaskScheduler>(process);
        services.AddSingleton<IGrainScheduler>(process);
        services.AddSingleton<IJournalReader>(new SlowReader(storage.Database));
        services.AddSingleton<ICustomerSnapshots>(storage.Database.Journal);
        services.AddSingleton<IErasures>(storage.Database.Journal);
        services.AddSingleton<IBackfillStore>(storage.Database.Journal);
        services.AddSingleton<ICustomerIndex>(storage.Index);
        services.AddSingleton<ISegmentStore>(storage.Segments);
        services.AddSingleton<IMeasuresStore>(new SlowMeasures(storage.Database, storage.Measures));
        services.AddSingleton<ITenantRegistry>(storage.Tenants);
        services.AddSingleton<IIntakeQualityStore>(storage.Quality);
        services.AddSingleton<IAlertStore, InMemoryAlertStore>();
        services.AddSingleton<IStateStore>(storage.States);
        services.AddKeyedSingleton<IGrainStorage>(EmbeddedRuntimeOptions.DefaultStorageName, storage.Grains);
        var observers = new List<ICommitObserver>();
        var writer = new JournalWriter(
            storage.Database.For(process),
            new JournalWriterOptions { CloseOlderWriters = true, MaxCommitRows = 12 },
            observers,
            process.Time,
            NullLogger.Instance,
            process);
        services.AddSingleton<IJournalWriter>(writer);
        services.AddEmbeddedGrains(options =>
        {
            options.AddGrains(typeof(CustomerGrain).Assembly);

            // Nothing stays for long: activations come and go while others are under way.
            options.CollectionPeriod = TimeSpan.FromSeconds(2);
            options.CollectionAge = TimeSpan.FromSeconds(3);
        });
        services.AddKpiGrains();
        services.Configure<CustomerOptions>(options => options.SnapshotEveryRows = 8);
        var provider = services.BuildServiceProvider();
        observers.AddRange(provider.GetServices<ICommitObserver>());
        await writer.StartAsync(CancellationToken.None);
        foreach (var hosted in provider.GetServices<IHostedService>())
            await hosted.StartAsync(CancellationToken.None);
        return new SimulatedServer(process, provider, writer);
    }

    public ICustomerGrain Customer(string id) => Grains.GetGrain<ICustomerGrain>(GrainKeys.Customer(Tenant, CustomerId.Parse(id)));

    public IMeasuresGrain MeasuresOf(string key) => Grains.GetGrain<IMeasuresGrain>(key);

    /// <summary>Stops as a host does that is told to.</summary>
    public async Task StopAsync()
    {
        foreach (var hosted in _services.GetServices<IHostedService>().Reverse())
            await hosted.StopAsync(CancellationToken.None);
        await _writer.StopAsync(CancellationToken.None);
    }
}
