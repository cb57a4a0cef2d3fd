using KpiPlatform.Domain.Identity;
using KpiPlatform.Domain.Interactions;
using KpiPlatform.Grains;
using KpiPlatform.Grains.Abstractions;
using KpiPlatform.Grains.Abstractions.Customers;
using KpiPlatform.Grains.Abstractions.Measures;
using KpiPlatform.Grains.Abstractions.Tenants;
using KpiPlatform.Grains.Measures;
using KpiPlatform.Grains.Tests.Runtime;
using KpiPlatform.Host.Storage;
using KpiPlatform.Persistence;
using KpiPlatform.Persistence.Writing;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;

namespace KpiPlatform.Host.Tests.Sharing;

/// <summary>Grains and storage without a server, on a database that others may use as well: nobody keeps two of them apart.</summary>
internal sealed class BareHost : IAsyncDisposable
{
    private readonly RunningGrains _running;

    private BareHost(RunningGrains running) => _running = running;

    public static TenantId Tenant { get; } = TenantId.Parse("acme");

    public IGrainFactory Grains => _running.Grains;

    public PersistenceModule Persistence => _running.Services.GetRequiredService<PersistenceModule>();

    public static async Task<BareHost> StartAsync(string connectionString, string? name = null)
    {
        return new(await RunningGrains.StartAsync(
            AddServices,
            provider => ActivatorUtilities.CreateInstance<StateStoreGrainStorage>(provider),
            open: provider => provider.GetRequiredService<PersistenceModule>().StartAsync(default)));

        void AddServices(IServiceCollection services)
        {
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
        }
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
        await _running.StopAsync();
        await Persistence.StopAsync(default);
        await _running.DisposeAsync();
    }
}
