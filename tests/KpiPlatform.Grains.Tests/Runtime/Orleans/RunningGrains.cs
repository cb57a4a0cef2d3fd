using KpiPlatform.Grains.Abstractions.Customers;
using KpiPlatform.Grains.Customers;
using KpiPlatform.Grains.Turns;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Configuration;
using Orleans.Runtime.Hosting;
using Orleans.Serialization;
using Orleans.TestingHost;

namespace KpiPlatform.Grains.Tests.Runtime;

/// <summary>The grains on a silo of Orleans in this process; in parity mode callers are outside of it, so that every message goes over a connection.</summary>
internal sealed class RunningGrains : IAsyncDisposable
{
    private readonly InProcessTestCluster _cluster;
    private readonly bool _isOutside;
    private bool _isStopped;

    private RunningGrains(InProcessTestCluster cluster, bool isOutside)
    {
        _cluster = cluster;
        _isOutside = isOutside;
        Services = cluster.Silos[0].ServiceProvider;
    }

    public IServiceProvider Services { get; }

    public IGrainFactory Grains => _isOutside ? _cluster.Client : Services.GetRequiredService<IGrainFactory>();

    /// <summary>Starts them with the services that <paramref name="add"/> adds; <paramref name="open"/> runs before any grain is called.</summary>
    public static async Task<RunningGrains> StartAsync(
        Action<IServiceCollection> add, Func<IServiceProvider, IGrainStorage> storage, ParityOptions? parity = null, Func<IServiceProvider, Task>? open = null)
    {
        var builder = new InProcessTestClusterBuilder(1);
        builder.Options.InitializeClientOnDeploy = parity is not null;
        builder.Options.ConfigureFileLogging = false;
        builder.Options.UseRealEnvironmentStatistics = false;
        builder.ConfigureSilo((_, silo) =>
        {
            add(silo.Services);
            if (silo.Services.LastOrDefault(service => service.ServiceType == typeof(TimeProvider))?.ImplementationInstance is TimeProvider clock && clock != TimeProvider.System)
                silo.Services.AddSingleton<TimeProvider>(new GrainTime(clock));

            // A test may move its clock by days while a call is under way. More than 24 days, and timers of streams have no such number.
            silo.Configure<SiloMessagingOptions>(messaging => messaging.ResponseTimeout = messaging.SystemResponseTimeout = TimeSpan.FromDays(20));
            silo.Services.AddGrainStorage("Default", (provider, _) => storage(provider));
            AddSerializers(silo.Services);
            silo.AddIncomingGrainCallFilter<TurnFilter>();
            if (parity is { OneWayLossProbability: > 0 })
                silo.AddOutgoingGrainCallFilter(new LossyCalls(parity));
        });
        builder.ConfigureClient(client => AddSerializers(client.Services));
        var cluster = builder.Build();
        await cluster.DeployAsync();
        var running = new RunningGrains(cluster, parity is not null);
        if (open is not null)
            await open(running.Services);
        return running;
    }

    /// <summary>Stops the grains; the services are still there.</summary>
    public async Task StopAsync()
    {
        if (_isStopped)
            return;
        _isStopped = true;
        await _cluster.StopClusterClientAsync();
        await _cluster.Silos[0].StopSiloAsync(CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        await _cluster.DisposeAsync();
    }

    private static void AddSerializers(IServiceCollection services) =>
        services.AddSerializer(serializer => serializer.AddAssembly(typeof(ICustomerGrain).Assembly).AddAssembly(typeof(CustomerOptions).Assembly));
}
