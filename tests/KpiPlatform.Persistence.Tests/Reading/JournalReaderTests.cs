using KpiPlatform.Domain;
using KpiPlatform.Domain.Identity;
using KpiPlatform.Domain.Journal;
using KpiPlatform.Domain.Measures;
using KpiPlatform.Persistence.Tests.Fixtures;
using KpiPlatform.Testing.Journal;
using NodaTime;
using Shouldly;
using Xunit;

namespace KpiPlatform.Persistence.Tests.Reading;

public abstract class JournalReaderTests(StorageProvider provider) : StorageTests(provider)
{
    [SkippableFact]
    public async Task LoadCustomerAsync_ManyAtOnce_FindsEachWithItsSnapshotAndTail()
    {
        const int Customers = 1_200;
        var module = await StartModuleAsync();
        var tenant = await module.Tenants.GetOrAddAsync(TenantId.Parse("acme"), CancellationToken.None);
        var appends = Enumerable.Range(0, Customers)
            .Select(i => JournalAppends.Of(tenant, module.Writer.AllocateCustomer(), rows: 1 + (i % 4), newCustomerId: CustomerId.Parse($"c{i}")))
            .ToArray();
        await Task.WhenAll(appends.Select(module.Writer.AppendAsync));
        foreach (var append in appends.Where((_, i) => i % 3 == 0))
            module.Snapshots.Save(new(tenant, append.Customer, 1, new byte[] { 42 }));
        await module.Snapshots.FlushAsync(CancellationToken.None);

        var loaded = await Task.WhenAll(Enumerable.Range(0, Customers + 50)
            .Select(i => module.Reader.LoadCustomerAsync(new(tenant, CustomerId.Parse($"c{i}")), CancellationToken.None)));

        for (var i = 0; i < Customers; i++)
        {
            var (stored, append) = (loaded[i].ShouldNotBeNull(), appends[i]);
            stored.Customer.ShouldBe(append.Customer);
            stored.SnapshotVersion.ShouldBe(i % 3 == 0 ? 1 : 0);
            stored.Snapshot.ToArray().ShouldBe(i % 3 == 0 ? [42] : []);
            stored.Tail.Select(row => row.Version).ShouldBe(Enumerable.Range(1, append.Entries.Count).Select(v => (long)v).Where(v => v > stored.SnapshotVersion));
            stored.Tail.ShouldAllBe(row => row.Customer == append.Customer);
        }

        loaded.Skip(Customers).ShouldAllBe(stored => stored == null);
    }

    [SkippableFact]
    public async Task LoadCustomerAsync_OfTheTenantItself_FindsTheEmptyId()
    {
        var module = await StartModuleAsync();
        var tenant = await module.Tenants.GetOrAddAsync(TenantId.Parse("acme"), CancellationToken.None);
        var other = await module.Tenants.GetOrAddAsync(TenantId.Parse("other"), CancellationToken.None);
        var customer = module.Writer.AllocateCustomer();
        await module.Writer.AppendAsync(JournalAppends.Of(tenant, customer, newCustomerId: CustomerId.TenantFacts));

        (await module.Reader.LoadCustomerAsync(new(tenant, CustomerId.TenantFacts), CancellationToken.None))!.Customer.ShouldBe(customer);
        (await module.Reader.LoadCustomerAsync(new(other, CustomerId.TenantFacts), CancellationToken.None)).ShouldBeNull();
    }

    [SkippableFact]
    public async Task FindCustomerAsync_KnownAndUnknown_IsTheNumberOrNull()
    {
        var module = await StartModuleAsync();
        var (tenant, id, customer) = await AddCustomerAsync(module, "ключ 1/%_");
        var other = await module.Tenants.GetOrAddAsync(TenantId.Parse("other"), CancellationToken.None);

        (await module.Reader.FindCustomerAsync(new(tenant, id), CancellationToken.None)).ShouldBe(customer);
        (await module.Reader.FindCustomerAsync(new(tenant, CustomerId.Parse("КЛЮЧ 1/%_")), CancellationToken.None)).ShouldBeNull();
        (await module.Reader.FindCustomerAsync(new(other, id), CancellationToken.None)).ShouldBeNull();
    }

    [SkippableFact]
    public async Task FindAsync_ByIdentity_FindsTheRevision()
    {
        var module = await StartModuleAsync();
        var (tenant, _, customer) = await AddCustomerAsync(module);
        var wanted = JournalAppends.Interaction("wanted", revision: 2);
        await module.Writer.AppendAsync(JournalAppends.Of(tenant, customer, 2) with
        {
            Entries = [new(JournalAppends.Interaction("wanted"), 1), new(wanted, 1), new(JournalAppends.Interaction("else", revision: 2), 1)],
        });

        var found = await module.Reader.FindAsync(tenant, customer, wanted.IdentityHash, 2, CancellationToken.None);

        found.ShouldHaveSingleItem().Version.ShouldBe(3);
        (await module.Reader.FindAsync(tenant, customer, wanted.IdentityHash, 3, CancellationToken.None)).ShouldBeEmpty();
        (await module.Reader.FindAsync(tenant, new(customer.Value + 1), wanted.IdentityHash, 2, CancellationToken.None)).ShouldBeEmpty();
    }

    [SkippableTheory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(1_000)]
    public async Task ListAsync_PageByPage_GivesEveryRowOnceInOrder(int pageSize)
    {
        var module = await StartModuleAsync();
        var expected = new List<(Instant OccurredAt, string Source, ulong Hash, long Version, string Customer)>();
        TenantNumber tenant = default;
        foreach (var customer in (string[])["a", "b"])
        {
            (tenant, _, var number) = await AddCustomerAsync(module, customer);
            expected.Add((JournalAppends.DefaultOccurrence, "shop", JournalAppends.Interaction("i1").IdentityHash, 1, customer));
            for (var version = 2; version <= 7; version++)
            {
                var interaction = JournalAppends.Interaction(
                    $"x{version / 2}",
                    source: version % 2 == 0 ? "crm" : "shop",
                    occurredAt: JournalAppends.DefaultOccurrence + Duration.FromMinutes(version / 3));
                await module.Writer.AppendAsync(JournalAppends.Of(tenant, number, version) with { Entries = [new(interaction, 1)] });
                expected.Add((interaction.OccurredAt, interaction.Source, interaction.IdentityHash, version, customer));
            }
        }

        await AddCustomerAsync(module, "a", tenant: "other");
        var query = new JournalQuery(tenant, null, null, null, null, null, pageSize);

        (await PagesAsync(module, query)).ShouldBe(expected.Order().Select(row => (row.Customer, row.Version)));
        (await PagesAsync(module, query with { Source = "crm" })).ShouldBe(expected.Where(row => row.Source == "crm").Order().Select(row => (row.Customer, row.Version)));
        var from = JournalAppends.DefaultOccurrence + Duration.FromMinutes(1);
        var to = JournalAppends.DefaultOccurrence + Duration.FromMinutes(2);
        (await PagesAsync(module, query with { From = from, To = to })).ShouldBe(
            expected.Where(row => row.OccurredAt >= from && row.OccurredAt < to).Order().Select(row => (row.Customer, row.Version)));
        var one = (await module.Reader.LoadCustomerAsync(new(tenant, CustomerId.Parse("b")), CancellationToken.None))!.Customer;
        (await PagesAsync(module, query with { Customer = one })).ShouldBe(expected.Where(row => row.Customer == "b").Order().Select(row => (row.Customer, row.Version)));
    }

    [SkippableFact]
    public async Task ListAsync_OfAnErasedCustomer_HasNoId()
    {
        var module = await StartModuleAsync();
        var (tenant, _, _) = await AddCustomerAsync(module);
        await ExecuteAsync("update customer set external_id = null");

        var rows = await module.Reader.ListAsync(new JournalQuery(tenant, null, null, null, null, null, 10), CancellationToken.None);

        rows.ShouldHaveSingleItem().CustomerId.ShouldBeNull();
    }

    [SkippableFact]
    public async Task ScanAsync_WhileRowsArrive_ShowsTheMomentItBegan()
    {
        var module = await StartModuleAsync();
        var (tenant, _, first) = await AddCustomerAsync(module, "a", rows: 600);
        var (_, _, second) = await AddCustomerAsync(module, "b", rows: 3);
        await AddCustomerAsync(module, "other", tenant: "other");
        List<(CustomerNumber, long)> seen = [];

        await foreach (var row in module.Reader.ScanAsync(tenant, null, CancellationToken.None))
        {
            if (seen.Count == 0)
                (await module.Writer.AppendAsync(JournalAppends.Of(tenant, second, 4))).Status.ShouldBe(AppendStatus.Committed);
            seen.Add((row.Customer, row.Version));
        }

        seen.ShouldBe([
            .. Enumerable.Range(1, 600).Select(version => (first, (long)version)),
            .. Enumerable.Range(1, 3).Select(version => (second, (long)version))]);
    }

    [SkippableFact]
    public async Task ScanAsync_LeftEarly_LeavesConnectionsUsable()
    {
        var module = await StartModuleAsync();
        var (tenant, _, _) = await AddCustomerAsync(module, rows: 5_000);

        for (var i = 0; i < 50; i++)
            (await FirstAsync(module.Reader.ScanAsync(tenant, null, CancellationToken.None))).Version.ShouldBe(1);

        (await ToListAsync(module.Reader.ScanAsync(tenant, null, CancellationToken.None))).Count.ShouldBe(5_000);
    }

    [SkippableFact]
    public async Task ReadsBoundedByRecordingTime_SplitTheJournalThere()
    {
        var clock = new Testing.Time.ManualTimeProvider();
        var module = await StartModuleAsync(timeProvider: clock);
        var (tenant, _, customer) = await AddCustomerAsync(module);
        clock.Advance(TimeSpan.FromMinutes(1));
        var middle = await module.Writer.AppendAsync(JournalAppends.Of(tenant, customer, 2));
        clock.Advance(TimeSpan.FromMinutes(1));
        await module.Writer.AppendAsync(JournalAppends.Of(tenant, customer, 3));

        var until = await ToListAsync(module.Reader.ScanAsync(tenant, middle.RecordedAt, CancellationToken.None));
        var after = await ToListAsync(module.Reader.ReadDeltasRecordedAfterAsync(tenant, 0, middle.RecordedAt, CancellationToken.None));

        until.Select(row => row.Version).ShouldBe([1, 2]);
        after.Select(notice => notice.Position.Seq).ShouldBe([3]);
    }

    [SkippableFact]
    public async Task ReadGenerationDeltasRecordedAfterAsync_SeveralShards_PutsThoseOfACommitTogether()
    {
        var clock = new Testing.Time.ManualTimeProvider();
        var module = await StartModuleAsync(timeProvider: clock);
        var (tenant, _, customer) = await AddCustomerAsync(module);
        var other = await module.Tenants.GetOrAddAsync(TenantId.Parse("somebody-else"), CancellationToken.None);
        var first = MeasuresShard.Of(1);
        await module.Writer.AppendAsync(JournalAppends.Of(other, module.Writer.AllocateCustomer(), newCustomerId: CustomerId.Parse("theirs")) with { Also = [new(first, JournalAppends.Delta(1))] });
        var before = await module.Writer.AppendAsync(Spread(2, first + 63));
        clock.Advance(TimeSpan.FromMinutes(1));
        var both = await module.Writer.AppendAsync(Spread(3, first + 63, first));
        clock.Advance(TimeSpan.FromMinutes(1));
        var last = await module.Writer.AppendAsync(Spread(4, first + 5, MeasuresShard.Of(2), 63));

        var notices = await ToListAsync(module.Reader.ReadGenerationDeltasRecordedAfterAsync(tenant, 1, before.RecordedAt, CancellationToken.None));
        notices.Select(notice => (notice.Position.Seq, notice.Shard, notice.PreviousSeq)).ShouldBe(
            [(both.Commit.Seq, first, 0), (both.Commit.Seq, first + 63, before.Commit.Seq), (last.Commit.Seq, first + 5, 0)]);
        notices.ShouldAllBe(notice => notice.Delta.Changes.Count() == 1);

        JournalAppend Spread(long version, params int[] shards) =>
            JournalAppends.Of(tenant, customer, version) with { Also = [.. shards.Select(shard => new ShardDelta(shard, JournalAppends.Delta(1)))] };
    }

    [SkippableFact]
    public async Task ReadDeltas_OfAnAppendOfSeveralShards_SayWhichBelongTogether()
    {
        var clock = new Testing.Time.ManualTimeProvider();
        var module = await StartModuleAsync(timeProvider: clock);
        var (tenant, _, customer) = await AddCustomerAsync(module);
        var (one, last, next) = (MeasuresShard.Of(1, 1), MeasuresShard.Of(1, 63), MeasuresShard.Of(2, 5));
        clock.Advance(TimeSpan.FromMinutes(1));

        // Of one shard of each of two generations; of two of one and one of the other; of one alone.
        await module.Writer.AppendAsync(Spread(2, one, next));
        await module.Writer.AppendAsync(Spread(3, last, one, next));
        await module.Writer.AppendAsync(Spread(4, next));

        foreach (var (shard, shared) in new (int, ulong[])[] { (one, [0, (1UL << 63) | 2]), (last, [(1UL << 63) | 2]), (next, [0, 0, 0]) })
        {
            (await ToListAsync(module.Reader.ReadDeltasAsync(tenant, shard, PositionVector.Empty, CancellationToken.None))).Select(notice => notice.Shared).ShouldBe(shared);
            (await ToListAsync(module.Reader.ReadDeltasRecordedAfterAsync(tenant, shard, NodaConstants.UnixEpoch, CancellationToken.None))).Select(notice => notice.Shared).ShouldBe(shared);
        }

        JournalAppend Spread(long version, int shard, params int[] also) =>
            JournalAppends.Of(tenant, customer, version) with { Shard = shard, Also = [.. also.Select(other => new ShardDelta(other, JournalAppends.Delta(1)))] };
    }

    [SkippableFact]
    public async Task ReadPositionsAsync_OfAWriter_GivesTheTenantsRowsBetween()
    {
        var module = await StartModuleAsync();
        var (tenant, _, customer) = await AddCustomerAsync(module);
        var other = await module.Tenants.GetOrAddAsync(TenantId.Parse("somebody-else"), CancellationToken.None);
        var first = await module.Writer.AppendAsync(JournalAppends.Of(tenant, customer, 2, rows: 3));
        await module.Writer.AppendAsync(JournalAppends.Of(other, module.Writer.AllocateCustomer(), newCustomerId: CustomerId.Parse("theirs")));
        var last = await module.Writer.AppendAsync(JournalAppends.Of(tenant, customer, 5, rows: 2));
        Task<IReadOnlyList<ListedRow>> ReadAsync(long after, long through, int limit) =>
            module.Reader.ReadPositionsAsync(tenant, first.First.Writer, after, through, limit, CancellationToken.None);

        var rows = await ReadAsync(first.First.Seq - 1, last.Commit.Seq, 100);
        rows.Select(row => row.Row.Version).ShouldBe([2, 3, 4, 5, 6]);
        rows.ShouldAllBe(row => row.Row.Customer == customer && row.CustomerId != null);
        (await ReadAsync(first.First.Seq, last.Commit.Seq, 2)).Select(row => row.Row.Version).ShouldBe([3, 4]);
        (await ReadAsync(first.First.Seq - 1, first.First.Seq, 100)).Select(row => row.Row.Version).ShouldBe([2]);
        (await module.Reader.ReadPositionsAsync(tenant, first.First.Writer + 1, 0, 1_000_000, 100, CancellationToken.None)).ShouldBeEmpty();

        (await module.Reader.FindRecordedAtAsync(last.Commit, CancellationToken.None)).ShouldBe(last.RecordedAt);
        (await module.Reader.FindRecordedAtAsync(new(last.Commit.Writer, last.Commit.Seq + 1), CancellationToken.None)).ShouldBeNull();
    }

    [SkippableFact]
    public async Task ReadDeltasAsync_AfterAVector_GivesWhatItDoesNotCover()
    {
        var modules = new[] { await StartModuleAsync(), await StartModuleAsync(), await StartModuleAsync() };
        TenantNumber tenant = default;
        foreach (var (module, i) in modules.Select((module, i) => (module, i)))
        {
            (tenant, _, var customer) = await AddCustomerAsync(module, $"c{i}");
            await module.Writer.AppendAsync(JournalAppends.Of(tenant, customer, 2));
            await module.Writer.AppendAsync(JournalAppends.Of(tenant, customer, 3) with { Shard = 1 });
        }

        var (a, b, c) = (modules[0].CurrentWriter, modules[1].CurrentWriter, modules[2].CurrentWriter);
        async Task<(long, long)[]> ReadAsync(PositionVector after) =>
            [.. (await ToListAsync(modules[0].Reader.ReadDeltasAsync(tenant, 0, after, CancellationToken.None))).Select(notice => (notice.Position.Writer, notice.Position.Seq))];

        (await ReadAsync(PositionVector.Empty)).ShouldBe([(a, 1), (a, 2), (b, 1), (b, 2), (c, 1), (c, 2)]);
        (await ReadAsync(PositionVector.Of(new(b, 1)))).ShouldBe([(a, 1), (a, 2), (b, 2), (c, 1), (c, 2)]);
        (await ReadAsync(PositionVector.Of(new(b, 2)).WithLowWater(b))).ShouldBe([(c, 1), (c, 2)]);
        (await ReadAsync(PositionVector.Empty.WithLowWater(c + 1))).ShouldBeEmpty();
    }

    [SkippableFact]
    public async Task StartAsync_OnADatabaseThatIsNotThere_IsUnavailable()
    {
        var module = CreateModule(connectionString: Unreachable());

        var exception = await Should.ThrowAsync<DomainException>(() => module.StartAsync(CancellationToken.None));

        exception.Kind.ShouldBe(ErrorKind.Unavailable);
        exception.Reason.ShouldBe("STORAGE_UNAVAILABLE");
        (await Should.ThrowAsync<DomainException>(() => module.Reader.LoadCustomerAsync(new(new(1), CustomerId.Parse("c")), CancellationToken.None)))
            .Kind.ShouldBe(ErrorKind.Unavailable);
    }

    protected abstract string Unreachable();

    private static async Task<T> FirstAsync<T>(IAsyncEnumerable<T> source)
    {
        await foreach (var item in source)
            return item;
        throw new InvalidOperationException("There is nothing.");
    }

    private static async Task<(string, long)[]> PagesAsync(PersistenceModule module, JournalQuery query)
    {
        List<(string, long)> seen = [];
        while (true)
        {
            var page = await module.Reader.ListAsync(query, CancellationToken.None);
            page.Count.ShouldBeLessThanOrEqualTo(query.Limit);
            seen.AddRange(page.Select(row => (row.CustomerId!.Value.Value, row.Row.Version)));
            if (page.Count < query.Limit)
                return [.. seen];
            var last = page[^1].Row;
            query = query with
            {
                After = new(last.Interaction.OccurredAt, last.Interaction.Source, last.Interaction.IdentityHash, last.Customer, last.Version),
            };
        }
    }
}
