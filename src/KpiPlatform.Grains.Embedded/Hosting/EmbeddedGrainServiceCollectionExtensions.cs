using KpiPlatform.Grains.Embedded.Hosting;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers the embedded grain runtime.</summary>
public static class EmbeddedGrainServiceCollectionExtensions
{
    /// <summary>
    /// Adds the runtime, its <see cref="KpiPlatform.Grains.Embedded.IGrainFactory"/>, and a hosted service that stops it gracefully.
    /// A <see cref="TimeProvider"/>, <see cref="IGrainScheduler"/> or <see cref="IActivationSizer"/> registered before or after is used.
    /// </summary>
    /// <param name="services">Where to.</param>
    /// <param name="configure">Sets options and names the grain classes.</param>
    /// <returns>The same services.</returns>
    public static IServiceCollection AddEmbeddedGrains(this IServiceCollection services, Action<EmbeddedRuntimeOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(configure);
        services.AddLogging();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<IGrainScheduler, ThreadPoolGrainScheduler>();
        services.AddSingleton(_ =>
        {
            var options = new EmbeddedRuntimeOptions();
            configure(options);
            return options;
        });
        services.AddSingleton<EmbeddedGrainRuntime>();
        services.AddSingleton<KpiPlatform.Grains.Embedded.IGrainFactory>(provider => provider.GetRequiredService<EmbeddedGrainRuntime>());
        services.AddSingleton<IHostedService, EmbeddedGrainService>();
        return services;
    }

    /// <summary>Adds a store of grain records.</summary>
    /// <typeparam name="TStorage">The store.</typeparam>
    /// <param name="services">Where to.</param>
    /// <param name="name">Its name, as in the attribute of persistent state.</param>
    /// <returns>The same services.</returns>
    public static IServiceCollection AddGrainStorage<TStorage>(this IServiceCollection services, string name = EmbeddedRuntimeOptions.DefaultStorageName)
        where TStorage : class, KpiPlatform.Grains.Embedded.IGrainStorage =>
        services.AddKeyedSingleton<KpiPlatform.Grains.Embedded.IGrainStorage, TStorage>(name);
}
