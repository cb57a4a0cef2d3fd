using System.Globalization;
using KpiPlatform.Domain.Customers;
using KpiPlatform.Domain.Interactions;
using KpiPlatform.Domain.Measures;
using KpiPlatform.Domain.Tenants;
using KpiPlatform.Grains.Abstractions.Measures;
using KpiPlatform.Testing.InMemory;
using KpiPlatform.Testing.Interactions;
using KpiPlatform.Testing.Journal;
using KpiPlatform.Testing.Time;
using NodaTime;

namespace KpiPlatform.Grains.Tests;

/// <summary>
/// "What did we know then?" is what folding the interactions recorded by then gives, cell by cell: with late ones, corrections and duplicates
/// recorded since, after restarts, and after everything was counted anew under another definition.
/// </summary>
public sealed class AsOfPropertyTests
{
    private const int Seeds = 40;

    [Fact]
    public async Task Read_AsOfAnyInstant_IsTheReplayUpToIt()
    {
        var numbers = 0;
        for (var seed = 0; seed < Seeds; seed++)
        {
            try
            {
                numbers += await RunAsync(seed);
            }
            catch (Exception exception)
            {
                throw new InvalidOperationException($"Seed {seed}: {exception.Message}", exception);
            }
        }

        numbers.ShouldBeGreaterThan(Seeds * 1_000, "instants at which something was known and something came later");
    }

    private static async Task<int> RunAsync(int seed)
    {
        var random = new Random(seed);
        var time = new ManualTimeProvider();
        var (storage, measures, journal) = (new MemoryGrainStorage(), new InMemoryMeasuresStore(), new InMemoryJournal(time));
        var settings = TenantSettingsValidator.Complete(InteractionGenerator.Settings with { MeasuresShards = 1 << (seed % 3) });
        var generators = Enumerable.Range(0, 4).Select(i => new InteractionGenerator((seed * 10) + i, days: 300)).ToArray();
        var instants = new List<Instant>();
        var sent = new List<(string Customer, EncodedInteraction Interaction)>();
        var cluster = await GrainCluster.StartAsync(null, journal, measures, storage, create: false, time: time);
        await cluster.CreateTenantAsync(settings);
        for (var step = 0; step < 14; step++)
        {
            var who = random.Next(generators.Length);
            var customer = string.Create(CultureInfo.InvariantCulture, $"c{who}");
            var definition = (await cluster.DefinitionAsync()).Newest;
            var batch = generators[who].History(random.Next(1, 8)).Select(interaction => InteractionCodec.Encode(interaction, definition.FactAttributes)).ToArray();
            await cluster.RecordAsync(customer, batch);
            sent.AddRange(batch.Select(interaction => (customer, interaction)));
            var again = sent[random.Next(sent.Count)];
            await cluster.RecordAsync(again.Customer, again.Interaction);
            instants.Add(Instant.FromDateTimeOffset(time.GetUtcNow()));
            time.Advance(TimeSpan.FromMilliseconds(20));
            if (random.Next(6) == 0)
            {
                await cluster.DisposeAsync();
                measures = random.Next(2) == 0 ? measures : new InMemoryMeasuresStore();
                cluster = await GrainCluster.StartAsync(null, journal, measures, storage, create: false, time: time);
            }

            if (step == 7 && seed % 2 == 0)
            {
                await cluster.ChangeAsync(settings with { LapseDays = 14 });
                await cluster.WorkUntilAsync(document => document is { Next: null, Previous: null });
            }
        }

        var numbers = 0;
        foreach (var instant in instants.OrderBy(_ => random.Next()).Take(5).Append(instants[0] - Duration.FromDays(1)))
            numbers += await CompareAsync(cluster, instant);
        await cluster.DisposeAsync();
        return numbers;
    }

    private static async Task<int> CompareAsync(GrainCluster cluster, Instant instant)
    {
        var definition = await cluster.DefinitionAsync();
        var through = cluster.Journal.AllRows.Where(row => row.RecordedAt <= instant).Select(row => row.Position.Seq).DefaultIfEmpty(0).Max();
        var then = Folded(cluster.Journal.RowsById(through));

        // Also cells that only exist since: then they were 0.
        var now = Folded(cluster.Journal.RowsById());
        var expected = then.Changes.ToDictionary(cell => cell.Key, cell => cell.Value);
        var keys = expected.Keys.Union(now.Changes.Select(cell => cell.Key)).ToList();
        var query = new MeasuresQuery([.. keys.Select(key => new SumRequest(key.Series.Packed, key.Day, key.Day + 1))], default, instant.ToUnixTimeTicks(), null, null);
        var sums = (await (await cluster.ActiveMeasuresAsync()).ReadAsync(query, default)).Sums;
        for (var i = 0; i < keys.Count; i++)
            sums[i].ShouldBe(expected.GetValueOrDefault(keys[i]), $"{keys[i]} as of {instant}");
        return expected.Count > 0 ? keys.Count : 0;

        CellDelta Folded(IReadOnlyDictionary<string, List<EncodedInteraction>> rowsById)
        {
            var cells = new CellDelta();
            foreach (var rows in LinkedHistories.Union(rowsById).Values)
                new CustomerState(new FoldContext(definition)).Add(rows, cells);
            return cells;
        }
    }
}
