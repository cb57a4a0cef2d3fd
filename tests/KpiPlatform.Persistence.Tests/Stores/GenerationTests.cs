using KpiPlatform.Domain.Identity;
using KpiPlatform.Domain.Journal;
using KpiPlatform.Domain.Measures;
using KpiPlatform.Persistence.Tests.Fixtures;
using KpiPlatform.Testing.Journal;
using Shouldly;
using Xunit;

namespace KpiPlatform.Persistence.Tests.Stores;

/// <summary>Generations of cells, and the marks by which customers begin to count in one.</summary>
public abstract class GenerationTests(StorageProvider provider) : StorageTests(provider)
{
    private static readonly int NextShard = MeasuresShard.Of(1);

    [SkippableFact]
    public async Task AppendAsync_WithOtherShards_CommitsADeltaForEach()
    {
        var observer = new RecordingObserver();
        var module = await StartModuleAsync(observer: observer);
        var (tenant, _, customer) = await AddCustomerAsync(module);
        await CommitAsync(module, Mark(tenant, customer, 2, definition: 2, contribution: 7));
        await CommitAsync(module, JournalAppends.Of(tenant, customer, 3) with { Also = [new(NextShard, JournalAppends.Delta(4))] });

        (await SumAsync(module, tenant, 0)).ShouldBe(2);
        (await SumAsync(module, tenant, NextShard)).ShouldBe(11);
        var next = await ToListAsync(module.Reader.ReadDeltasAsync(tenant, NextShard, PositionVector.Empty, CancellationToken.None));
        next.Select(delta => (delta.PreviousSeq, delta.Position.Seq)).ShouldBe([(0, 2), (2, 3)]);
        observer.Commits.SelectMany(commit => commit.Notices).Count(notice => notice.Shard == NextShard).ShouldBe(2);
        (await module.Backfill.ReadLastDeltaTimeAsync(tenant, NextShard, CancellationToken.None)).ShouldBe(next[^1].RecordedAt);
        (await module.Backfill.ReadLastDeltaTimeAsync(tenant, 999, CancellationToken.None)).ShouldBeNull();
    }

    [SkippableFact]
    public async Task Mark_IsInTheTailAloneAndNeverAmongInteractions()
    {
        var module = await StartModuleAsync();
        var (tenant, id, customer) = await AddCustomerAsync(module);
        await CommitAsync(module, Mark(tenant, customer, 2, definition: 2));
        await CommitAsync(module, JournalAppends.Of(tenant, customer, 3));

        var stored = await module.Reader.LoadCustomerAsync(new(tenant, id), CancellationToken.None);
        stored!.Tail.Select(row => (row.Version, row.IsMark, row.Definition)).ShouldBe([(1, false, 1), (2, true, 2), (3, false, 1)]);
        (await ToListAsync(module.Reader.ReadCustomerAsync(tenant, customer, 1, CancellationToken.None))).Select(row => row.Version).ShouldBe([1, 3]);
        (await ToListAsync(module.Reader.ScanAsync(tenant, null, CancellationToken.None))).Select(row => row.Version).ShouldBe([1, 3]);
        (await module.Reader.ListAsync(new(tenant, customer, null, null, null, null, 10), CancellationToken.None)).Select(row => row.Row.Version).ShouldBe([1, 3]);
        (await module.Reader.FindAsync(tenant, customer, 0, 0, CancellationToken.None)).ShouldBeEmpty();
    }

    [SkippableFact]
    public async Task Mark_BesideAnotherAppendOfTheSameVersion_OneOfThemLoses()
    {
        var modules = new[] { await StartModuleAsync(), await StartModuleAsync() };
        var (tenant, _, customer) = await AddCustomerAsync(modules[0]);
        var outcomes = await Task.WhenAll(
            modules[0].Writer.AppendAsync(Mark(tenant, customer, 2, definition: 2, contribution: 1)),
            modules[1].Writer.AppendAsync(Mark(tenant, customer, 2, definition: 2, contribution: 1)));
        outcomes.Select(outcome => outcome.Status).Order().ShouldBe([AppendStatus.Committed, AppendStatus.Conflict]);
        (await SumAsync(modules[0], tenant, NextShard)).ShouldBe(1);
    }

    [SkippableFact]
    public async Task AppendAsync_OfOneTenant_AreCommittedInTheOrderOfTheCalls()
    {
        // What ends counting anew rests on it: a mark of the tenant is committed after everything that was queued before it.
        var module = await StartModuleAsync();
        var tenant = await module.Tenants.GetOrAddAsync(TenantId.Parse("acme"), CancellationToken.None);
        var appends = Enumerable.Range(0, 300)
            .Select(i => module.Writer.AppendAsync(JournalAppends.Of(tenant, module.Writer.AllocateCustomer(), rows: 1 + (i % 90), newCustomerId: CustomerId.Parse($"c{i}"))))
            .ToList();
        var outcomes = await Task.WhenAll(appends);
        outcomes.ShouldAllBe(outcome => outcome.Status == AppendStatus.Committed);
        outcomes.Select(outcome => outcome.First.Seq).ShouldBeInOrder();
    }

    [SkippableFact]
    public async Task ReadCustomersAsync_GivesPagesWithTheLastDefinition()
    {
        var module = await StartModuleAsync();
        var (tenant, first, one) = await AddCustomerAsync(module, "a", rows: 3);
        var (_, _, two) = await AddCustomerAsync(module, "b");
        var (_, third, three) = await AddCustomerAsync(module, "c");
        await AddCustomerAsync(module, "x", tenant: "other");
        await CommitAsync(module, Mark(tenant, three, 2, definition: 5));
        await CommitAsync(module, JournalAppends.Of(tenant, module.Writer.AllocateCustomer(), newCustomerId: CustomerId.TenantFacts));
        await ExecuteAsync($"update customer set external_id = null where customer = {two.Value}");

        var page = await module.Backfill.ReadCustomersAsync(tenant, null, 2, CancellationToken.None);
        page.ShouldBe([new(one, first, 3, 1), new(two, null, 1, 1)]);
        page = await module.Backfill.ReadCustomersAsync(tenant, two, 10, CancellationToken.None);
        page.Select(customer => (customer.CustomerId, customer.Version, customer.Definition)).ShouldBe([(third, 2, 5), (CustomerId.TenantFacts, 1, 1)]);
        (await module.Backfill.ReadCustomersAsync(tenant, page[^1].Customer, 10, CancellationToken.None)).ShouldBeEmpty();
        (await module.Backfill.CountCustomersAsync(tenant, CancellationToken.None)).ShouldBe(new(3, 1));
    }

    [SkippableFact]
    public async Task DeleteGenerationsAsync_LeavesWhatIsKeptAndOtherTenants()
    {
        var module = await StartModuleAsync();
        var (tenant, _, customer) = await AddCustomerAsync(module);
        var (other, _, _) = await AddCustomerAsync(module, tenant: "other");
        await CommitAsync(module, Mark(tenant, customer, 2, definition: 2, contribution: 7));
        foreach (var (owner, shard) in new[] { (tenant, 0), (tenant, NextShard), (tenant, MeasuresShard.Of(2, 63)), (tenant, MeasuresShard.Of(3)), (other, 0) })
            (await module.Measures.SaveAsync(owner, shard, new(0, PositionVector.Empty, null, [new(JournalAppends.Cell(), 1)]), CancellationToken.None)).ShouldBeTrue();

        while (await module.Backfill.DeleteGenerationsAsync(tenant, [1], upTo: 2, CancellationToken.None) > 0)
        {
        }

        (await ToListAsync(module.Reader.ReadDeltasAsync(tenant, 0, PositionVector.Empty, CancellationToken.None))).ShouldBeEmpty();
        (await module.Measures.LoadAsync(tenant, 0, CancellationToken.None)).Generation.ShouldBe(0);
        (await module.Measures.LoadAsync(tenant, MeasuresShard.Of(2, 63), CancellationToken.None)).Cells.ShouldBeEmpty();
        (await module.Measures.LoadAsync(tenant, MeasuresShard.Of(3), CancellationToken.None)).Cells.Count.ShouldBe(1);
        (await module.Measures.LoadAsync(tenant, NextShard, CancellationToken.None)).Cells.Count.ShouldBe(1);
        (await SumAsync(module, tenant, NextShard)).ShouldBe(7);
        (await module.Measures.LoadAsync(other, 0, CancellationToken.None)).Cells.Count.ShouldBe(1);
        (await SumAsync(module, other, 0)).ShouldBe(1);
    }

    [SkippableFact]
    public async Task Snapshot_KeepsItsGenerationAndDefinition()
    {
        var module = await StartModuleAsync();
        var (tenant, id, customer) = await AddCustomerAsync(module, rows: 2);
        module.Snapshots.Save(new(tenant, customer, 1, new byte[] { 1 }) { Generation = 3, Definition = 4 });
        await module.Snapshots.FlushAsync(CancellationToken.None);
        var stored = await module.Reader.LoadCustomerAsync(new(tenant, id), CancellationToken.None);
        (stored!.SnapshotGeneration, stored.SnapshotDefinition, stored.Tail.Count).ShouldBe((3, 4, 1));
        module.Snapshots.Save(new(tenant, customer, 2, new byte[] { 2 }) { Generation = 5, Definition = 6 });
        await module.Snapshots.FlushAsync(CancellationToken.None);
        stored = await module.Reader.LoadCustomerAsync(new(tenant, id), CancellationToken.None);
        (stored!.SnapshotGeneration, stored.SnapshotDefinition, stored.Tail.Count).ShouldBe((5, 6, 0));
    }

    private static JournalAppend Mark(TenantNumber tenant, CustomerNumber customer, long version, int definition, long contribution = 1) =>
        new(tenant, customer, null, version, [DefinitionMark.Of(definition, JournalAppends.DefaultOccurrence)], 0, new CellDelta(), null)
        {
            Also = [new(NextShard, JournalAppends.Delta(contribution))],
        };

    private static async Task CommitAsync(PersistenceModule module, JournalAppend append) =>
        (await module.Writer.AppendAsync(append)).Status.ShouldBe(AppendStatus.Committed);

    private static async Task<long> SumAsync(PersistenceModule module, TenantNumber tenant, int shard)
    {
        var deltas = await ToListAsync(module.Reader.ReadDeltasAsync(tenant, shard, PositionVector.Empty, CancellationToken.None));
        return deltas.Sum(delta => delta.Delta[JournalAppends.Cell()]);
    }
}
