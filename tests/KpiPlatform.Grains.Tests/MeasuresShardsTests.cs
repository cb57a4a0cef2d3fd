using System.Globalization;
using KpiPlatform.Domain.Customers;
using KpiPlatform.Domain.Indicators;
using KpiPlatform.Domain.Interactions;
using KpiPlatform.Domain.Journal;
using KpiPlatform.Domain.Measures;
using KpiPlatform.Domain.Periods;
using KpiPlatform.Domain.Scorecards;
using KpiPlatform.Domain.Tenants;
using KpiPlatform.Grains.Abstractions;
using KpiPlatform.Grains.Abstractions.Customers;
using KpiPlatform.Grains.Abstractions.Measures;
using KpiPlatform.Grains.Abstractions.Scorecards;
using KpiPlatform.Grains.Abstractions.Tenants;
using KpiPlatform.Grains.Measures;
using KpiPlatform.Testing.InMemory;
using KpiPlatform.Testing.Interactions;
using KpiPlatform.Testing.Journal;
using KpiPlatform.Testing.Time;
using NodaTime;
using static KpiPlatform.Grains.Tests.GrainCluster;

namespace KpiPlatform.Grains.Tests;

/// <summary>A tenant's measures over several grains say what one would say. The clock stands at 2026-01-15 12:00 UTC.</summary>
public sealed class MeasuresShardsTests
{
    private static readonly TenantSettings Extremes = new[]
    {
        Of("least", CustomMeasureAggregation.Min), Of("most", CustomMeasureAggregation.Max), Of("median", CustomMeasureAggregation.Percentile) with { Quantile = 0.5 },
        new CustomMeasureDefinition { Id = "buying", Aggregation = CustomMeasureAggregation.DistinctCustomers, Kinds = [InteractionKind.Purchase] },
    }.Aggregate(InteractionGenerator.Settings, CustomMeasureSet.Put) with
    {
        Indicators = [.. new[] { "least", "most", "median", "buying" }.Select(measure => new TenantIndicatorDefinition { Id = $"{measure}_bought", Formula = measure })],
    };

    private static readonly TenantSettings Base = TenantSettingsValidator.Complete(Extremes);

    private static readonly ScorecardDefinition Card = new()
    {
        Title = "All sorts",
        Perspectives =
        [
            new()
            {
                Id = "p",
                Objectives =
                [
                    new()
                    {
                        Id = "o",
                        Indicators =
                        [
                            .. new[] { "orders", "average_purchase_value", "customer_retention_rate", "customer_cpi_mean", "active_customers" }
                                .Select(id => new ScorecardIndicatorDefinition { Indicator = id, Baseline = 0, Target = 100, Deadline = "2026-12-31", BaselineDate = "2025-01-01" }),
                        ],
                    },
                ],
            },
        ],
    };

    [Fact]
    public async Task Values_OfAnyNumberOfShards_AreThoseOfOneAndOfAReplay()
    {
        for (var seed = 0; seed < 8; seed++)
        {
            try
            {
                await CompareAsync(seed);
            }
            catch (Exception exception)
            {
                throw new InvalidOperationException($"Seed {seed}: {exception.Message}", exception);
            }
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(64)]
    public async Task Read_RightAfterEachWrite_SeesIt(int shards)
    {
        // Nothing is pushed: a read knows what its token names from the journal alone, whichever shard it is in.
        await using var cluster = await StartAsync(publish: false, settings: new() { MeasuresShards = shards });
        var used = new HashSet<int>();
        for (var i = 1; i <= 3 * shards; i++)
        {
            var reply = await cluster.RecordAsync($"c{i}", Purchase($"o{i}", At(2026, 1, 2)));
            (await cluster.SumAsync(BuiltInMeasures.Orders, new(2026, 1, 1), new(2026, 2, 1), reply.Positions)).ShouldBe(i);
            used.Add(cluster.Journal.Deltas[^1].Shard);
        }

        used.Count.ShouldBeGreaterThan(shards / 2, "the customers are spread");
    }

    [Fact]
    public async Task Push_BehindATokenOfAnotherShard_IsTakenWithoutReadingTheJournal()
    {
        await using var cluster = await StartAsync(publish: false, settings: new() { MeasuresShards = 2 });
        var (_, there) = await CustomersOfBothAsync(cluster);
        var measures = await cluster.ActiveMeasuresAsync();
        var shard = cluster.Grains.GetGrain<IMeasuresGrain>(GrainKeys.Measures(Tenant, 0));
        await shard.CatchUp(default);
        var first = cluster.Journal.Deltas.Last(delta => delta.Shard == 0);

        // The shard comes to see beyond its own last commit.
        var reply = await cluster.RecordAsync(there, Purchase("o1", At(2026, 1, 2)));
        (await measures.ReadAsync(new([], reply.Positions, null, null, null), default)).Positions.IsEmpty.ShouldBeFalse();

        // A commit that the journal does not have: only who takes the push as it is counts it.
        var delta = new CellDelta();
        var key = SeriesKey.Of(BuiltInMeasures.Orders, Granularity.None, DimensionValue.Whole).OnDay(TenantCalendar.DayNumber(new(2026, 1, 2)));
        delta.Add(key, 7);
        var seq = cluster.Journal.AllRows[^1].Position.Seq + 1;
        var before = await SumAsync();
        await shard.Push(new(cluster.Journal.Writer, first.Position.Seq, seq, 0, delta.Encode(), seq));
        (await SumAsync() - before).ShouldBe(7);

        // One that merges what the shard may have seen already is left to the journal.
        await shard.Push(new(cluster.Journal.Writer, first.Position.Seq, seq + 1, 0, delta.Encode(), seq));
        (await SumAsync() - before).ShouldBe(7);

        async Task<long> SumAsync() => (await shard.Read(new([new(key.Series.Packed, key.Day, key.Day + 1)], default, null, null, null), default)).Require().Sums[0];
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Read_AsOfBeforeASwitch_IsWholeWhicheverCopyOfTheDefinitionHostsHold(int shards)
    {
        var time = new ManualTimeProvider();
        var journal = new InMemoryJournal(time);
        var storage = new MemoryGrainStorage();
        await using var ahead = await StartAsync(journal: journal, storage: storage, time: time, settings: new() { MeasuresShards = 4 });
        for (var i = 0; i < 6; i++)
            await ahead.RecordAsync($"c{i}", Purchase($"o{i}", At(2026, 1, 2)));
        var then = Instant.FromDateTimeOffset(time.GetUtcNow());
        time.Advance(TimeSpan.FromMilliseconds(20));
        await ahead.RecordAsync("late", Purchase("late", At(2026, 1, 2)));
        var before = await ahead.ChangeAsync(TenantSettingsValidator.Complete(new() { MeasuresShards = shards }));
        await ahead.WorkUntilAsync(BackfillPhase.Settling);

        // Another host, to which the cells that are read from now on are still the next ones.
        await using var behind = await StartAsync(journal: journal, storage: storage, time: time, create: false, publish: false);
        behind.Definitions.Learn(Tenant, before);
        var definition = await ahead.DefinitionAsync();
        (definition.Settings.MeasuresShards, definition.CompleteFrom > then).ShouldBe((shards, true));
        var day = TenantCalendar.DayNumber(new(2026, 1, 2));
        MeasuresQuery query = new([new(SeriesKey.Of(BuiltInMeasures.Orders, Granularity.None, DimensionValue.Whole).Packed, day, day + 1)], default, then.ToUnixTimeTicks(), null, null);
        for (var hosts = 0; hosts < 1 << shards; hosts++)
        {
            var places = hosts;
            var measures = new MeasuresReader(Tenant, definition, key => ((places >> (GrainKeys.ParseMeasures(key).Shard % MeasuresShard.PerGeneration)) % 2 == 0 ? ahead : behind).Grains.GetGrain<IMeasuresGrain>(key));
            (await measures.ReadAsync(query, default)).Sums[0].ShouldBe(6, $"places {places}");
            (await measures.ReadSumsAsync(query, default)).Sums[0].ShouldBe(6, $"places {places}");
        }
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(1, true)]
    [InlineData(0, false)]
    [InlineData(1, false)]
    public async Task Read_OneShardHasHeardOfALink_CountsWhoIsFoldedOnce(int ahead, bool isPushed)
    {
        await using var cluster = await StartAsync(settings: new() { MeasuresShards = 2 });
        var (here, there) = await CustomersOfBothAsync(cluster);
        var measures = await cluster.ActiveMeasuresAsync();
        await measures.CatchUpAsync(default);
        var observers = cluster.Journal.Observers;
        cluster.Journal.Observers = isPushed ? [.. observers.Select(observer => PushedTo(ahead, observer))] : [];
        var shard = cluster.Grains.GetGrain<IMeasuresGrain>(GrainKeys.Measures(Tenant, ahead));
        foreach (var (interaction, i) in new[] { LinkTo(here), Unlink(here) }.Select((interaction, i) => (interaction, i)))
        {
            var linked = PositionVector.Decode((await cluster.RecordAsync(there, interaction)).Positions.Span);
            if (!isPushed)
                await shard.CatchUp(default);
            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
            while (!PositionVector.Decode((await shard.Read(new([], default, null, null, null), patience.Token)).Require().Positions.Span).Covers(linked))
                await Task.Yield();

            var day = TenantCalendar.DayNumber(new(2026, 1, 2));
            MeasuresQuery query = new([new(SeriesKey.Of(BuiltInMeasures.Orders, Granularity.None, DimensionValue.Whole).Packed, day, day + 1)], default, null, null, null);
            (await measures.ReadSumsAsync(query, default)).Sums[0].ShouldBe(cluster.Journal.Rows.Count - 1 - i);
        }
    }

    [Fact]
    public async Task Read_ALinkWhileAShardIsAskedAgain_CountsWhoIsFoldedOnce()
    {
        await using var cluster = await StartAsync(publish: false, settings: new() { MeasuresShards = 2 });
        var (here, there) = await CustomersOfBothAsync(cluster);
        var measures = await cluster.ActiveMeasuresAsync();
        await measures.CatchUpAsync(default);
        await cluster.RecordAsync(here, Purchase("o1", At(2026, 1, 2)));
        await cluster.Grains.GetGrain<IMeasuresGrain>(GrainKeys.Measures(Tenant, 0)).CatchUp(default);
        var orders = cluster.Journal.Rows.Count;
        cluster.Journal.DeltasAsked = async shard =>
        {
            if (shard != 1)
                return;
            cluster.Journal.DeltasAsked = null;
            await cluster.RecordAsync(there, LinkTo(here));
        };

        (await cluster.SumAsync(BuiltInMeasures.Orders, new(2026, 1, 1), new(2026, 2, 1))).ShouldBe(orders);
        cluster.Journal.Rows.Count.ShouldBe(orders + 1, "there was a link");
    }

    [Fact]
    public async Task Read_NothingMovedFromOneShardToAnother_AsksNobodyAgain()
    {
        await using var cluster = await StartAsync(settings: new() { MeasuresShards = 2 });
        var (here, there) = await CustomersOfBothAsync(cluster);
        var asked = 0;
        var measures = new MeasuresReader(Tenant, await cluster.DefinitionAsync(), key =>
        {
            asked++;
            return cluster.Grains.GetGrain<IMeasuresGrain>(key);
        });
        await measures.CatchUpAsync(default);
        cluster.Journal.Observers = [.. cluster.Journal.Observers.Select(observer => PushedTo(0, observer))];
        await cluster.RecordAsync(there, Purchase("o1", At(2026, 1, 2)));
        await cluster.RecordAsync(here, Purchase("o2", At(2026, 1, 2)));
        var reads = 0;
        cluster.Journal.DeltasTaken = _ => reads++;
        for (var i = 0; i < 10; i++)
            (await measures.ReadSumsAsync(new([], default, null, null, null), default)).Shared.ShouldBeNull();
        (asked, reads).ShouldBe((2, 0));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Read_WithTheTokenOfEachWrite_LooksIntoTheJournalForTheShardThatItTouchedAlone(bool isOwnWriter)
    {
        const int Shards = 4;
        await using var cluster = await StartAsync(publish: isOwnWriter, settings: new() { MeasuresShards = Shards });
        var measures = await cluster.ActiveMeasuresAsync();
        await cluster.RecordAsync("c0", Purchase("first", At(2026, 1, 2)));
        await measures.ReadPositionsAsync(default);
        for (var i = 1; i <= 12; i++)
        {
            var reply = await cluster.RecordAsync($"c{i}", Purchase($"o{i}", At(2026, 1, 2)));
            var (writers, deltas) = (cluster.Journal.WritersAsked, 0);
            cluster.Journal.DeltasTaken = _ => Interlocked.Increment(ref deltas);
            (await cluster.SumAsync(BuiltInMeasures.Orders, new(2026, 1, 1), new(2026, 2, 1), reply.Positions)).ShouldBe(i + 1);

            // Another host's writer is asked for once by all shards here.
            (cluster.Journal.WritersAsked - writers, deltas).ShouldBeOneOf(isOwnWriter ? [(0, 0), (0, 1)] : [(1, Shards)]);
        }
    }

    [Fact]
    public async Task ClosePeriod_WhileACommitOfBothShardsIsUnderWay_KeepsAllOfItOrNothing()
    {
        await using var cluster = await StartAsync(settings: new() { MeasuresShards = 2 });
        (await cluster.Scorecard("card").Write(new(GrainJson.Write(Card), WriteMode.Create, null, string.Empty), default)).Require();
        var (here, there) = await CustomersOfBothAsync(cluster);
        await cluster.RecordAsync(here, Purchase("d1", At(2025, 12, 3)));
        var last = await cluster.RecordAsync(there, Purchase("d2", At(2025, 12, 4)));
        (await (await cluster.ActiveMeasuresAsync()).ReadAsync(new([], last.Positions, null, null, null), default)).Sums.ShouldBeEmpty();
        cluster.Time.Advance(TimeSpan.FromSeconds(1));

        // An order of December in each shard. It was given its recording time before the closing, and is seen once one of them has read what it reads.
        var delta = new CellDelta();
        delta.Add(SeriesKey.Of(BuiltInMeasures.Orders, Granularity.None, DimensionValue.Whole).OnDay(TenantCalendar.DayNumber(new(2025, 12, 5))), 1);
        var position = new JournalPosition(cluster.Journal.Writer, cluster.Journal.AllRows[^1].Position.Seq + 2);
        var notices = Enumerable.Range(0, 2).Select(shard => new CommitNotice(
            cluster.Journal.Deltas[0].Tenant, shard, position, cluster.Journal.Deltas.Last(known => known.Shard == shard).Position.Seq, Instant.FromDateTimeOffset(cluster.Time.GetUtcNow()), At(2025, 12, 5), delta)).ToList();
        var asked = new int[2];
        var first = -1;
        var committed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        cluster.Journal.DeltasAsked = async shard =>
        {
            // Once to catch up, and then to read.
            if (Interlocked.Increment(ref asked[shard]) == 2 && Interlocked.CompareExchange(ref first, shard, -1) != -1)
                await committed.Task;
        };
        cluster.Journal.DeltasTaken = shard =>
        {
            if (Volatile.Read(ref first) == shard && !committed.Task.IsCompleted)
            {
                cluster.Journal.TryApply([], notices, position, notices[0].RecordedAt).ShouldBeTrue();
                committed.TrySetResult();
            }
        };

        (await cluster.Scorecard("card").ClosePeriod(new("2025-12", "Kim"), default)).Require();
        committed.Task.IsCompleted.ShouldBeTrue();
        var closed = (await cluster.Scorecard("card").Evaluate(new("2025-12", null, default), default)).Require();
        OrdersOf(closed).ShouldBeOneOf(2, 4);
    }

    [Fact]
    public async Task Evaluate_NothingMovedInAnyShard_GivesTheKnownAnswer()
    {
        await using var cluster = await StartAsync(settings: new() { MeasuresShards = 2 });
        (await cluster.Scorecard("card").Write(new(GrainJson.Write(Card), WriteMode.Create, null, string.Empty), default)).Require();
        var (here, there) = await CustomersOfBothAsync(cluster);
        foreach (var customer in new[] { here, there, here })
        {
            var reply = await cluster.RecordAsync(customer, Purchase($"o{cluster.Journal.AllRows.Count}", At(2026, 1, 3)));
            await EvaluateAsync(cluster, reply.Positions);
            var known = await EvaluateAsync(cluster);
            (await EvaluateAsync(cluster)).ShouldBe(known);
            OrdersOf(known).ShouldBe(cluster.Journal.Rows.Count);

            // Whatever the answer rests on is in its positions: a read with them sees the last write, in whichever shard it is.
            PositionVector.Decode(known.Positions.Span).Covers(PositionVector.Decode(reply.Positions.Span)).ShouldBeTrue();
        }
    }

    [Fact]
    public async Task Evaluate_SmallestAndGreatestValue_AreThoseOfAllShards()
    {
        await using var cluster = await StartAsync(settings: Extremes with { MeasuresShards = 2 });
        var objective = Card.Perspectives[0].Objectives[0];
        ScorecardIndicatorDefinition[] indicators = [.. new[] { "least_bought", "most_bought", "orders" }.Select(id => new ScorecardIndicatorDefinition { Indicator = id, Baseline = 0, Target = 100, Deadline = "2026-12-31", BaselineDate = "2025-01-01" })];
        var card = Card with { Perspectives = [Card.Perspectives[0] with { Objectives = [objective with { Indicators = indicators }] }] };
        (await cluster.Scorecard("card").Write(new(GrainJson.Write(card), WriteMode.Create, null, string.Empty), default)).Require();
        var (here, there) = await CustomersOfBothAsync(cluster);

        // Each commit leaves the other shard behind. What is least in one shard is taken back in the other's next.
        foreach (var (customer, amount, revision, least, most) in new[] { (there, 500, 0, 5.0, 10.0), (here, 7_000, 0, 5, 70), (there, 800, 1, 8, 70), (here, 600, 1, 6, 10) })
        {
            var id = $"x-{customer}";
            await cluster.RecordAsync(customer, Purchase(id, At(2026, 1, 5), amount, revision));
            var result = await EvaluateAsync(cluster);
            (ValueOf(result, "least_bought"), ValueOf(result, "most_bought")).ShouldBe((least, most));
        }
    }

    [Fact]
    public async Task Watch_AnyShardMoves_TellsTheScorecard()
    {
        await using var cluster = await StartAsync(settings: new() { MeasuresShards = 2 });
        (await cluster.Scorecard("card").Write(new(GrainJson.Write(Card), WriteMode.Create, null, string.Empty), default)).Require();
        var customers = await CustomersOfBothAsync(cluster);

        // What was pushed may not have come yet, and would be news.
        await (await cluster.ActiveMeasuresAsync()).CatchUpAsync(default);
        using var stop = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        await using var states = cluster.Scorecard("card").Watch(new("2026-01", null, default), stop.Token).GetAsyncEnumerator(stop.Token);
        (await states.MoveNextAsync()).ShouldBeTrue();
        var orders = OrdersOf(states.Current.Require());
        var recorded = PositionVector.Empty;
        foreach (var customer in new[] { customers.There, customers.Here })
        {
            recorded = recorded.Merge(PositionVector.Decode((await cluster.RecordAsync(customer, Purchase($"w{customer}", At(2026, 1, 4)))).Positions.Span));
            await NextAsync();
            OrdersOf(states.Current.Require()).ShouldBe(++orders);
        }

        // Both in the second after a look at all shards: how far all of them are follows, though no value does.
        while (!PositionVector.Decode(states.Current.Require().Positions.Span).Covers(recorded))
        {
            await NextAsync();
            OrdersOf(states.Current.Require()).ShouldBe(orders);
        }

        async Task NextAsync()
        {
            var next = states.MoveNextAsync().AsTask();
            while (!next.IsCompleted)
            {
                // A call between keeps the clock from running away from what is under way.
                cluster.Time.Advance(TimeSpan.FromMilliseconds(20));
                (await cluster.TenantGrain().Get(default)).Require();
            }

            (await next).ShouldBeTrue();
        }
    }

    [Fact]
    public async Task ClosePeriod_WhileBothShardsGoOn_KeepsWhatWasRecordedByThen()
    {
        await using var cluster = await StartAsync(settings: new() { MeasuresShards = 2 });
        (await cluster.Scorecard("card").Write(new(GrainJson.Write(Card), WriteMode.Create, null, string.Empty), default)).Require();
        var (here, there) = await CustomersOfBothAsync(cluster);
        await cluster.RecordAsync(here, Purchase("d1", At(2025, 12, 3)));
        await cluster.RecordAsync(there, Purchase("d2", At(2025, 12, 4)));
        cluster.Time.Advance(TimeSpan.FromSeconds(1));
        var closure = GrainJson.Read<PeriodClosure>((await cluster.Scorecard("card").ClosePeriod(new("2025-12", "Kim"), default)).Require().Json);
        cluster.Time.Advance(TimeSpan.FromSeconds(1));
        await cluster.RecordAsync(there, Purchase("late", At(2025, 12, 5)));

        var closed = (await cluster.Scorecard("card").Evaluate(new("2025-12", null, default), default)).Require();
        OrdersOf(closed).ShouldBe(2);
        var restated = (await cluster.Scorecard("card").Evaluate(new("2025-12", null, default, Restated: true), default)).Require();
        OrdersOf(restated).ShouldBe(3);
        closure.Positions.ShouldNotBeEmpty();
    }

    [Fact]
    public async Task Change_OfTheNumberAlone_IsNoOtherWayOfCounting()
    {
        await using var cluster = await StartAsync();
        await cluster.RecordAsync("c1", Purchase("o1", At(2026, 1, 2)));
        await cluster.RecordAsync("c2", Purchase("o2", At(2026, 1, 2)));
        await SpreadAsync(cluster, new TenantSettings { MeasuresShards = 8 });
        var definition = await cluster.DefinitionAsync();
        (definition.Generation, definition.MeasuresShards.Count()).ShouldBe((1, 8));
        definition.ChangedAt.ShouldBe(Instant.FromUnixTimeTicks(0), "values are computed as they always were");
        await cluster.WorkUntilTidyAsync();
        (await cluster.SumAsync(BuiltInMeasures.Orders, new(2026, 1, 1), new(2026, 2, 1))).ShouldBe(2);

        // And back.
        await SpreadAsync(cluster, new TenantSettings());
        await cluster.WorkUntilTidyAsync();
        cluster.Journal.Deltas.Select(delta => delta.Shard).Distinct().ShouldBe([MeasuresShard.Of(2)]);
        (await cluster.SumAsync(BuiltInMeasures.Orders, new(2026, 1, 1), new(2026, 2, 1))).ShouldBe(2);
    }

    [Fact]
    public async Task Verify_ACellThatIsWrong_IsFoundInItsShard()
    {
        await using var cluster = await StartAsync(settings: new() { MeasuresShards = 2 });
        var (_, there) = await CustomersOfBothAsync(cluster);
        await cluster.RecordAsync(there, Purchase("o1", At(2026, 1, 2)));
        await cluster.JumpAsync(TimeSpan.FromMinutes(1));
        var measures = await cluster.ActiveMeasuresAsync();
        var right = await measures.VerifyAsync(default);
        (right.DifferentCells, right.Interactions).ShouldBe((0, cluster.Journal.Rows.Count));

        var delta = new CellDelta();
        delta.Add(SeriesKey.Of(BuiltInMeasures.Orders, Granularity.None, DimensionValue.Whole).OnDay(3), 1);
        var last = cluster.Journal.Deltas.Last(known => known.Shard == 1).Position.Seq;
        var seq = cluster.Journal.AllRows[^1].Position.Seq + 1;
        await cluster.Grains.GetGrain<IMeasuresGrain>(GrainKeys.Measures(Tenant, 1)).Push(new(cluster.Journal.Writer, last, seq, 0, delta.Encode(), seq));
        var wrong = await measures.VerifyAsync(default);
        (wrong.DifferentCells, wrong.Differences.Single().Held).ShouldBe((1, 1));
    }

    private static EncodedInteraction LinkTo(string survivor) => InteractionCodec.Encode(
        new Interaction { Source = "crm", Id = $"link-{survivor}", OccurredAt = At(2026, 1, 10), Facts = new IdentityLinked { Survivor = survivor } }, new HashSet<string>());

    private static EncodedInteraction Unlink(string survivor) => InteractionCodec.Encode(
        new Interaction { Source = "crm", Id = $"unlink-{survivor}", OccurredAt = At(2026, 1, 11), Facts = new IdentityUnlinked { Survivor = survivor } }, new HashSet<string>());

    private static ICommitObserver PushedTo(int shard, ICommitObserver observer) => observer is MeasuresPublisher ? new ObserverOfShard(observer, shard) : observer;

    /// <summary>Hears of the commits of one shard: what is pushed to the others gets lost.</summary>
    private sealed class ObserverOfShard(ICommitObserver inner, int shard) : ICommitObserver
    {
        public void OnCommitted(Commit commit) => inner.OnCommitted(commit with { Notices = [.. commit.Notices.Where(notice => notice.Shard == shard)] });
    }

    private static CustomMeasureDefinition Of(string id, CustomMeasureAggregation aggregation) =>
        new() { Id = id, Aggregation = aggregation, Kinds = [InteractionKind.Purchase], Field = "purchase.amount" };

    private static async Task CompareAsync(int seed)
    {
        var random = new Random(seed);
        var shards = 2 << (seed % 4);
        await using var one = await StartAsync(settings: Base);
        await using var many = await StartAsync(settings: seed % 2 == 0 ? Base : Base with { MeasuresShards = shards });
        GrainCluster[] both = [one, many];
        var generators = Enumerable.Range(0, 6).Select(i => new InteractionGenerator((seed * 10) + i, At(2025, 3, 1), days: 300)).ToArray();
        var isLong = seed % 4 < 2;
        for (var step = 0; step < 24; step++)
        {
            var who = random.Next(generators.Length);
            var customer = string.Create(CultureInfo.InvariantCulture, $"customer-{who}");
            var definition = (await one.DefinitionAsync()).Newest;

            // Who is linked and erased is told apart by other tests.
            var batch = generators[who].History(random.Next(1, 8)).Where(interaction => interaction.Facts is not (IdentityLinked or IdentityUnlinked)).Select(interaction => InteractionCodec.Encode(interaction, definition.FactAttributes)).ToArray();
            foreach (var cluster in both)
                (await cluster.RecordAsync(customer, batch)).Results.ShouldAllBe(result => result.Status != RecordStatus.Overloaded);
            if (step == 8)
            {
                // Another number of shards, while recording goes on.
                await many.ChangeAsync(Base with { MeasuresShards = seed % 2 == 0 ? shards : 1 << random.Next(4) });
                await one.TenantGrain().Recount(default);
            }

            if (step is 5 or 10 or 17)
            {
                var erased = string.Create(CultureInfo.InvariantCulture, $"customer-{random.Next(generators.Length)}");
                foreach (var cluster in both)
                    await cluster.Customer(erased).Erase(default);
            }

            foreach (var cluster in both)
                cluster.Time.Advance(TimeSpan.FromMilliseconds(20));
            if (step % 4 == 3)
                await many.ShouldHoldWhatTheJournalSaysAsync();
        }

        foreach (var cluster in both)
            await cluster.WorkUntilAsync(document => document is { Next: null, Previous: null });
        if (isLong)
        {
            var day = TenantCalendar.DayNumber(new(2025, 6, 1));
            foreach (var cluster in both)
            {
                (await cluster.TenantGrain().StartCoverage(day, default)).Require();
                await cluster.DefinitionAsync();
                for (var i = 0; i < generators.Length; i++)
                    await cluster.Customer(string.Create(CultureInfo.InvariantCulture, $"customer-{i}")).DeleteFacts(day, default);
                (await cluster.TenantGrain().DeleteErasedFacts(day, null, default)).Require().Left.ShouldBe(0);
            }
        }

        foreach (var cluster in both)
        {
            await cluster.ShouldHoldWhatTheJournalSaysAsync();
            await cluster.JumpAsync(TimeSpan.FromMinutes(1));
            (await (await cluster.ActiveMeasuresAsync()).VerifyAsync(default)).DifferentCells.ShouldBe(0);
        }

        await ShouldSayTheSameAsync(one, many);
    }

    private static async Task ShouldSayTheSameAsync(GrainCluster one, GrainCluster many)
    {
        var definition = await one.DefinitionAsync();
        var now = Instant.FromDateTimeOffset(one.Time.GetUtcNow());
        var cells = new CellDelta();
        foreach (var rows in LinkedHistories.Union(one.Journal.RowsById()).Values)
            new CustomerState(new FoldContext(definition)).Add(rows, cells);
        var replayed = new CellTable();
        replayed.Apply(cells);
        var values = 0;
        foreach (var label in new[] { "2025-05", "2025-08", "2025-Q3", "2025", "2025-05-03/2025-11-20" })
        {
            var period = PeriodParser.Parse(label, definition.Calendar, definition.Calendar.DayOf(now));
            var (expected, actual) = (await ValuesAsync(one, period, now), await ValuesAsync(many, period, now));
            foreach (var (indicator, value) in expected)
            {
                actual[indicator].ShouldBe(value, $"{indicator} of {label}");
                values += value.Contains("\"value\":null", StringComparison.OrdinalIgnoreCase) ? 0 : 1;
            }

            if (period.Granularity == Granularity.Custom)
                continue;
            foreach (var indicator in definition.Indicators.All.Where(indicator => indicator.Id != "customer_cpi_mean" && actual.ContainsKey(indicator.Id)))
                actual[indicator.Id].ShouldBe(Shown(indicator.Evaluate(IndicatorContext.Of(definition, period, now), replayed)), $"{indicator.Id} of {label}, replayed");
        }

        values.ShouldBeGreaterThan(100, "there is something to compare");
        var cards = new List<(double?, Status, double)>();
        foreach (var cluster in new[] { one, many })
        {
            (await cluster.Scorecard("card").Write(new(GrainJson.Write(Card), WriteMode.Create, null, string.Empty), default)).Require();
            foreach (var label in new[] { "2025-08", "2025-Q3", "2025" })
            {
                var card = GrainJson.Read<EvaluatedScorecard>((await cluster.Scorecard("card").Evaluate(new(label, null, default), default)).Require().ResultJson);
                cards.Add((card.Performance, card.Status, card.Coverage));
            }
        }

        cards[3..].ShouldBe(cards[..3]);
    }

    /// <summary>All indicators of a period, read at once, as text; what the moment of asking makes different is left out.</summary>
    private static async Task<Dictionary<string, string>> ValuesAsync(GrainCluster cluster, KpiPeriod period, Instant now)
    {
        var definition = await cluster.DefinitionAsync();
        var context = IndicatorContext.Of(definition, period, now);
        var plan = new CellPlan();
        foreach (var indicator in definition.Indicators.All)
            indicator.Evaluate(context, plan);
        var answer = await (await cluster.ActiveMeasuresAsync()).ReadSumsAsync(PlannedQuery.Of(plan, default, null, period), default);
        var cells = plan.Fill(answer);
        return definition.Indicators.All.ToDictionary(indicator => indicator.Id, indicator => Shown(indicator.Evaluate(context, cells)));
    }

    private static string Shown(IndicatorValue value) => GrainJson.Write(value with { AsOf = default, NewestEventAt = null, DefinitionVersion = 0, CountingChangedAt = null });

    private static async Task<TenantDocument> SpreadAsync(GrainCluster cluster, TenantSettings settings)
    {
        var changed = await cluster.ChangeAsync(TenantSettingsValidator.Complete(settings));
        changed.Next.ShouldNotBeNull();
        return await cluster.WorkUntilAsync(document => document is { Next: null, Previous: null });
    }

    /// <summary>Two customers, one of each of two shards, with an order of January each.</summary>
    private static async Task<(string Here, string There)> CustomersOfBothAsync(GrainCluster cluster)
    {
        var found = new Dictionary<int, string>();
        for (var i = 1; found.Count < 2; i++)
        {
            var customer = string.Create(CultureInfo.InvariantCulture, $"c{i}");
            await cluster.RecordAsync(customer, Purchase($"first-{i}", At(2026, 1, 2)));
            found.TryAdd(cluster.Journal.Deltas[^1].Shard, customer);
        }

        return (found[0], found[1]);
    }

    private static async Task<ScorecardValues> EvaluateAsync(GrainCluster cluster, ReadOnlyMemory<byte> token = default) =>
        (await cluster.Scorecard("card").Evaluate(new("2026-01", null, token), default)).Require();

    private static double OrdersOf(ScorecardValues values) => ValueOf(values, "orders");

    private static double ValueOf(ScorecardValues values, string indicator) =>
        GrainJson.Read<EvaluatedScorecard>(values.ResultJson).Find(IndicatorPath.Parse($"p/o/{indicator}", "path"))!.Value.Value!.Value;
}
