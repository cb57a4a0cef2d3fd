using KpiPlatform.Domain.Journal;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace KpiPlatform.Persistence;

/// <summary>Registers storage with a service collection.</summary>
public static class PersistenceServices
{
    /// <summary>
    /// Registers <see cref="PersistenceModule"/> and its ports as singletons. Needs logging and a <see cref="TimeProvider"/>. All
    /// registered <see cref="ICommitObserver"/>s are told of commits; they are made at the first one, so they may depend on the ports. The
    /// caller starts and stops the module.
    /// </summary>
    public static IServiceCollection AddKpiPersistence(this IServiceCollection services, PersistenceOptions options)
    {
        services.AddSingleton(provider => PersistenceModule.Create(
            options,
            [new LateCommitObservers(provider)],
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILoggerFactory>()));
        services.AddSingleton(provider => provider.GetRequiredService<PersistenceModule>().Writer);
        services.AddSingleton(provider => provider.GetRequiredService<PersistenceModule>().Reader);
        services.AddSingleton(provider => provider.GetRequiredService<PersistenceModule>().Snapshots);
        services.AddSingleton(provider => provider.GetRequiredService<PersistenceModule>().Index);
        services.AddSingleton(provider => provider.GetRequiredService<PersistenceModule>().Measures);
        services.AddSingleton(provider => provider.GetRequiredService<PersistenceModule>().Backfill);
        services.AddSingleton(provider => provider.GetRequiredService<PersistenceModule>().Quality);
        services.AddSingleton(provider => provider.GetRequiredService<PersistenceModule>().Erasures);
        services.AddSingleton(provider => provider.GetRequiredService<PersistenceModule>().Segments);
        services.AddSingleton(provider => provider.GetRequiredService<PersistenceModule>().Alerts);
        services.AddSingleton(provider => provider.GetRequiredService<PersistenceModule>().Webhooks);
        services.AddSingleton(provider => provider.GetRequiredService<PersistenceModule>().States);
        services.AddSingleton(provider => provider.GetRequiredService<PersistenceModule>().Tenants);
        services.AddSingleton(provider => provider.GetRequiredService<PersistenceModule>().Keys);
        services.AddSingleton(provider => provider.GetRequiredService<PersistenceModule>().TenantData);
        services.AddSingleton(provider => provider.GetRequiredService<PersistenceModule>().Audit);
        return services;
    }
}
