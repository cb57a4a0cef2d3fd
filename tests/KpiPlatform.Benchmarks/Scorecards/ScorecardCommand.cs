using System.Diagnostics;
using KpiPlatform.Domain.Customers;
using KpiPlatform.Domain.Alerts;
using KpiPlatform.Domain.Identity;
using KpiPlatform.Domain.Indicators;
using KpiPlatform.Domain.Interactions;
using KpiPlatform.Domain.Journal;
using KpiPlatform.Domain.Measures;
using KpiPlatform.Domain.Quality;
using KpiPlatform.Domain.Scorecards;
using KpiPlatform.Domain.Segments.Tracking;
using KpiPlatform.Domain.Tenants;
using KpiPlatform.Grains;
using KpiPlatform.Grains.Abstractions;
using KpiPlatform.Grains.Abstractions.Scorecards;
using KpiPlatform.Grains.Abstractions.Tenants;
using KpiPlatform.Grains.Customers;
using KpiPlatform.Grains.Embedded;
using KpiPlatform.Grains.Embedded.Hosting;
using KpiPlatform.Testing.InMemory;
using KpiPlatform.Testing.Interactions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using NodaTime;
using Direction = KpiPlatform.Domain.Indicators.Direction;

namespace KpiPlatform.Benchmarks.Scorecards;

/// <summary>
/// Evaluating a scorecard of 4 perspectives and 40 indicators through its grain, warm, for a tenant of few and of many customers:
/// what it costs must not depend on how many there are.
/// </summary>
internal sealed class ScorecardCommand : IBenchmarkCommand
{
    private const int Perspectives = 4;
    private const int IndicatorsEach = 10;
    private const int InteractionsEach = 8;

    /// <summary>Both tenants are measured in turns, so that what else the machine does meanwhile meets both.</summary>
    private const int Rounds = 20;

    private static readonly TenantId Tenant = TenantId.Parse("acme");

    public string Name => "scorecard";

    public string Summary => "evaluating 40 indicators in 4 perspectives, at 1,000 and at 100,000 customers (--evaluations, --few, --many)";

    public async Task RunAsync(BenchmarkArguments arguments, BenchmarkReport report, CancellationToken cancellationToken)
    {
        var evaluations = arguments.GetInt32("evaluations", 2_000);

        var sizes = new[] { arguments.GetInt32("few", 1_000), arguments.GetInt32("many", 100_000) };
        var tenants = new List<MeasuredTenant>();
        foreach (var customers in sizes)
            tenants.Add(await StartAsync(customers, cancellationToken));

        // The first round is for the compiler; it is not reported.
        for (var round = 0; round <= Rounds; round++)
        {
            foreach (var tenant in tenants)
                await MeasureAsync(tenant, evaluations / Rounds, isReported: round > 0, cancellationToken);
        }

        foreach (var tenant in tenants)
        {
            var name = $"evaluation at {tenant.Customers:N0} customers ({tenant.Cells:N0} cells)";
            report.Add(name, At(tenant, 50), "us", "aim: at most 2,000");
            report.Add($"{name}, 99 %", At(tenant, 99), "us");
        }

        report.Add("many / few customers", At(tenants[1], 50) / At(tenants[0], 50), "x", "aim: 1");
        foreach (var tenant in tenants)
            await tenant.DisposeAsync();
    }

    /// <summary>A percentile of a tenant's evaluations, in microseconds.</summary>
    private static double At(MeasuredTenant tenant, int percent)
    {
        tenant.Milliseconds.Sort();
        return tenant.Milliseconds[(tenant.Milliseconds.Count - 1) * percent / 100] * 1_000;
    }

    private static async Task MeasureAsync(MeasuredTenant tenant, int evaluations, bool isReported, CancellationToken cancellationToken)
    {
        var request = new EvaluationRequest("2026-06", null, default);
        for (var i = 0; i < evaluations; i++)
        {
            var start = Stopwatch.GetTimestamp();
            var values = (await tenant.Scorecard.Evaluate(request, cancellationToken)).Require();
            if (isReported)
                tenant.Milliseconds.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            else if (i == 0 && GrainJson.Read<EvaluatedScorecard>(values.ResultJson).Performance is null)
                throw new InvalidOperationException("The scorecard has no value: what is measured is not what was meant.");
        }
    }

    private static async Task<MeasuredTenant> StartAsync(int customers, CancellationToken cancellationToken)
    {
        var measures = new InMemoryMeasuresStore();
        var cells = Cells(customers);
        var services = Services(measures);
        foreach (var hosted in services.GetServices<IHostedService>())
            await hosted.StartAsync(cancellationToken);
        var grains = services.GetRequiredService<IGrainFactory>();
        var tenant = (await grains.GetGrain<ITenantGrain>(GrainKeys.Tenant(Tenant)).Write(new(GrainJson.Write(InteractionGenerator.Settings), WriteMode.Create, null, string.Empty), cancellationToken)).Require();
        var definition = await services.GetRequiredService<ITenantDefinitions>().FindAsync(Tenant, cancellationToken);
        await measures.SaveAsync(new(tenant.Number), definition!.MeasuresShards.Single(), new(0, PositionVector.Empty, null, cells), cancellationToken);
        var scorecard = grains.GetGrain<IScorecardGrain>(GrainKeys.Scorecard(Tenant, ScorecardId.Parse("all")));
        (await scorecard.Write(new(GrainJson.Write(Definition()), WriteMode.Create, null, string.Empty), cancellationToken)).Require();
        return new(services, scorecard, customers, cells.Count);
    }

    private static ServiceProvider Services(InMemoryMeasuresStore measures)
    {
        var journal = new InMemoryJournal(TimeProvider.System);
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton<IJournalWriter>(journal);
        services.AddSingleton<IJournalReader>(journal);
        services.AddSingleton<ICustomerSnapshots>(journal);
        services.AddSingleton<IErasures>(journal);
        services.AddSingleton<IBackfillStore>(journal);
        services.AddSingleton<ICustomerIndex>(new InMemoryCustomerIndex());
        services.AddSingleton<ISegmentStore, InMemorySegmentStore>();
        services.AddSingleton<IAlertStore, InMemoryAlertStore>();
        services.AddSingleton<IMeasuresStore>(measures);
        services.AddSingleton<IIntakeQualityStore, InMemoryIntakeQualityStore>();
        services.AddSingleton<ITenantRegistry, InMemoryTenantRegistry>();
        services.AddSingleton<IStateStore>(new InMemoryStateStore());
        services.AddKeyedSingleton<IGrainStorage>(EmbeddedRuntimeOptions.DefaultStorageName, new MemoryGrainStorage());
        services.AddEmbeddedGrains(options => options.AddGrains(typeof(CustomerGrain).Assembly));
        services.AddKpiGrains();
        return services.BuildServiceProvider();
    }

    /// <summary>What so many customers count, each with interactions of any kind in the year 2026.</summary>
    private static List<KeyValuePair<CellKey, long>> Cells(int customers)
    {
        var context = new FoldContext(InteractionGenerator.Definition);
        var sum = new CellDelta();
        for (var i = 0; i < customers; i++)
        {
            var generator = new InteractionGenerator(i, Instant.FromUtc(2026, 1, 1, 0, 0), 365);
            new CustomerState(context).Add([.. Enumerable.Range(0, InteractionsEach).Select(_ => InteractionCodec.Encode(generator.Next(), InteractionGenerator.Definition.FactAttributes))], sum);
        }

        return [.. sum.Changes.Where(change => change.Value != 0)];
    }

    private static ScorecardDefinition Definition()
    {
        var ids = IndicatorCatalogue.All.Select(indicator => indicator.Id).Where(id => id is not ("first_purchase_cohorts" or "customer_cpi_mean")).ToList();
        var next = 0;
        return new()
        {
            Title = "All",
            Perspectives =
            [
                .. Enumerable.Range(0, Perspectives).Select(p => new PerspectiveDefinition
                {
                    Id = $"p{p}",
                    Objectives =
                    [
                        .. Enumerable.Range(0, 2).Select(o => new ObjectiveDefinition
                        {
                            Id = $"o{o}",
                            Indicators =
                            [
                                .. Enumerable.Range(0, IndicatorsEach / 2).Select(i => new ScorecardIndicatorDefinition
                                {
                                    Id = $"i{i}", Indicator = ids[next++ % ids.Count], Direction = Direction.Increase, Baseline = 0, Target = 100, BaselineDate = "2026-01-01", Deadline = "2026-12-31",
                                }),
                            ],
                        }),
                    ],
                }),
            ],
        };
    }
}
