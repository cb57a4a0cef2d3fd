using KpiPlatform.Domain.Customers;
using KpiPlatform.Domain.Interactions;
using KpiPlatform.Domain.Journal;
using KpiPlatform.Domain.Measures;
using KpiPlatform.Domain.Tenants;
using KpiPlatform.Grains.Abstractions;
using KpiPlatform.Grains.Abstractions.Customers;
using KpiPlatform.Grains.Scorecards;
using KpiPlatform.Testing.InMemory;
using KpiPlatform.Testing.Interactions;
using KpiPlatform.Testing.Journal;
using KpiPlatform.Testing.Time;

namespace KpiPlatform.Grains.Tests;

/// <summary>
/// Random histories of four customers, with links, unlinks and corrections of them in any order, several at once, duplicates, appends that
/// fail, commits held back, measures of one shard and of several, and processes that end at any moment: at every commit the tenant's measures are the fold of what counts as
/// one, worked out from the interactions alone; each customer shows its survivor; and who starts anew sees the same.
/// </summary>
public sealed class LinkPropertyTests
{
    private const int Steps = 50;
    private static readonly int[] Shards = [1, 2, 8];
    private static readonly string[] Customers = ["ann", "bob", "cleo", "dan"];
    private static readonly TenantSettings Settings = TenantSettingsValidator.Complete(InteractionGenerator.Settings);
    private int _folded;
    private int _unfolded;
    private int _refused;

    [Fact]
    public async Task Measures_AtEveryCommit_AreTheFoldOfWhatCountsAsOne()
    {
        for (var seed = 0; seed < 50; seed++)
            await RunAsync(seed, parity: null);

        // The histories are worth something: customers are folded, go again, and circles are tried.
        _folded.ShouldBeGreaterThan(200);
        _unfolded.ShouldBeGreaterThan(25);
        _refused.ShouldBeGreaterThan(25);
    }

    [Fact]
    public async Task Measures_InParityMode_AreTheFoldOfWhatCountsAsOne()
    {
        for (var seed = 1_000; seed < 1_015; seed++)
            await RunAsync(seed, new ParityOptions { Seed = seed, OneWayLossProbability = 0.3 });
    }

    private async Task RunAsync(int seed, ParityOptions? parity)
    {
        try
        {
            await StepsAsync(seed, parity);
        }
        catch (Exception exception)
        {
            throw new InvalidOperationException($"Seed {seed}: {exception.Message}", exception);
        }
    }

    private async Task StepsAsync(int seed, ParityOptions? parity)
    {
        var random = new Random(seed);
        var time = new ManualTimeProvider();
        var storage = new MemoryGrainStorage();
        var measures = new InMemoryMeasuresStore();
        var journal = new InMemoryJournal(time);
        var generators = Customers.Select((_, i) => new InteractionGenerator((seed * 10) + i, days: 300)).ToArray();
        var sent = new List<(string Customer, EncodedInteraction Interaction)>();
        var cluster = await GrainCluster.StartAsync(parity, journal, measures, storage, create: false, time: time);
        await cluster.CreateTenantAsync(Settings with { MeasuresShards = Shards[seed % Shards.Length] });
        for (var step = 0; step < Steps; step++)
        {
            switch (random.Next(12))
            {
                case < 8:
                    await RecordAsync(cluster, random, generators, sent);
                    break;
                case 8:
                    journal.FailNext(random.Next(2) == 0 ? AppendStatus.Unavailable : AppendStatus.Conflict);
                    break;
                case 9:
                    await cluster.DisposeAsync();
                    cluster = await GrainCluster.StartAsync(parity, journal, measures, storage, create: false, time: time);
                    break;
                default:
                    time.Advance(TimeSpan.FromMilliseconds(300));
                    break;
            }

            if (random.Next(4) == 0)
                await ShouldShowSurvivorsAsync(cluster);
        }

        ShouldAddUpAtEveryCommit(journal);
        await ReplayShouldGiveWhatEachCommitChangedAsync(journal);
        await cluster.ShouldHoldWhatTheJournalSaysAsync();
        var before = await ShouldShowSurvivorsAsync(cluster);
        await cluster.DisposeAsync();

        // State = replay, and what the journal gives when it is folded from the beginning.
        cluster = await GrainCluster.StartAsync(parity, journal, measures, storage, create: false, time: time);
        (await ShouldShowSurvivorsAsync(cluster)).ShouldBe(before);
        time.Advance(TimeSpan.FromMinutes(1));
        (await (await cluster.ActiveMeasuresAsync()).VerifyAsync(default)).DifferentCells.ShouldBe(0);
        await cluster.DisposeAsync();
    }

    private async Task RecordAsync(GrainCluster cluster, Random random, InteractionGenerator[] generators, List<(string Customer, EncodedInteraction Interaction)> sent)
    {
        var calls = new List<Task<RecordReply>>();
        var isHeld = random.Next(4) == 0;
        if (isHeld)
            cluster.Journal.Hold();
        for (var i = random.Next(1, 5); i > 0; i--)
        {
            if (sent.Count > 0 && random.Next(6) == 0)
            {
                var (customer, interaction) = sent[random.Next(sent.Count)];
                calls.Add(cluster.RecordAsync(customer, interaction));
                continue;
            }

            var who = random.Next(Customers.Length);
            var batch = new List<EncodedInteraction>();
            if (random.Next(2) == 0)
                batch.AddRange(generators[who].History(random.Next(1, 4)).Where(interaction => interaction.Facts is not (IdentityLinked or IdentityUnlinked)).Select(Encode));
            if (batch.Count == 0 || random.Next(3) == 0)
                batch.Add(Encode(LinkOrUnlink(random)));

            // Some ids are the same for all customers.
            if (random.Next(4) == 0)
                batch.Add(GrainCluster.Purchase($"same-{random.Next(3)}", GrainCluster.At(2026, 1 + random.Next(9), 3), 1_000));
            sent.AddRange(batch.Select(interaction => (Customers[who], interaction)));
            calls.Add(cluster.RecordAsync(Customers[who], [.. batch]));
        }

        if (isHeld)
        {
            // Whatever has come so far waits; what needs a commit to go on follows when it is let go.
            for (var i = 0; i < 20; i++)
                await Task.Yield();
            cluster.Journal.Release();
        }

        foreach (var reply in await Task.WhenAll(calls))
            _refused += reply.Results.Count(result => result.Reason is "LINK_CYCLE" or "SAME_CUSTOMER");
    }

    /// <summary>A link or unlink from a small pool of ids, so that many correct each other, at one of a few times, so that many tie.</summary>
    private static Interaction LinkOrUnlink(Random random)
    {
        var other = Customers[random.Next(Customers.Length)];
        return new Interaction
        {
            Source = "crm",
            Id = $"link-{random.Next(40)}",
            Revision = random.Next(4),
            OccurredAt = GrainCluster.At(2026, 1 + random.Next(6), 1),
            Facts = random.Next(10) switch
            {
                < 6 => new IdentityLinked { Survivor = other },
                < 9 => new IdentityUnlinked { Survivor = other },
                _ => new Complaint { Category = "was no link" },
            },
        };
    }

    private async Task<string> ShouldShowSurvivorsAsync(GrainCluster cluster)
    {
        var rows = cluster.Journal.RowsById();
        var survivors = LinkedHistories.Survivors(rows);
        var union = LinkedHistories.Union(rows);
        var context = new FoldContext(await cluster.DefinitionAsync());
        var shown = new List<string>();
        foreach (var id in Customers.Where(rows.ContainsKey))
        {
            var view = (await cluster.Customer(id).Get(default)).Require();
            view.CustomerId.ShouldBe(survivors[id]);
            view.Survivor.ShouldBe(survivors[id] == id ? null : survivors[id]);
            view.Folded.ShouldBe(survivors.Where(entry => entry.Value == survivors[id] && entry.Key != entry.Value).Select(entry => entry.Key).Order(StringComparer.Ordinal));
            var fold = CustomerState.Replay(union[survivors[id]], context).Fold;
            (view.Orders, view.RevenueMinor, view.Complaints, view.LastInteractionAtTicks).ShouldBe(
                (fold.Orders.Count, fold.Orders.RevenueMinor, fold.Complaints, fold.Activity.LastInteractionAt?.ToUnixTimeTicks()));
            shown.Add(GrainJson.Write(view));
            _folded += view.Survivor is null ? 0 : 1;
        }

        return string.Join('\n', shown);
    }

    private void ShouldAddUpAtEveryCommit(InMemoryJournal journal)
    {
        var context = new FoldContext(new TenantDefinition(new(1), 1, Settings));
        var held = new CellDelta();
        var survivorsBefore = 0;
        foreach (var commit in journal.Deltas.GroupBy(delta => delta.Position))
        {
            // One commit may change several shards.
            foreach (var delta in commit)
                held.Add(delta.Delta);
            var rows = journal.RowsById(commit.Key.Seq);
            var expected = new CellDelta();
            foreach (var together in LinkedHistories.Union(rows).Values)
                new CustomerState(context).Add(together, expected);
            held.SameAs(expected).ShouldBeTrue($"After the commit at {commit.Key}.");
            var survivors = LinkedHistories.Survivors(rows).Count(entry => entry.Key != entry.Value);
            _unfolded += survivors < survivorsBefore ? 1 : 0;
            survivorsBefore = survivors;
        }
    }

    /// <summary>Explanations fold what commits keep no differences of: from any commit on, the same as those that are kept.</summary>
    private static async Task ReplayShouldGiveWhatEachCommitChangedAsync(InMemoryJournal journal)
    {
        var definition = new TenantDefinition(new(1), 1, Settings);
        var commits = journal.Deltas.GroupBy(delta => delta.RecordedAt).ToList();
        if (commits.Count < 2)
            return;
        var from = commits[commits.Count / 2].Key;
        var replay = new JournalReplay(journal, definition, FoldPeriods.ForCalendar(definition.Calendar));
        var (groups, _) = await replay.ReadAsync(from, commits[^1].Key, [], 1_000, default);
        var before = new CellDelta();
        foreach (var delta in journal.Deltas.Where(delta => delta.RecordedAt <= from))
            before.Add(delta.Delta);
        foreach (var (key, amount) in replay.Before.Cells())
            before.Add(key, -amount);
        before.Changes.ShouldAllBe(change => change.Value == 0);
        var later = commits.Skip((commits.Count / 2) + 1).ToList();
        groups.Count.ShouldBe(later.Count);
        foreach (var (group, commit) in groups.Zip(later))
        {
            var expected = new CellDelta();
            foreach (var delta in commit)
                expected.Add(delta.Delta);
            group.Delta.SameAs(expected).ShouldBeTrue();
        }
    }

    private static EncodedInteraction Encode(Interaction interaction) => InteractionCodec.Encode(interaction, new TenantDefinition(new(1), 1, Settings).FactAttributes);
}
