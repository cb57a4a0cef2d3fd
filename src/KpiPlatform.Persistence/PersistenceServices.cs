using KpiPlatform.Domain.Journal;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace KpiPlatform.Persistence;

/// <summary>Registers storage with a service collection.</summary>
public static class PersistenceServices
{
    /// <summary>
    /// Registers <see cref="PersistenceModule"/> and its ports as singletons. Needs logging, a <see cref="TimeProvider"/>, and finds all
    /// registered <see cref="ICommitObserver"/>s, which therefore must not depend on the ports in their constructors. The caller starts
    /// and stops the module.
    /// </summary>
    public static IServiceCollection AddKpiPersistence(this IServiceCollection services, PersistenceOptions options)
    {
        services.AddSingleton(provider => PersistenceModule.Create(
            options,
            [.. provider.GetServices<ICommitObserver>()],
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILoggerFactory>()));
        services.AddSingleton(provider => provider.GetRequiredService<PersistenceModule>().Writer);
        services.AddSingleton(provider => provider.GetRequiredService<PersistenceModule>().Reader);
        services.AddSingleton(provider => provider.GetRequiredService<PersistenceModule>().Snapshots);
        services.AddSingleton(provider => provider.GetRequiredService<PersistenceModule>().Index);
        services.AddSingleton(provider => provider.GetRequiredService<PersistenceModule>().Measures);
        services.AddSingleton(provider => provider.GetRequiredService<PersistenceModule>().States);
        services.AddSingleton(provider => provider.GetRequiredService<PersistenceModule>().Tenants);
        return services;
    }
}
