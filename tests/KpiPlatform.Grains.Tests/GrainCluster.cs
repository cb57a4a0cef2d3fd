using KpiPlatform.Domain.Alerts;
using KpiPlatform.Domain.Identity;
using KpiPlatform.Domain.Interactions;
using KpiPlatform.Domain.Journal;
using KpiPlatform.Domain.Quality;
using KpiPlatform.Domain.Segments.Tracking;
using KpiPlatform.Domain.Tenants;
using KpiPlatform.Grains.Abstractions;
using KpiPlatform.Grains.Abstractions.Customers;
using KpiPlatform.Grains.Abstractions.Measures;
using KpiPlatform.Grains.Abstractions.Scorecards;
using KpiPlatform.Grains.Abstractions.Tenants;
using KpiPlatform.Grains.Alerts;
using KpiPlatform.Grains.Customers;
using KpiPlatform.Grains.Tenants;
using KpiPlatform.Testing.InMemory;
using KpiPlatform.Testing.Time;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;

namespace KpiPlatform.Grains.Tests;

/// <summary>All grains on the runtime that the build chose, over storage in memory and a manual clock at 2026-01-15 12:00 UTC.</summary>
public sealed class GrainCluster : IAsyncDisposable
{
    private readonly RunningGrains _running;

    private GrainCluster(RunningGrains running, InMemoryJournal journal, InMemoryCustomerIndex index, ManualTimeProvider time, InMemoryStateStore states)
    {
        States = states;
        _running = running;
        Journal = journal;
        Index = index;
        Time = time;
    }

    public static TenantId Tenant { get; } = TenantId.Parse("acme");

    public InMemoryJournal Journal { get; }

    public InMemoryCustomerIndex Index { get; }

    /// <summary>Documents beside the grains' own state.</summary>
    public InMemoryStateStore States { get; }

    public ManualTimeProvider Time { get; }

    public IGrainFactory Grains => _running.Grains;

    public TenantDefinitions Definitions => _running.Services.GetRequiredService<TenantDefinitions>();

    public AlertTracker Alerts => _running.Services.GetRequiredService<AlertTracker>();

    public InMemoryAlertStore AlertStore => _running.Services.GetRequiredService<InMemoryAlertStore>();

    public IIntakeQualityStore Quality => _running.Services.GetRequiredService<IIntakeQualityStore>();

    public CustomerIndexer Indexer => _running.Services.GetRequiredService<CustomerIndexer>();

    public static async Task<GrainCluster> StartAsync(ParityOptions? parity = null, InMemoryJournal? journal = null, InMemoryMeasuresStore? measures = null, IGrainStorage? storage = null, bool publish = true, bool create = true, InMemoryStateStore? states = null, Action<BackfillOptions>? backfill = null, ManualTimeProvider? time = null, TenantSettings? settings = null)
    {
        time ??= new ManualTimeProvider();
        journal ??= new InMemoryJournal(time);
        states ??= new InMemoryStateStore();
        storage ??= new MemoryGrainStorage();
        var index = new InMemoryCustomerIndex();
        var running = await RunningGrains.StartAsync(AddServices, _ => storage, parity);
        journal.Observers = publish ? [.. running.Services.GetServices<ICommitObserver>()] : [];
        var cluster = new GrainCluster(running, journal, index, time, states);
        if (create)
            await cluster.CreateTenantAsync(settings);
        return cluster;

        void AddServices(IServiceCollection services)
        {
            services.AddLogging();
            services.AddSingleton<TimeProvider>(time);
            services.AddSingleton<IJournalWriter>(journal);
            services.AddSingleton<IJournalReader>(journal);
            services.AddSingleton<ICustomerSnapshots>(journal);
            services.AddSingleton<IErasures>(journal);
            services.AddSingleton<IBackfillStore>(journal);
            services.AddSingleton<ICustomerIndex>(index);
            services.AddSingleton<ISegmentStore, InMemorySegmentStore>();
            services.AddSingleton<InMemoryAlertStore>();
            services.AddSingleton<IAlertStore>(provider => provider.GetRequiredService<InMemoryAlertStore>());
            services.AddSingleton<IMeasuresStore>(measures ?? new InMemoryMeasuresStore());
            services.AddSingleton<ITenantRegistry, InMemoryTenantRegistry>();
            services.AddSingleton<IIntakeQualityStore, InMemoryIntakeQualityStore>();
            services.AddSingleton<IStateStore>(states);
            services.AddKpiGrains();
            if (backfill is not null)
                services.Configure(backfill);
        }
    }

    public static EncodedInteraction Purchase(string id, Instant at, long amountMinor = 1_000, int revision = 0) => InteractionCodec.Encode(
        new Interaction { Source = "shop", Id = id, Revision = revision, OccurredAt = at, Facts = new Purchase { OrderId = id, AmountMinor = amountMinor } },
        new HashSet<string>());

    public static Instant At(int year, int month, int day, int hour = 12) => Instant.FromUtc(year, month, day, hour, 0);

    public ICustomerGrain Customer(string id) => Grains.GetGrain<ICustomerGrain>(GrainKeys.Customer(Tenant, CustomerId.Parse(id)));

    public IMeasuresGrain Measures() => Grains.GetGrain<IMeasuresGrain>(GrainKeys.Measures(Tenant, 0));

    public IScorecardGrain Scorecard(string id) => Grains.GetGrain<IScorecardGrain>(GrainKeys.Scorecard(Tenant, ScorecardId.Parse(id)));

    public ITenantGrain TenantGrain() => Grains.GetGrain<ITenantGrain>(GrainKeys.Tenant(Tenant));

    public Task<RecordReply> RecordAsync(string customer, params EncodedInteraction[] interactions) =>
        Customer(customer).Record(new([.. interactions.Select(InteractionMessage.Of)], ReturnCustomer: true, ValidateOnly: false), default);

    public async Task<TenantDocument> CreateTenantAsync(TenantSettings? settings = null)
    {
        var reply = await TenantGrain().Write(new(GrainJson.Write(settings ?? new TenantSettings()), WriteMode.Create, null, "test"), default);
        return reply.Require();
    }

    public async ValueTask DisposeAsync()
    {
        Journal.Release();
        await _running.DisposeAsync();
    }
}
