using KpiPlatform.Domain.Identity;
using KpiPlatform.Domain.Interactions;
using KpiPlatform.Domain.Journal;
using KpiPlatform.Persistence.Tests.Fixtures;
using KpiPlatform.Persistence.Writing;
using KpiPlatform.Testing.Journal;
using NodaTime;
using Shouldly;
using Xunit;

namespace KpiPlatform.Persistence.Tests.Writing;

public abstract class JournalWriterTests(StorageProvider provider) : StorageTests(provider)
{
    private static readonly TenantNumber Acme = new(1);
    private static readonly TenantNumber Other = new(2);

    [SkippableFact]
    public async Task AppendAsync_OfRows_ReadsBackAllThatWasWritten()
    {
        var module = await StartModuleAsync();
        var customer = module.Writer.AllocateCustomer();
        JournalEntry[] entries =
        [
            new(JournalAppends.Interaction("a", occurredAt: Instant.FromUnixTimeTicks(-1_234_567_890), facts: [], personal: [7, 8]), 3),
            new(JournalAppends.Interaction("b", source: "crm – ü", revision: 4, facts: [9]), 3),
        ];
        var append = JournalAppends.Of(Acme, customer, newCustomerId: CustomerId.Parse("ключ-1")) with { Entries = entries };

        var outcome = await module.Writer.AppendAsync(append);

        outcome.Status.ShouldBe(AppendStatus.Committed);
        outcome.First.ShouldBe(new(module.CurrentWriter, 1));
        outcome.Commit.ShouldBe(new(module.CurrentWriter, 2));
        var stored = await module.Reader.LoadCustomerAsync(new(Acme, CustomerId.Parse("ключ-1")), CancellationToken.None);
        stored.ShouldNotBeNull();
        stored.Customer.ShouldBe(customer);
        stored.SnapshotVersion.ShouldBe(0);
        stored.Tail.Select(row => row.Version).ShouldBe([1, 2]);
        stored.Tail.Select(row => row.Position.Seq).ShouldBe([1, 2]);
        for (var i = 0; i < entries.Length; i++)
        {
            var row = stored.Tail[i];
            row.RecordedAt.ShouldBe(outcome.RecordedAt);
            row.Definition.ShouldBe(3);
            (row.Interaction with { Facts = default, Personal = default }).ShouldBe(entries[i].Interaction with { Facts = default, Personal = default });
            row.Interaction.Facts.ToArray().ShouldBe(entries[i].Interaction.Facts.ToArray());
            row.Interaction.Personal.ToArray().ShouldBe(entries[i].Interaction.Personal.ToArray());
        }
    }

    [SkippableTheory]
    [InlineData(1)]
    [InlineData(1_500)]
    public async Task AppendAsync_WhileACommitIsInFlight_SharesTheNextOne(int rows)
    {
        var observer = new RecordingObserver();
        var gate = new CommitGate();
        var module = await StartModuleAsync(observer: observer, decorate: store => new FaultyStore(store) { BeforeCommit = gate.PassAsync });
        var first = module.Writer.AppendAsync(NewCustomer(module, "c0"));
        await gate.Reached;
        var others = Enumerable.Range(1, rows).Select(i => module.Writer.AppendAsync(NewCustomer(module, $"c{i}", i % 2 == 0 ? Acme : Other))).ToArray();

        gate.Open();
        var outcomes = await Task.WhenAll([first, .. others]);

        outcomes.ShouldAllBe(outcome => outcome.Status == AppendStatus.Committed);
        outcomes.Select(outcome => outcome.First.Seq).Order().ShouldBe(Enumerable.Range(1, rows + 1).Select(i => (long)i));
        var commits = observer.Commits.ToArray();
        commits.Length.ShouldBeLessThanOrEqualTo(2 + (rows / 200));
        commits.Select(commit => commit.Position.Seq).ShouldBeInOrder();
        outcomes.ShouldAllBe(outcome => commits.Any(commit => commit.Position == outcome.Commit));
        (await ToListAsync(module.Reader.ScanAsync(Acme, null, CancellationToken.None)))
            .Concat(await ToListAsync(module.Reader.ScanAsync(Other, null, CancellationToken.None)))
            .Select(row => row.Position.Seq).Order().ShouldBe(Enumerable.Range(1, rows + 1).Select(i => (long)i));
    }

    [SkippableFact]
    public async Task AppendAsync_OverSeveralCommits_ChainsDeltasPerTenantAndShard()
    {
        var observer = new RecordingObserver();
        var module = await StartModuleAsync(observer: observer);

        await module.Writer.AppendAsync(NewCustomer(module, "a"));
        await module.Writer.AppendAsync(NewCustomer(module, "b", Other));
        await module.Writer.AppendAsync(NewCustomer(module, "c") with { Shard = 1 });
        await module.Writer.AppendAsync(NewCustomer(module, "d") with { Delta = new() });
        await module.Writer.AppendAsync(NewCustomer(module, "e"));

        var notices = observer.Commits.SelectMany(commit => commit.Notices).ToArray();
        notices.Select(notice => (notice.Tenant, notice.Shard, notice.Position.Seq, notice.PreviousSeq)).ShouldBe(
            [(Acme, 0, 1, 0), (Other, 0, 2, 0), (Acme, 1, 3, 0), (Acme, 0, 4, 1), (Acme, 0, 5, 4)]);
        var read = await ToListAsync(module.Reader.ReadDeltasAsync(Acme, 0, PositionVector.Empty, CancellationToken.None));
        read.Select(notice => (notice.Position.Seq, notice.PreviousSeq)).ShouldBe([(1, 0), (4, 1), (5, 4)]);
        foreach (var (notice, expected) in read.Zip(notices.Where(notice => notice.Tenant == Acme && notice.Shard == 0)))
        {
            notice.Delta.SameAs(expected.Delta).ShouldBeTrue();
            (notice with { Delta = expected.Delta }).ShouldBe(expected);
        }
    }

    [SkippableFact]
    public async Task AppendAsync_InOneCommit_MergesDeltasAndHandsOnIndexEntries()
    {
        var observer = new RecordingObserver();
        var gate = new CommitGate();
        var module = await StartModuleAsync(observer: observer, decorate: store => new FaultyStore(store) { BeforeCommit = gate.PassAsync });
        var first = module.Writer.AppendAsync(NewCustomer(module, "c0"));
        await gate.Reached;
        var late = JournalAppends.DefaultOccurrence + Duration.FromDays(1);
        var appends = Enumerable.Range(1, 3).Select(i => NewCustomer(module, $"c{i}") with
        {
            Delta = JournalAppends.Delta(i),
            Entries = [new(JournalAppends.Interaction("x", occurredAt: i == 2 ? late : null), 1)],
        }).ToArray();
        appends = [.. appends.Select(append => append with { IndexEntry = Entry(append) })];
        var others = appends.Select(module.Writer.AppendAsync).ToArray();

        gate.Open();
        await Task.WhenAll([first, .. others]);

        var commit = observer.Commits.Last();
        var notice = commit.Notices.ShouldHaveSingleItem();
        notice.Delta.SameAs(JournalAppends.Delta(6)).ShouldBeTrue();
        notice.NewestEventAt.ShouldBe(late);
        commit.IndexEntries.ShouldBe(appends.Select(append => append.IndexEntry!));
        appends.Select(append => append.Delta[JournalAppends.Cell()]).ShouldBe([1, 2, 3]);
    }

    [SkippableTheory]
    [InlineData(10)]
    [InlineData(1_000)]
    public async Task AppendAsync_OfAMovedHeadInALargeCommit_LosesAloneWithWhatFollowsIt(int others)
    {
        var gate = new CommitGate();
        var module = await StartModuleAsync(decorate: store => new FaultyStore(store) { BeforeCommit = gate.PassAsync });
        gate.Open();
        var stale = NewCustomer(module, "stale");
        await module.Writer.AppendAsync(stale);
        await module.Writer.AppendAsync(JournalAppends.Of(Acme, stale.Customer, firstVersion: 2));

        gate = new CommitGate();
        module = await StartModuleAsync(decorate: store => new FaultyStore(store) { BeforeCommit = gate.PassAsync });
        var first = module.Writer.AppendAsync(NewCustomer(module, "first"));
        await gate.Reached;
        var chain = new AppendChain();
        var before = Enumerable.Range(0, others).Select(i => module.Writer.AppendAsync(NewCustomer(module, $"b{i}"))).ToArray();
        var loser = module.Writer.AppendAsync(JournalAppends.Of(Acme, stale.Customer, firstVersion: 2) with { Chain = chain });
        var follower = module.Writer.AppendAsync(JournalAppends.Of(Acme, stale.Customer, firstVersion: 3) with { Chain = chain });
        var after = Enumerable.Range(0, others).Select(i => module.Writer.AppendAsync(NewCustomer(module, $"a{i}"))).ToArray();
        gate.Open();

        (await loser).Status.ShouldBe(AppendStatus.Conflict);
        (await follower).Status.ShouldBe(AppendStatus.Conflict);
        (await module.Writer.AppendAsync(JournalAppends.Of(Acme, stale.Customer, firstVersion: 3) with { Chain = chain })).Status.ShouldBe(AppendStatus.Conflict);
        (await module.Writer.AppendAsync(JournalAppends.Of(Acme, stale.Customer, firstVersion: 3) with { Chain = new() })).Status.ShouldBe(AppendStatus.Committed);
        var committed = await Task.WhenAll([first, .. before, .. after]);
        committed.ShouldAllBe(outcome => outcome.Status == AppendStatus.Committed);
        committed.Select(outcome => outcome.First.Seq).Order().ShouldBe(Enumerable.Range(1, (2 * others) + 1).Select(i => (long)i));
    }

    [SkippableTheory]
    [InlineData(0)]
    [InlineData(300)]
    public async Task AppendAsync_TogetherWithRowsOfOthers_CommitsAllOrNothing(int others)
    {
        var observer = new RecordingObserver();
        var gate = new CommitGate();
        var module = await StartModuleAsync(observer: observer, decorate: store => new FaultyStore(store) { BeforeCommit = gate.PassAsync });
        var (left, right) = (NewCustomer(module, "left"), NewCustomer(module, "right"));
        var first = Task.WhenAll(module.Writer.AppendAsync(left), module.Writer.AppendAsync(right));
        await gate.Reached;
        var around = Enumerable.Range(0, others).Select(i => module.Writer.AppendAsync(NewCustomer(module, $"o{i}"))).ToArray();
        var added = NewCustomer(module, "added") with { Delta = new() };
        var fits = JournalAppends.Of(Acme, left.Customer, firstVersion: 2) with
        {
            Chain = new(),
            IndexEntry = Entry(left),
            Together = [JournalAppends.Of(Acme, right.Customer, firstVersion: 2, rows: 2, delta: new(), indexEntry: Entry(right)), added],
        };
        var together = module.Writer.AppendAsync(fits);
        var stale = module.Writer.AppendAsync(JournalAppends.Of(Acme, left.Customer, firstVersion: 3) with
        {
            Chain = new(),
            Together = [JournalAppends.Of(Acme, right.Customer, firstVersion: 3, delta: new())],
        });
        var mapped = module.Writer.AppendAsync(JournalAppends.Of(Acme, left.Customer, firstVersion: 3) with { Chain = new(), Together = [NewCustomer(module, "right")] });
        var next = module.Writer.AppendAsync(JournalAppends.Of(Acme, left.Customer, firstVersion: 3) with
        {
            Chain = new(),
            Together = [JournalAppends.Of(Acme, right.Customer, firstVersion: 4, delta: new())],
        });
        gate.Open();

        (await first).ShouldAllBe(outcome => outcome.Status == AppendStatus.Committed);
        (await Task.WhenAll(around)).ShouldAllBe(outcome => outcome.Status == AppendStatus.Committed);
        var outcome = await together;
        outcome.Status.ShouldBe(AppendStatus.Committed);
        (await stale).Status.ShouldBe(AppendStatus.Conflict);
        (await mapped).Status.ShouldBe(AppendStatus.Conflict);
        (await next).Status.ShouldBe(AppendStatus.Committed);
        var rows = await ToListAsync(module.Reader.ReadTogetherAsync(Acme, [right.Customer, left.Customer, added.Customer], CancellationToken.None));
        rows.Select(row => (row.CustomerId!.Value.Value, row.Row.Version)).ShouldBe(
            [("left", 1), ("left", 2), ("left", 3), ("right", 1), ("right", 2), ("right", 3), ("right", 4), ("added", 1)]);
        observer.Commits.SelectMany(commit => commit.IndexEntries).ShouldBe([Entry(left), Entry(right)]);
        var delta = observer.Commits.SelectMany(commit => commit.Notices).Sum(notice => notice.Delta[JournalAppends.Cell()]);

        // One of each row that counts: two at first, those around, the left one's second and third.
        delta.ShouldBe(2 + others + 2);
    }

    [SkippableFact]
    public async Task AppendAsync_ByTwoChainsOfOneCustomerInOneCommit_OneWins()
    {
        var gate = new CommitGate();
        var module = await StartModuleAsync(decorate: store => new FaultyStore(store) { BeforeCommit = gate.PassAsync });
        var customer = NewCustomer(module, "c");
        var first = module.Writer.AppendAsync(customer);
        await gate.Reached;
        var second = JournalAppends.Of(Acme, customer.Customer, firstVersion: 2);
        var racing = Enumerable.Range(0, 2).Select(_ => module.Writer.AppendAsync(second with { Chain = new() })).ToArray();
        gate.Open();

        (await first).Status.ShouldBe(AppendStatus.Committed);
        (await racing[0]).Status.ShouldBe(AppendStatus.Committed);
        (await racing[1]).Status.ShouldBe(AppendStatus.Conflict);
    }

    [SkippableFact]
    public async Task AppendAsync_WithoutAChainBehindALostOne_LosesToo()
    {
        var module = await StartModuleAsync();
        var customer = NewCustomer(module, "c");
        await module.Writer.AppendAsync(customer);
        var gate = new CommitGate();
        var second = await StartModuleAsync(decorate: store => new FaultyStore(store) { BeforeCommit = gate.PassAsync });
        var holder = second.Writer.AppendAsync(NewCustomer(second, "holder"));
        await gate.Reached;

        var lost = second.Writer.AppendAsync(JournalAppends.Of(Acme, customer.Customer, firstVersion: 1));
        var follower = second.Writer.AppendAsync(JournalAppends.Of(Acme, customer.Customer, firstVersion: 2));
        gate.Open();

        (await holder).Status.ShouldBe(AppendStatus.Committed);
        (await lost).Status.ShouldBe(AppendStatus.Conflict);
        (await follower).Status.ShouldBe(AppendStatus.Conflict);
        (await second.Writer.AppendAsync(JournalAppends.Of(Acme, customer.Customer, firstVersion: 2))).Status.ShouldBe(AppendStatus.Committed);
    }

    [SkippableFact]
    public async Task AppendAsync_OfTheSameNewCustomerByTwoWriters_OneWins()
    {
        var modules = new[] { await StartModuleAsync(), await StartModuleAsync() };

        for (var i = 0; i < 20; i++)
        {
            var outcomes = await Task.WhenAll(modules.Select(module => module.Writer.AppendAsync(NewCustomer(module, $"c{i}"))));

            outcomes.Select(outcome => outcome.Status).Order().ShouldBe([AppendStatus.Committed, AppendStatus.Conflict]);
            var winner = outcomes.Single(outcome => outcome.Status == AppendStatus.Committed);
            var stored = await modules[0].Reader.LoadCustomerAsync(new(Acme, CustomerId.Parse($"c{i}")), CancellationToken.None);
            stored!.Tail.ShouldHaveSingleItem().Position.ShouldBe(winner.First);
        }

        // What the losers' commits took back leaves no holes.
        var writers = await modules[0].Reader.ReadWritersAsync(1, CancellationToken.None);
        writers.Sum(writer => writer.LastSeq).ShouldBe(20);
        Convert.ToInt64(await ExecuteAsync("select count(*) from customer")).ShouldBe(20);
    }

    [SkippableFact]
    public async Task AppendAsync_OfManyNewCustomersByTwoWritersInOppositeOrders_EachIsWonOnce()
    {
        const int Customers = 100;
        var modules = new[] { await StartModuleAsync(), await StartModuleAsync() };
        var ids = Enumerable.Range(0, Customers).ToArray();

        var outcomes = await Task.WhenAll(
            Task.WhenAll(ids.Select(i => modules[0].Writer.AppendAsync(NewCustomer(modules[0], $"c{i}")))),
            Task.WhenAll(ids.Reverse().Select(i => modules[1].Writer.AppendAsync(NewCustomer(modules[1], $"c{i}")))));

        foreach (var (first, second) in outcomes[0].Zip(outcomes[1].Reverse()))
            new[] { first.Status, second.Status }.Order().ShouldBe([AppendStatus.Committed, AppendStatus.Conflict]);
        Convert.ToInt64(await ExecuteAsync("select count(*) from journal")).ShouldBe(Customers);
    }

    [SkippableTheory]
    [InlineData(20)]
    [InlineData(600)]
    public async Task AppendAsync_OfARowThatTheDatabaseRefuses_IsRefusedAloneWithWhatFollowsIt(int others)
    {
        var gate = new CommitGate();
        var module = await StartModuleAsync(decorate: store => new FaultyStore(store) { BeforeCommit = async commit =>
        {
            await gate.PassAsync(commit);
            BeforeCommitOfPoison(commit);
        } });
        var first = module.Writer.AppendAsync(NewCustomer(module, "first"));
        await gate.Reached;
        var chain = new AppendChain();
        var poison = NewCustomer(module, "poison") with { Chain = chain, Entries = [new(PoisonRow(), 1)] };
        var before = Enumerable.Range(0, others).Select(i => module.Writer.AppendAsync(NewCustomer(module, $"b{i}"))).ToArray();
        var refused = module.Writer.AppendAsync(poison);
        var follower = module.Writer.AppendAsync(JournalAppends.Of(Acme, poison.Customer, firstVersion: 2) with { Chain = chain });
        var after = Enumerable.Range(0, others).Select(i => module.Writer.AppendAsync(NewCustomer(module, $"a{i}"))).ToArray();
        gate.Open();

        (await refused).Status.ShouldBe(AppendStatus.Refused);
        (await follower).Status.ShouldBe(AppendStatus.Conflict);
        var committed = await Task.WhenAll([first, .. before, .. after]);
        committed.ShouldAllBe(outcome => outcome.Status == AppendStatus.Committed);
        committed.Select(outcome => outcome.First.Seq).Order().ShouldBe(Enumerable.Range(1, (2 * others) + 1).Select(i => (long)i));
        (await module.Reader.LoadCustomerAsync(new(Acme, CustomerId.Parse("poison")), CancellationToken.None)).ShouldBeNull();
        module.CurrentWriter.ShouldBe(committed[0].First.Writer);
    }

    [SkippableFact]
    public async Task AppendAsync_BeyondTheQueue_IsOverloaded()
    {
        var gate = new CommitGate();
        var module = await StartModuleAsync(
            new JournalWriterOptions { MaxQueuedRows = 10 }, decorate: store => new FaultyStore(store) { BeforeCommit = gate.PassAsync });
        var first = module.Writer.AppendAsync(NewCustomer(module, "first"));
        await gate.Reached;

        var flood = Enumerable.Range(0, 8).Select(i => module.Writer.AppendAsync(NewCustomer(module, $"f{i}"))).ToArray();
        var single = module.Writer.AppendAsync(NewCustomer(module, "single", Other));
        gate.Open();

        (await Task.WhenAll(flood)).Select(outcome => outcome.Status).ShouldBe(
            [.. Enumerable.Repeat(AppendStatus.Committed, 5), .. Enumerable.Repeat(AppendStatus.Overloaded, 3)]);
        (await single).Status.ShouldBe(AppendStatus.Committed);
        (await first).Status.ShouldBe(AppendStatus.Committed);
        (await module.Writer.AppendAsync(NewCustomer(module, "later"))).Status.ShouldBe(AppendStatus.Committed);
    }

    [SkippableFact]
    public async Task StopAsync_WithAQueue_CommitsItAndClosesTheWriter()
    {
        var gate = new CommitGate();
        var module = await StartModuleAsync(decorate: store => new FaultyStore(store) { BeforeCommit = gate.PassAsync });
        var writer = module.CurrentWriter;
        var first = module.Writer.AppendAsync(NewCustomer(module, "first"));
        await gate.Reached;
        var queued = Enumerable.Range(0, 300).Select(i => module.Writer.AppendAsync(NewCustomer(module, $"q{i}"))).ToArray();

        var stopping = module.StopAsync(CancellationToken.None);
        (await module.Writer.AppendAsync(NewCustomer(module, "late"))).Status.ShouldBe(AppendStatus.Unavailable);
        gate.Open();
        await stopping;

        (await Task.WhenAll([first, .. queued])).ShouldAllBe(outcome => outcome.Status == AppendStatus.Committed);
        var state = (await module.Reader.ReadWritersAsync(writer, CancellationToken.None)).ShouldHaveSingleItem();
        state.ShouldBe(new WriterState(writer, 301, Closed: true, IndexedSeq: 0));
    }

    [SkippableFact]
    public async Task StartAsync_ClosingOlderWriters_ClosesWhatACrashLeftOpen()
    {
        var crashed = await StartModuleAsync();
        await AddCustomerAsync(crashed);

        var module = await StartModuleAsync(new JournalWriterOptions { CloseOlderWriters = true });

        var writers = await module.Reader.ReadWritersAsync(0, CancellationToken.None);
        writers.Select(writer => (writer.Writer, writer.LastSeq, writer.Closed)).ShouldBe([(crashed.CurrentWriter, 1, true), (module.CurrentWriter, 0, false)]);
    }

    [SkippableFact]
    public async Task AllocateCustomer_OnTwoWriters_NeverGivesTheSameNumber()
    {
        var modules = new[] { await StartModuleAsync(), await StartModuleAsync() };

        var numbers = modules.SelectMany(module => Enumerable.Range(0, 100).Select(_ => module.Writer.AllocateCustomer())).ToArray();

        numbers.Distinct().Count().ShouldBe(200);
        numbers.ShouldAllBe(number => number.Value > 0);
    }

    [SkippableFact]
    public async Task AppendAsync_WhenTheClockStepsBack_RecordsNoEarlierTime()
    {
        var clock = new SteppingClock();
        var module = await StartModuleAsync(timeProvider: clock);
        var before = await module.Writer.AppendAsync(NewCustomer(module, "a"));
        clock.Offset = -TimeSpan.FromHours(1);

        var after = await module.Writer.AppendAsync(NewCustomer(module, "b"));

        after.RecordedAt.ShouldBe(before.RecordedAt);
        (before.RecordedAt.ToUnixTimeTicks() % 10).ShouldBe(0);
    }

    /// <summary>An interaction that the database can't hold.</summary>
    protected abstract EncodedInteraction PoisonRow();

    /// <summary>For a database that takes everything: refuse the poison in its place.</summary>
    internal virtual void BeforeCommitOfPoison(JournalCommit commit)
    {
    }

    private static JournalAppend NewCustomer(PersistenceModule module, string id, TenantNumber? tenant = null) =>
        JournalAppends.Of(tenant ?? Acme, module.Writer.AllocateCustomer(), newCustomerId: CustomerId.Parse(id));

    private static CustomerIndexEntry Entry(JournalAppend append) => new() { Tenant = append.Tenant, Customer = append.Customer, Version = append.FirstVersion };

    private sealed class SteppingClock : TimeProvider
    {
        public TimeSpan Offset { get; set; }

        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + Offset;
    }
}
