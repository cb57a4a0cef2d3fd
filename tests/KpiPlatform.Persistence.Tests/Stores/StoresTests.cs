using KpiPlatform.Domain.Identity;
using KpiPlatform.Domain.Journal;
using KpiPlatform.Domain.Segments.Filters;
using KpiPlatform.Domain.Measures;
using KpiPlatform.Persistence.Tests.Fixtures;
using KpiPlatform.Testing.Journal;
using KpiPlatform.Testing.Time;
using NodaTime;
using Shouldly;
using Xunit;

namespace KpiPlatform.Persistence.Tests.Stores;

public abstract class StoresTests(StorageProvider provider) : StorageTests(provider)
{
    private static readonly TenantNumber Acme = new(1);

    [SkippableFact]
    public async Task GetOrAddAsync_Concurrently_GivesOneNumber()
    {
        var modules = new[] { await StartModuleAsync(), await StartModuleAsync() };

        var numbers = await Task.WhenAll(Enumerable.Range(0, 40)
            .Select(i => modules[i % 2].Tenants.GetOrAddAsync(TenantId.Parse($"t{i / 8}"), CancellationToken.None)));

        numbers.Distinct().Count().ShouldBe(5);
        numbers.Chunk(8).ShouldAllBe(chunk => chunk.Distinct().Count() == 1);
        (await modules[0].Tenants.FindAsync(TenantId.Parse("unknown"), CancellationToken.None)).ShouldBeNull();
        (await modules[1].Tenants.FindAsync(TenantId.Parse("t0"), CancellationToken.None)).ShouldBe(numbers[0]);
        var page = await modules[0].Tenants.ListAsync("t1", 2, CancellationToken.None);
        page.Select(tenant => tenant.Id.Value).ShouldBe(["t2", "t3"]);
    }

    [SkippableFact]
    public async Task WriteAsync_WithAStaleEtag_ChangesNothing()
    {
        var states = (await StartModuleAsync()).States;
        var etag = await states.WriteAsync("scorecard", "k", null, new byte[] { 1 }, CancellationToken.None);
        etag.ShouldNotBeNull();

        (await states.WriteAsync("scorecard", "k", null, new byte[] { 2 }, CancellationToken.None)).ShouldBeNull();
        (await states.WriteAsync("scorecard", "k", "stale", new byte[] { 2 }, CancellationToken.None)).ShouldBeNull();
        (await states.WriteAsync("tenant", "k", etag, new byte[] { 2 }, CancellationToken.None)).ShouldBeNull();
        (await states.DeleteAsync("scorecard", "k", "stale", CancellationToken.None)).ShouldBeFalse();
        var stored = await states.ReadAsync("scorecard", "k", CancellationToken.None);
        stored!.Etag.ShouldBe(etag);
        stored.Payload.ToArray().ShouldBe([1]);

        var next = await states.WriteAsync("scorecard", "k", etag, new byte[] { 3 }, CancellationToken.None);
        next.ShouldNotBeNull().ShouldNotBe(etag);
        (await states.DeleteAsync("scorecard", "k", next, CancellationToken.None)).ShouldBeTrue();
        (await states.ReadAsync("scorecard", "k", CancellationToken.None)).ShouldBeNull();
        (await states.WriteAsync("scorecard", "k", null, new byte[] { 4 }, CancellationToken.None)).ShouldNotBe(etag);
    }

    [SkippableFact]
    public async Task ListKeysAsync_OfAPrefix_PagesByBytes()
    {
        var states = (await StartModuleAsync()).States;
        string[] keys = ["a", "a/A", "a/a", "a/b", "a/ä", "a_", "b"];
        foreach (var key in keys)
            await states.WriteAsync("k", key, null, new byte[] { 1 }, CancellationToken.None);
        await states.WriteAsync("other", "a/c", null, new byte[] { 1 }, CancellationToken.None);

        (await states.ListKeysAsync("k", string.Empty, null, 10, CancellationToken.None)).ShouldBe(keys);
        (await states.ListKeysAsync("k", "a/", null, 2, CancellationToken.None)).ShouldBe(["a/A", "a/a"]);
        (await states.ListKeysAsync("k", "a/", "a/a", 10, CancellationToken.None)).ShouldBe(["a/b", "a/ä"]);
    }

    [SkippableFact]
    public async Task SaveAsync_OfMeasures_ReadsBackAndRefusesAStaleGeneration()
    {
        var measures = (await StartModuleAsync()).Measures;
        (await measures.LoadAsync(Acme, 0, CancellationToken.None)).ShouldBeEquivalentTo(new MeasuresCheckpoint(0, PositionVector.Empty, null, []));
        var high = new CellKey(ulong.MaxValue - 5);
        var first = new MeasuresCheckpoint(
            0, PositionVector.Of(new(3, 7)), JournalAppends.DefaultOccurrence, [new(JournalAppends.Cell(1), 5), new(JournalAppends.Cell(2), -6), new(high, long.MaxValue)]);

        (await measures.SaveAsync(Acme, 0, first, CancellationToken.None)).ShouldBeTrue();
        (await measures.SaveAsync(Acme, 0, first with { Cells = [new(JournalAppends.Cell(1), 99)] }, CancellationToken.None)).ShouldBeFalse();
        (await measures.SaveAsync(Acme, 1, first, CancellationToken.None)).ShouldBeTrue();
        var second = first with { Generation = 1, Vector = PositionVector.Of(new(3, 9)), Cells = [new(JournalAppends.Cell(1), 6), new(high, 0), new(JournalAppends.Cell(3), 1)] };
        (await measures.SaveAsync(Acme, 0, second, CancellationToken.None)).ShouldBeTrue();
        (await measures.SaveAsync(Acme, 0, second, CancellationToken.None)).ShouldBeFalse();

        var loaded = await measures.LoadAsync(Acme, 0, CancellationToken.None);
        loaded.Generation.ShouldBe(2);
        loaded.Vector.ShouldBe(second.Vector);
        loaded.NewestEventAt.ShouldBe(JournalAppends.DefaultOccurrence);
        loaded.Cells.ToDictionary().ShouldBe(
            new Dictionary<CellKey, long> { [JournalAppends.Cell(1)] = 6, [JournalAppends.Cell(2)] = -6, [JournalAppends.Cell(3)] = 1 }, ignoreOrder: true);
    }

    [SkippableFact]
    public async Task SaveAsync_OfOneGenerationByMany_SucceedsOnce()
    {
        var modules = new[] { await StartModuleAsync(), await StartModuleAsync() };
        for (var generation = 0; generation < 5; generation++)
        {
            var saved = await Task.WhenAll(Enumerable.Range(0, 6).Select(i => modules[i % 2].Measures.SaveAsync(
                Acme, 0, new(generation, PositionVector.Empty, null, [new(JournalAppends.Cell(), i + 1)]), CancellationToken.None)));

            saved.Count(success => success).ShouldBe(1);
            var loaded = await modules[0].Measures.LoadAsync(Acme, 0, CancellationToken.None);
            loaded.Generation.ShouldBe(generation + 1);
            loaded.Cells.ShouldHaveSingleItem().Value.ShouldBe(Array.IndexOf(saved, true) + 1);
        }
    }

    [SkippableFact]
    public async Task Save_OfSnapshots_KeepsTheHighestVersion()
    {
        var module = await StartModuleAsync();
        var (tenant, id, customer) = await AddCustomerAsync(module, rows: 5);

        module.Snapshots.Save(new(tenant, customer, 3, new byte[] { 3 }));
        module.Snapshots.Save(new(tenant, customer, 2, new byte[] { 2 }));
        await module.Snapshots.FlushAsync(CancellationToken.None);
        module.Snapshots.Save(new(tenant, customer, 1, new byte[] { 1 }));
        await module.Snapshots.FlushAsync(CancellationToken.None);

        var stored = await module.Reader.LoadCustomerAsync(new(tenant, id), CancellationToken.None);
        stored!.SnapshotVersion.ShouldBe(3);
        stored.Snapshot.ToArray().ShouldBe([3]);
        stored.Tail.Select(row => row.Version).ShouldBe([4, 5]);
    }

    [SkippableFact]
    public async Task Save_OfASnapshot_IsWrittenWithinASecond()
    {
        var clock = new ManualTimeProvider();
        var module = await StartModuleAsync(timeProvider: clock);
        var (tenant, id, customer) = await AddCustomerAsync(module);
        module.Snapshots.Save(new(tenant, customer, 1, new byte[] { 1 }));

        clock.Advance(TimeSpan.FromSeconds(1));

        // Waits for the write that the timer has begun.
        await module.Snapshots.FlushAsync(CancellationToken.None);
        (await module.Reader.LoadCustomerAsync(new(tenant, id), CancellationToken.None))!.SnapshotVersion.ShouldBe(1);
    }

    [SkippableFact]
    public async Task StopAsync_WithQueuedSnapshots_WritesThem()
    {
        var module = await StartModuleAsync();
        var (tenant, id, customer) = await AddCustomerAsync(module);
        module.Snapshots.Save(new(tenant, customer, 1, new byte[] { 1 }));

        await module.StopAsync(CancellationToken.None);

        (await module.Reader.LoadCustomerAsync(new(tenant, id), CancellationToken.None))!.SnapshotVersion.ShouldBe(1);
    }

    [SkippableFact]
    public async Task UpsertAsync_OfALowerVersion_IsIgnored()
    {
        var module = await StartModuleAsync();
        var (tenant, id, customer) = await AddCustomerAsync(module, rows: 3);
        var entry = new CustomerIndexEntry
        {
            Tenant = tenant,
            Customer = customer,
            Version = 2,
            DueAt = JournalAppends.DefaultOccurrence,
            Orders = 2,
            RevenueMinor = -3,
            Complaints = 4,
            OpenTickets = 5,
            Csat = 4.5,
            Nps = 9,
            AcquiredAt = JournalAppends.DefaultOccurrence + Duration.FromHours(1),
            FirstOrderAt = JournalAppends.DefaultOccurrence + Duration.FromHours(2),
            LastOrderAt = JournalAppends.DefaultOccurrence + Duration.FromHours(3),
            LastInteractionAt = JournalAppends.DefaultOccurrence + Duration.FromHours(4),
            BaseUntil = CustomerIndexEntry.Forever,
            ReturnedAt = JournalAppends.DefaultOccurrence + Duration.FromHours(5),
        };

        await module.Index.UpsertAsync([entry], new(module.CurrentWriter, 2), CancellationToken.None);
        await module.Index.UpsertAsync([entry with { Version = 1, Orders = 99 }], new(module.CurrentWriter, 1), CancellationToken.None);

        var listed = await module.Index.ListAsync(new(tenant, CustomerFilter.Everybody, CustomerField.CustomerId, false, null, 10), CancellationToken.None);
        listed.ShouldHaveSingleItem().ShouldBe(new ListedCustomer(id, entry));
        (await module.Reader.ReadWritersAsync(module.CurrentWriter, CancellationToken.None))[0].IndexedSeq.ShouldBe(2);
        await module.Index.UpsertAsync([entry with { Version = 3, DueAt = null, Csat = null }], new(module.CurrentWriter, 3), CancellationToken.None);
        (await module.Index.ListAsync(new(tenant, CustomerFilter.Everybody, CustomerField.CustomerId, false, null, 10), CancellationToken.None))[0].Entry.Csat.ShouldBeNull();
    }

    [SkippableFact]
    public async Task ReadDueAsync_GivesThoseWhoseTimeHasCome()
    {
        var module = await StartModuleAsync();
        var due = JournalAppends.DefaultOccurrence;
        foreach (var (id, offset) in new (string, int?)[] { ("late", 10), ("now", 0), ("never", null), ("before", -10) })
        {
            var (tenant, _, customer) = await AddCustomerAsync(module, id, tenant: id);
            var dueAt = offset is { } minutes ? due + Duration.FromMinutes(minutes) : (Instant?)null;
            await module.Index.UpsertAsync([new() { Tenant = tenant, Customer = customer, Version = 1, DueAt = dueAt }], new(module.CurrentWriter, 1), CancellationToken.None);
        }

        (await module.Index.ReadDueAsync(due, 10, CancellationToken.None)).Select(customer => customer.CustomerId.Value).ShouldBe(["before", "now"]);
        (await module.Index.ReadDueAsync(due, 1, CancellationToken.None)).Select(customer => customer.CustomerId.Value).ShouldBe(["before"]);
    }

    [SkippableFact]
    public async Task ReadUnindexedAsync_OfAWriter_GivesWhatTheIndexLacks()
    {
        var module = await StartModuleAsync();
        var (tenant, _, indexed) = await AddCustomerAsync(module, "indexed");
        var (_, _, behind) = await AddCustomerAsync(module, "behind");
        await AddCustomerAsync(module, "missing");
        await module.Writer.AppendAsync(JournalAppends.Of(tenant, behind, 2));
        var foreign = await StartModuleAsync();
        await AddCustomerAsync(foreign, "foreign");
        await module.Index.UpsertAsync(
            [new() { Tenant = tenant, Customer = indexed, Version = 1 }, new() { Tenant = tenant, Customer = behind, Version = 1 }],
            new(module.CurrentWriter, 2),
            CancellationToken.None);

        async Task<string[]> ReadAsync(long afterSeq, int limit) =>
            [.. (await module.Index.ReadUnindexedAsync(module.CurrentWriter, afterSeq, limit, CancellationToken.None)).Select(customer => customer.Customer.Value)];

        (await ReadAsync(0, 10)).ShouldBe(["missing", "behind"]);
        (await ReadAsync(0, 1)).ShouldBe(["missing"]);
        (await ReadAsync(3, 10)).ShouldBe(["behind"]);
        await module.Index.MarkIndexedAsync(new(module.CurrentWriter, 4), CancellationToken.None);
        await module.Index.MarkIndexedAsync(new(module.CurrentWriter, 2), CancellationToken.None);
        (await module.Reader.ReadWritersAsync(module.CurrentWriter, CancellationToken.None))[0].IndexedSeq.ShouldBe(4);
    }
}
