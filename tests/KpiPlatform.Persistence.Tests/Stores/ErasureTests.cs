using System.Text;
using KpiPlatform.Domain.Customers;
using KpiPlatform.Domain.Identity;
using KpiPlatform.Domain.Journal;
using KpiPlatform.Domain.Measures;
using KpiPlatform.Persistence.Tests.Fixtures;
using KpiPlatform.Testing.Journal;
using NodaTime;
using Shouldly;
using Xunit;

namespace KpiPlatform.Persistence.Tests.Stores;

public abstract class ErasureTests(StorageProvider provider) : StorageTests(provider)
{
    private const string Marker = "jane-planted-marker";

    [SkippableTheory]
    [InlineData(1)]
    [InlineData(300)]
    public async Task AppendAsync_WithErasure_TakesThePersonAndLeavesTheFacts(int rows)
    {
        var module = await StartModuleAsync();
        var (tenant, id, customer) = await AddPersonAsync(module, Marker, rows);
        module.Snapshots.Save(new(tenant, customer, rows, Encoding.UTF8.GetBytes(Marker)));
        await module.Snapshots.FlushAsync(CancellationToken.None);
        await module.Index.UpsertAsync([new() { Tenant = tenant, Customer = customer, Version = rows }], default, CancellationToken.None);
        var hash = await module.Erasures.HashAsync(new(tenant, id), CancellationToken.None);
        var before = await ToListAsync(module.Reader.ReadCustomerAsync(tenant, customer, 1, CancellationToken.None));

        var outcome = await module.Writer.AppendAsync(Erase(tenant, customer, rows + 1, new(hash, [before[0] with { Interaction = before[0].Interaction with { Facts = new byte[] { 9, 9 } } }], null)));

        outcome.Status.ShouldBe(AppendStatus.Committed, outcome.Problem);
        var loaded = await module.Reader.LoadAsync(new(tenant, id), CancellationToken.None);
        loaded.Stored.ShouldBeNull();
        loaded.Erased.Count.ShouldBe(rows);
        loaded.Erased.ShouldContain(new KnownIdentity(before[0].Interaction.IdentityHash, 0, before[0].Interaction.ContentHash));
        var left = await ToListAsync(module.Reader.ReadCustomerAsync(tenant, customer, 1, CancellationToken.None));
        left.Count.ShouldBe(rows);
        left.ShouldAllBe(row => row.Interaction.Personal.IsEmpty);
        left[0].Interaction.Facts.ToArray().ShouldBe([9, 9]);
        foreach (var table in (string[])["journal_personal", "customer_snapshot", "customer_index"])
            Convert.ToInt64(await ExecuteAsync($"select count(*) from {table} where customer = {customer.Value}")).ShouldBe(0, table);
        (await module.Backfill.CountCustomersAsync(tenant, CancellationToken.None)).ShouldBe(new CustomerCounts(1, 1));

        // Another of the same id, of another tenant and of another id, is told apart.
        (await module.Reader.LoadAsync(new(tenant, CustomerId.Parse("other")), CancellationToken.None)).Erased.ShouldBeEmpty();
        (await module.Reader.LoadAsync(new(new(tenant.Value + 1), id), CancellationToken.None)).Erased.ShouldBeEmpty();
    }

    [SkippableFact]
    public async Task SaveSnapshot_OfAnErasedCustomer_IsNotWritten()
    {
        var module = await StartModuleAsync();
        var (tenant, id, customer) = await AddPersonAsync(module, Marker, 1);
        var hash = await module.Erasures.HashAsync(new(tenant, id), CancellationToken.None);
        await module.Writer.AppendAsync(Erase(tenant, customer, 2, new(hash, [], null)));
        module.Snapshots.Save(new(tenant, customer, 3, Encoding.UTF8.GetBytes(Marker)));
        await module.Snapshots.FlushAsync(CancellationToken.None);
        Convert.ToInt64(await ExecuteAsync("select count(*) from customer_snapshot")).ShouldBe(0);
    }

    [SkippableFact]
    public async Task ForgetAsync_QueuedSnapshot_IsNeverWritten()
    {
        var module = await StartModuleAsync(timeProvider: new Testing.Time.ManualTimeProvider());
        var (tenant, _, customer) = await AddPersonAsync(module, Marker, 1);
        module.Snapshots.Save(new(tenant, customer, 1, Encoding.UTF8.GetBytes(Marker)));
        await module.Snapshots.ForgetAsync(tenant, customer, CancellationToken.None);
        await module.Snapshots.FlushAsync(CancellationToken.None);
        Convert.ToInt64(await ExecuteAsync("select count(*) from customer_snapshot")).ShouldBe(0);
    }

    [SkippableFact]
    public async Task AppendAsync_WithErasureBefore_LeavesLaterPersonalPartsAndTheId()
    {
        var module = await StartModuleAsync();
        var tenant = await module.Tenants.GetOrAddAsync(TenantId.Parse("acme"), CancellationToken.None);
        var customer = module.Writer.AllocateCustomer();
        var old = JournalAppends.Interaction("old", occurredAt: Instant.FromUtc(2025, 1, 1, 0, 0), personal: [1]);
        var late = JournalAppends.Interaction("late", occurredAt: Instant.FromUtc(2026, 1, 1, 0, 0), personal: [2]);
        await module.Writer.AppendAsync(new(tenant, customer, CustomerId.Parse("c1"), 1, [new(old, 1), new(late, 1)], 0, new CellDelta(), null));
        (await module.Erasures.ReadOutlivedAsync(tenant, Instant.FromUtc(2024, 6, 1, 0, 0), 10, CancellationToken.None)).ShouldBeEmpty();
        (await module.Erasures.ReadOutlivedAsync(tenant, Instant.FromUtc(2025, 6, 1, 0, 0), 10, CancellationToken.None)).ShouldBe([CustomerId.Parse("c1")]);

        await module.Writer.AppendAsync(Erase(tenant, customer, 3, new(default, [], Instant.FromUtc(2025, 6, 1, 0, 0))));

        var rows = await ToListAsync(module.Reader.ReadCustomerAsync(tenant, customer, 1, CancellationToken.None));
        rows.Select(row => row.Interaction.Personal.Length).ShouldBe([0, 1]);
        (await module.Reader.LoadCustomerAsync(new(tenant, CustomerId.Parse("c1")), CancellationToken.None)).ShouldNotBeNull();
        (await module.Erasures.ReadOutlivedAsync(tenant, Instant.FromUtc(2025, 6, 1, 0, 0), 10, CancellationToken.None)).ShouldBeEmpty();
    }

    [SkippableTheory]
    [InlineData(2)]
    [InlineData(300)]
    public async Task AppendAsync_WithDeletion_LeavesOnlyTheVersions(int rows)
    {
        var module = await StartModuleAsync();
        var (tenant, id, customer) = await AddPersonAsync(module, Marker, rows);
        module.Snapshots.Save(new(tenant, customer, rows, Encoding.UTF8.GetBytes(Marker)));
        await module.Snapshots.FlushAsync(CancellationToken.None);
        var before = await ToListAsync(module.Reader.ReadCustomerAsync(tenant, customer, 1, CancellationToken.None));
        var later = before[0].Interaction.OccurredAt + Duration.FromDays(1);
        (await module.Erasures.ReadActiveBeforeAsync(tenant, later, "", 10, CancellationToken.None)).ShouldBe([id]);
        (await module.Erasures.ReadActiveBeforeAsync(tenant, later, id.Value, 10, CancellationToken.None)).ShouldBeEmpty();
        (await module.Erasures.ReadActiveBeforeAsync(tenant, before[0].Interaction.OccurredAt, "", 10, CancellationToken.None)).ShouldBeEmpty();

        var outcome = await module.Writer.AppendAsync(Delete(tenant, customer, rows + 1, [.. before.Skip(1)]));

        outcome.Status.ShouldBe(AppendStatus.Committed, outcome.Problem);
        var left = await ToListAsync(module.Reader.ReadCustomerAsync(tenant, customer, 1, CancellationToken.None));
        left.ShouldHaveSingleItem().Interaction.IdentityHash.ShouldBe(before[0].Interaction.IdentityHash);
        left[0].Interaction.Personal.IsEmpty.ShouldBeFalse();
        (await module.Reader.FindAsync(tenant, customer, before[1].Interaction.IdentityHash, 0, CancellationToken.None)).ShouldBeEmpty();
        var stored = (await module.Reader.LoadCustomerAsync(new(tenant, id), CancellationToken.None))!;
        stored.SnapshotVersion.ShouldBe(0);
        stored.Tail.Select(row => row.Version).ShouldBe(Enumerable.Range(1, rows + 1).Select(version => (long)version));
        stored.Tail.Count(row => !row.IsMark).ShouldBe(1);
        Convert.ToInt64(await ExecuteAsync("select count(*) from journal_personal")).ShouldBe(1);

        // Who knows only some of the versions cannot take one again.
        var stale = await module.Writer.AppendAsync(new(tenant, customer, null, rows, [new(JournalAppends.Interaction("stale"), 1)], 0, new CellDelta(), null));
        stale.Status.ShouldBe(AppendStatus.Conflict);
    }

    [SkippableFact]
    public async Task AppendAsync_WithDeletionOfRowsOfAnother_DeletesTheSnapshotsOfBoth()
    {
        var module = await StartModuleAsync();
        var (tenant, id, survivor) = await AddPersonAsync(module, Marker, 1);
        var (_, foldedId, folded) = await AddPersonAsync(module, "folded", 1);
        var (_, strangerId, stranger) = await AddPersonAsync(module, "stranger", 1);
        foreach (var customer in (CustomerNumber[])[survivor, folded, stranger])
            module.Snapshots.Save(new(tenant, customer, 1, Encoding.UTF8.GetBytes(Marker)));
        await module.Snapshots.FlushAsync(CancellationToken.None);
        var rows = await ToListAsync(module.Reader.ReadCustomerAsync(tenant, folded, 1, CancellationToken.None));

        (await module.Writer.AppendAsync(Delete(tenant, survivor, 2, rows))).Status.ShouldBe(AppendStatus.Committed);

        (await VersionAsync(id)).ShouldBe(0);
        (await VersionAsync(foldedId)).ShouldBe(0);
        (await VersionAsync(strangerId)).ShouldBe(1);

        async Task<long> VersionAsync(CustomerId of) => (await module.Reader.LoadCustomerAsync(new(tenant, of), CancellationToken.None))!.SnapshotVersion;
    }

    [SkippableFact]
    public async Task ReadErasedActiveBeforeAsync_Erased_AreThoseWhoDidSomethingThen()
    {
        var module = await StartModuleAsync();
        var (tenant, id, customer) = await AddPersonAsync(module, Marker, 2);
        await AddPersonAsync(module, "other", 1);
        var rows = await ToListAsync(module.Reader.ReadCustomerAsync(tenant, customer, 1, CancellationToken.None));
        var later = rows[^1].Interaction.OccurredAt + Duration.FromDays(1);
        (await ReadAsync(later, null)).ShouldBeEmpty();
        var hash = await module.Erasures.HashAsync(new(tenant, id), CancellationToken.None);
        (await module.Writer.AppendAsync(Erase(tenant, customer, 3, new PersonErasure(hash, [], null)))).Status.ShouldBe(AppendStatus.Committed);

        (await ReadAsync(later, null)).ShouldBe([customer]);
        (await ReadAsync(later, customer)).ShouldBeEmpty();
        (await ReadAsync(rows[0].Interaction.OccurredAt, null)).ShouldBeEmpty();
        (await module.Writer.AppendAsync(Delete(tenant, customer, 4, rows))).Status.ShouldBe(AppendStatus.Committed);
        (await ReadAsync(later, null)).ShouldBeEmpty();

        Task<IReadOnlyList<CustomerNumber>> ReadAsync(Instant before, CustomerNumber? after) =>
            module.Erasures.ReadErasedActiveBeforeAsync(tenant, before, after, 10, CancellationToken.None);
    }

    [SkippableFact]
    public async Task AppendAsync_WithDeletionThatIsLost_DeletesNothing()
    {
        var module = await StartModuleAsync();
        var (tenant, _, customer) = await AddPersonAsync(module, Marker, 2);
        var before = await ToListAsync(module.Reader.ReadCustomerAsync(tenant, customer, 1, CancellationToken.None));
        (await module.Writer.AppendAsync(Delete(tenant, customer, 2, before))).Status.ShouldBe(AppendStatus.Conflict);
        (await ToListAsync(module.Reader.ReadCustomerAsync(tenant, customer, 1, CancellationToken.None))).Count.ShouldBe(2);
    }

    [SkippableFact]
    public async Task HashAsync_SameIdOfTwoTenants_DiffersAndStays()
    {
        var module = await StartModuleAsync();
        var one = await module.Tenants.GetOrAddAsync(TenantId.Parse("one"), CancellationToken.None);
        var two = await module.Tenants.GetOrAddAsync(TenantId.Parse("two"), CancellationToken.None);
        var first = await module.Erasures.HashAsync(new(one, CustomerId.Parse("c")), CancellationToken.None);
        (await module.Erasures.HashAsync(new(two, CustomerId.Parse("c")), CancellationToken.None)).Span.SequenceEqual(first.Span).ShouldBeFalse();
        var again = await StartModuleAsync();
        (await again.Erasures.HashAsync(new(one, CustomerId.Parse("c")), CancellationToken.None)).Span.SequenceEqual(first.Span).ShouldBeTrue();
    }

    protected static JournalAppend Erase(TenantNumber tenant, CustomerNumber customer, long version, PersonErasure erasure) =>
        new(tenant, customer, null, version, [DefinitionMark.Of(1, null)], 0, new CellDelta(), null) { Erasure = erasure };

    private static JournalAppend Delete(TenantNumber tenant, CustomerNumber customer, long version, IReadOnlyList<JournalRow> rows) =>
        new(tenant, customer, null, version, [DefinitionMark.Of(1, null)], 0, new CellDelta(), null) { Deletion = new([.. rows.Select(FactsDeletion.Empty)]) };

    protected static async Task<(TenantNumber Tenant, CustomerId Id, CustomerNumber Customer)> AddPersonAsync(Persistence.PersistenceModule module, string id, int rows)
    {
        var tenant = await module.Tenants.GetOrAddAsync(TenantId.Parse("acme"), CancellationToken.None);
        var customer = module.Writer.AllocateCustomer();
        var personal = Encoding.UTF8.GetBytes($"{id} says this");
        var entries = Enumerable.Range(0, rows).Select(i => new JournalEntry(JournalAppends.Interaction($"{customer.Value}-{i}", personal: personal), 1)).ToArray();
        var outcome = await module.Writer.AppendAsync(new(tenant, customer, CustomerId.Parse(id), 1, entries, 0, JournalAppends.Delta(rows), null));
        outcome.Status.ShouldBe(AppendStatus.Committed, outcome.Problem);
        return (tenant, CustomerId.Parse(id), customer);
    }
}
