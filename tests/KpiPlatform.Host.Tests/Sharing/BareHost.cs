using KpiPlatform.Domain.Identity;
using KpiPlatform.Domain.Interactions;
using KpiPlatform.Grains;
using KpiPlatform.Grains.Abstractions;
using KpiPlatform.Grains.Abstractions.Customers;
using KpiPlatform.Grains.Abstractions.Measures;
using KpiPlatform.Grains.Abstractions.Tenants;
using KpiPlatform.Grains.Customers;
using KpiPlatform.Grains.Measures;
using KpiPlatform.Host.Storage;
using KpiPlatform.Persistence;
using KpiPlatform.Persistence.Writing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using NodaTime;

namespace KpiPlatform.Host.Tests.Sharing;

/// <summary>Grains and storage without a server, on a database that others may use as well: nobody keeps two of them apart.</summary>
internal sealed class BareHost : IAsyncDisposable
{
    private readonly ServiceProvider _services;

    private BareHost(ServiceProvider services) => _services = services;

    public static TenantId Tenant { get; } = TenantId.Parse("acme");

    public IGrainFactory Grains => _services.GetRequiredService<IGrainFactory>();

    public PersistenceModule Persistence => _services.GetRequiredService<PersistenceModule>();

    public static async Task<BareHost> StartAsync(string connectionString, string? name = null)
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSingleton(TimeProvider.System);
        services.AddKpiPersistence(new PersistenceOptions
        {
            Provider = StorageProvider.PostgreSql,
            ConnectionString = connectionString,
            AllowUnsafeDurability = true,
            Writer = new JournalWriterOptions { Host = name },
        });
        services.AddKpiGrains();

        // Everything is committed before it is compared.
        services.Configure<MeasuresOptions>(measures => measures.VerifyDelay = TimeSpan.Zero);
        services.AddEmbeddedGrains(grains => grains.AddGrains(typeof(CustomerOptions).Assembly));
        services.AddGrainStorage<StateStoreGrainStorage>();
        var provider = services.BuildServiceProvider();
        await provider.GetRequiredService<PersistenceModule>().StartAsync(default);
        foreach (var hosted in provider.GetServices<IHostedService>())
            await hosted.StartAsync(default);
        return new(provider);
    }

    public Task<RecordReply> RecordAsync(string customer, params EncodedInteraction[] interactions) =>
        Grains.GetGrain<ICustomerGrain>(GrainKeys.Customer(Tenant, CustomerId.Parse(customer)))
            .Record(new([.. interactions.Select(InteractionMessage.Of)], ReturnCustomer: false, ValidateOnly: false), default);

    public ITenantGrain TenantGrain() => Grains.GetGrain<ITenantGrain>(GrainKeys.Tenant(Tenant));

    public IMeasuresGrain Measures() => Grains.GetGrain<IMeasuresGrain>(GrainKeys.Measures(Tenant, 0));

    public static EncodedInteraction Purchase(string id, long amountMinor) => InteractionCodec.Encode(
        new Interaction
        {
            Source = "shop",
            Id = id,
            OccurredAt = Instant.FromUtc(2026, 1, 15, 12, 0),
            Facts = new Purchase { OrderId = id, AmountMinor = amountMinor },
        },
        new HashSet<string>());

    public async ValueTask DisposeAsync()
    {
        foreach (var hosted in _services.GetServices<IHostedService>())
            await hosted.StopAsync(default);
        await Persistence.StopAsync(default);
        await _services.DisposeAsync();
    }
}
