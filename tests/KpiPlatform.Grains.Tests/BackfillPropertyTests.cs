using System.Globalization;
using KpiPlatform.Domain.Interactions;
using KpiPlatform.Domain.Journal;
using KpiPlatform.Domain.Tenants;
using KpiPlatform.Grains.Abstractions;
using KpiPlatform.Grains.Abstractions.Customers;
using KpiPlatform.Testing.InMemory;
using KpiPlatform.Testing.Interactions;
using KpiPlatform.Testing.Time;

namespace KpiPlatform.Grains.Tests;

/// <summary>
/// Random histories with changes of the definition, duplicates, late ones and corrections, appends that fail, processes that end at
/// any moment and begin again from what is stored: at every moment readers see exactly what folding the journal gives.
/// </summary>
public sealed class BackfillPropertyTests
{
    private const int Seeds = 60;
    private const int Steps = 60;

    private static readonly TenantSettings Base = TenantSettingsValidator.Complete(InteractionGenerator.Settings);

    private static readonly TenantSettings[] Variants =
    [
        Base,
        Base with { LapseDays = 14 },
        Base with { ReturnWindowDays = 7, FiscalYearStartMonth = 4 },
        Base with { BaseActivityKinds = [InteractionKind.Purchase, InteractionKind.Visit, InteractionKind.Call] },
        Base with { Dimensions = [Base.Dimensions[2], new("region", "attribute:region", ["west", "north"])] },
        Base with { Surveys = [Base.Surveys[0] with { SatisfiedFrom = 3 }, Base.Surveys[1]], Journeys = [] },
        Base with { DisplayName = "Another name" },
        Base with { MeasuresShards = 4 },
        Base with { MeasuresShards = 2, LapseDays = 14 },
    ];

    [Fact]
    public async Task ReadersSee_AtEveryMoment_WhatTheJournalSays()
    {
        for (var seed = 0; seed < Seeds; seed++)
        {
            try
            {
                await RunAsync(seed, parity: null);
            }
            catch (Exception exception)
            {
                throw new InvalidOperationException($"Seed {seed}: {exception.Message}", exception);
            }
        }
    }

    [Fact]
    public async Task ReadersSee_WhatTheJournalSays_InParityMode()
    {
        for (var seed = 1_000; seed < 1_012; seed++)
            await RunAsync(seed, new ParityOptions { Seed = seed, OneWayLossProbability = 0.3 });
    }

    private static async Task RunAsync(int seed, ParityOptions? parity)
    {
        var random = new Random(seed);
        var time = new ManualTimeProvider();
        var storage = new MemoryGrainStorage();
        var measures = new InMemoryMeasuresStore();
        var journal = new InMemoryJournal(time);
        var sent = new List<(string Customer, EncodedInteraction Interaction)>();
        var generators = Enumerable.Range(0, 6).Select(i => new InteractionGenerator((seed * 10) + i, days: 300)).ToArray();
        var wanted = Base;
        var cluster = await GrainCluster.StartAsync(parity, journal, measures, storage, create: false, time: time, backfill: Small);
        await cluster.CreateTenantAsync(wanted);
        for (var step = 0; step < Steps; step++)
        {
            switch (random.Next(20))
            {
                case < 9:
                    await RecordAsync(cluster, random, generators, sent);
                    break;
                case < 12:
                    wanted = await ChangeAsync(cluster, random, wanted);
                    break;
                case 12:
                    journal.FailNext(random.Next(2) == 0 ? AppendStatus.Unavailable : AppendStatus.Conflict);
                    break;
                case < 15:
                    // Nothing is kept but what is stored; now and then not even the checkpoints.
                    await cluster.DisposeAsync();
                    measures = random.Next(2) == 0 ? measures : new InMemoryMeasuresStore();
                    cluster = await GrainCluster.StartAsync(parity, journal, measures, storage, create: false, time: time, backfill: Small);
                    if (random.Next(2) == 0)
                        await cluster.TenantGrain().Resume(default);
                    break;
                case < 19:
                    for (var i = random.Next(12); i >= 0; i--)
                    {
                        time.Advance(TimeSpan.FromMilliseconds(20));
                        await Task.Yield();
                    }

                    break;
                default:
                    time.Advance(TimeSpan.FromSeconds(11));
                    break;
            }

            if (random.Next(3) == 0)
                await cluster.ShouldHoldWhatTheJournalSaysAsync();
        }

        var document = await cluster.WorkUntilAsync(document => document.Next is null && document.Previous is null);
        document.SettingsJson.ShouldBe(GrainJson.Write(wanted));
        document.Active!.SettingsJson.ShouldBe(GrainJson.Write(wanted));
        await cluster.WorkUntilTidyAsync();
        await cluster.ShouldHoldWhatTheJournalSaysAsync();
        foreach (var customer in journal.AllRows.GroupBy(row => row.Customer))
            customer.Select(row => row.Definition).ShouldBeInOrder();
        await cluster.DisposeAsync();
    }

    private static void Small(Tenants.BackfillOptions options)
    {
        options.PageSize = 2;
        options.MaxParallel = 2;
    }

    private static async Task<TenantSettings> ChangeAsync(GrainCluster cluster, Random random, TenantSettings wanted)
    {
        var settings = Variants[random.Next(Variants.Length)];
        if (random.Next(8) == 0)
            (await cluster.TenantGrain().Recount(default)).Require();
        else
            (await cluster.ChangeAsync(wanted = settings)).SettingsJson.ShouldBe(GrainJson.Write(settings));
        return wanted;
    }

    private static async Task RecordAsync(GrainCluster cluster, Random random, InteractionGenerator[] generators, List<(string Customer, EncodedInteraction Interaction)> sent)
    {
        // Several customers at once, some of them for the first time, beside the pages that are being counted.
        var calls = new List<Task<RecordReply>>();
        for (var i = random.Next(1, 5); i > 0; i--)
        {
            if (sent.Count > 0 && random.Next(5) == 0)
            {
                var again = sent[random.Next(sent.Count)];
                calls.Add(cluster.RecordAsync(again.Customer, again.Interaction));
                continue;
            }

            var who = random.Next(generators.Length);
            // Generated links name customer-1 to customer-3: some of those that are recorded, in circles, too.
            var customer = string.Create(CultureInfo.InvariantCulture, $"customer-{who}");
            var definition = (await cluster.DefinitionAsync()).Newest;
            var batch = generators[who].History(random.Next(1, 6)).Select(interaction => InteractionCodec.Encode(interaction, definition.FactAttributes)).ToArray();
            sent.AddRange(batch.Select(interaction => (customer, interaction)));
            calls.Add(cluster.RecordAsync(customer, batch));
            if (random.Next(3) == 0)
                cluster.Time.Advance(TimeSpan.FromMilliseconds(20));
        }

        await Task.WhenAll(calls);
    }
}
