using KpiPlatform.Domain.Journal;
using KpiPlatform.Domain.Tenants;
using KpiPlatform.Grains.Abstractions.Alerts;
using KpiPlatform.Grains.Abstractions.Customers;
using KpiPlatform.Grains.Abstractions.Segments;
using KpiPlatform.Grains.Abstractions.Tenants;
using KpiPlatform.Grains.Access;
using KpiPlatform.Grains.Alerts;
using KpiPlatform.Grains.Customers;
using KpiPlatform.Grains.Measures;
using KpiPlatform.Grains.Segments;
using KpiPlatform.Grains.Tenants;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace KpiPlatform.Grains;

/// <summary>Registers what the grains need beside the runtime and the domain's ports.</summary>
public static class GrainsServiceCollectionExtensions
{
    /// <summary>
    /// Adds the process's copy of tenant definitions, the customer index's writer and the way of commits to measures. The ports of
    /// Domain.Journal, a TimeProvider and the grain runtime are added elsewhere. Start <see cref="CustomerIndexer"/> once the
    /// journal is open, then <see cref="SegmentTracker"/>, and dispose both after the writer has stopped; <see cref="AlertTracker"/> after them,
    /// disposed before grains stop.
    /// </summary>
    public static IServiceCollection AddKpiGrains(this IServiceCollection services)
    {
        services.AddOptions<CustomerOptions>();
        services.AddOptions<MeasuresOptions>();
        services.AddOptions<BackfillOptions>();
        services.AddSingleton<IIncomingGrainCallFilter, TenantFilter>();
        services.AddSingleton<ErasedCustomers>();
        services.AddSingleton<TenantDefinitions>();
        services.AddSingleton<ITenantDefinitions>(provider => provider.GetRequiredService<TenantDefinitions>());
        services.AddSingleton<CustomerQuota>();
        services.AddSingleton<CustomerIndexer>();
        services.AddSingleton<ICustomerIndexProgress>(provider => provider.GetRequiredService<CustomerIndexer>());
        services.AddSingleton<ICommitObserver>(provider => provider.GetRequiredService<CustomerIndexer>());
        services.AddSingleton<CommittedPositions>();
        services.AddSingleton<ICommitObserver>(provider => provider.GetRequiredService<CommittedPositions>());
        services.AddSingleton<MeasuresPublisher>();
        services.AddSingleton<ICommitObserver>(provider => provider.GetRequiredService<MeasuresPublisher>());
        services.AddSingleton<JournalMeasures>();
        services.AddOptions<SegmentOptions>();
        services.AddSingleton<SegmentTracker>();
        services.AddSingleton<ISegmentProgress>(provider => provider.GetRequiredService<SegmentTracker>());
        services.AddSingleton<ICommitObserver>(provider => provider.GetRequiredService<SegmentTracker>());
        services.AddOptions<AlertOptions>();
        services.AddSingleton<IAlertSignals, AlertSignals>();
        services.AddSingleton<AlertTracker>();
        services.AddSingleton<ICommitObserver>(provider => provider.GetRequiredService<AlertTracker>());
        services.TryAddSingleton<IDefinitionNotices, NobodyToTell>();
        return services;
    }
}
