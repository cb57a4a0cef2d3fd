using KpiPlatform.Grains.Customers;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace KpiPlatform.Grains.Tests.Runtime;

/// <summary>The grains in this process, on the embedded runtime.</summary>
internal sealed class RunningGrains : IAsyncDisposable
{
    private readonly ServiceProvider _services;

    private RunningGrains(ServiceProvider services) => _services = services;

    public IServiceProvider Services => _services;

    public IGrainFactory Grains => _services.GetRequiredService<IGrainFactory>();

    /// <summary>Starts them with the services that <paramref name="add"/> adds; <paramref name="open"/> runs before any grain does.</summary>
    public static async Task<RunningGrains> StartAsync(
        Action<IServiceCollection> add, Func<IServiceProvider, IGrainStorage> storage, ParityOptions? parity = null, Func<IServiceProvider, Task>? open = null)
    {
        var services = new ServiceCollection();
        add(services);
        services.AddKeyedSingleton(EmbeddedRuntimeOptions.DefaultStorageName, (provider, _) => storage(provider));
        services.AddEmbeddedGrains(options =>
        {
            options.AddGrains(typeof(CustomerGrain).Assembly);
            options.Parity = parity;

            // A test may move its clock by weeks while a timer's call is under way or a grain is being activated, which then takes no weeks.
            options.CallTimeout = options.ActivationTimeout = options.DeactivationTimeout = TimeSpan.FromDays(49);
        });
        var provider = services.BuildServiceProvider();
        if (open is not null)
            await open(provider);
        foreach (var hosted in provider.GetServices<IHostedService>())
            await hosted.StartAsync(default);
        return new(provider);
    }

    /// <summary>Stops the grains; the services are still there.</summary>
    public async Task StopAsync()
    {
        foreach (var hosted in _services.GetServices<IHostedService>())
            await hosted.StopAsync(default);
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        await _services.DisposeAsync();
    }
}
