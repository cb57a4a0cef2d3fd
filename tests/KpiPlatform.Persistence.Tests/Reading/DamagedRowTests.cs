using System.Globalization;
using KpiPlatform.Domain;
using KpiPlatform.Domain.Identity;
using KpiPlatform.Domain.Journal;
using KpiPlatform.Persistence.Tests.Fixtures;
using KpiPlatform.Testing.Journal;
using Shouldly;
using Xunit;

namespace KpiPlatform.Persistence.Tests.Reading;

/// <summary>Rows are changed behind the platform's back, a bit at a time: what was changed is found when it is read, and not used.</summary>
public abstract class DamagedRowTests(StorageProvider provider) : StorageTests(provider)
{
    private const int Flipped = 16;

    [SkippableTheory]
    [InlineData("customer")]
    [InlineData("version")]
    [InlineData("position")]
    [InlineData("recorded_at")]
    [InlineData("occurred_at")]
    [InlineData("identity_hash")]
    [InlineData("content_hash")]
    [InlineData("tenant")]
    [InlineData("revision")]
    [InlineData("definition")]
    [InlineData("kind")]
    [InlineData("source")]
    [InlineData("facts")]
    [InlineData("checksum")]
    public async Task ScanAsync_ABitOfAColumnFlipped_ThrowsDataLoss(string column)
    {
        var module = await StartModuleAsync();
        var (tenant, _, _) = await AddCustomerAsync(module, rows: 3);
        var changed = column == "tenant" ? new(tenant.Value ^ Flipped) : tenant;
        (await ToListAsync(module.Reader.ScanAsync(tenant, null, CancellationToken.None))).Count.ShouldBe(3);

        await ExecuteAsync($"update journal set {column} = {FlippedValue(column)} where version = 2");

        var thrown = await Should.ThrowAsync<DomainException>(() => ToListAsync(module.Reader.ScanAsync(changed, null, CancellationToken.None)));
        (thrown.Kind, thrown.Reason).ShouldBe((ErrorKind.DataLoss, "ROW_DAMAGED"));
        thrown.Message.ShouldContain("customer number");
    }

    [SkippableTheory]
    [InlineData("kind", 1L << 10)]
    [InlineData("revision", 1L << 30)]
    [InlineData("definition", 1L << 30)]
    [InlineData("version", 1L << 40)]
    public async Task ScanAsync_ABitThatNoValueUses_ThrowsDataLoss(string column, long bit)
    {
        var module = await StartModuleAsync();
        var (tenant, _, _) = await AddCustomerAsync(module, rows: 3);
        await ExecuteAsync($"update journal set {column} = {column} + {bit} where version = 2");

        (await Should.ThrowAsync<DomainException>(() => ToListAsync(module.Reader.ScanAsync(tenant, null, CancellationToken.None)))).Reason.ShouldBe("ROW_DAMAGED");
    }

    [SkippableFact]
    public async Task LoadCustomerAsync_ABitOfTheFactsFlipped_ThrowsDataLoss_AndOtherCustomersAreRead()
    {
        var module = await StartModuleAsync();
        var (tenant, damaged, _) = await AddCustomerAsync(module, "damaged");
        var (_, whole, _) = await AddCustomerAsync(module, "whole");
        await ExecuteAsync($"update journal set facts = {FlippedValue("facts")} where customer = (select customer from customer where external_id = 'damaged')");

        (await Should.ThrowAsync<DomainException>(() => module.Reader.LoadCustomerAsync(new(tenant, damaged), CancellationToken.None))).Kind.ShouldBe(ErrorKind.DataLoss);
        (await module.Reader.LoadCustomerAsync(new(tenant, whole), CancellationToken.None)).ShouldNotBeNull();
    }

    [SkippableFact]
    public async Task LoadCustomerAsync_ADamagedOneAmongManyAtOnce_FailsAlone()
    {
        var module = await StartModuleAsync();
        var added = new List<(TenantNumber Tenant, CustomerId Id)>();
        for (var i = 0; i < 20; i++)
        {
            var (tenant, id, _) = await AddCustomerAsync(module, i == 7 ? "damaged" : $"whole-{i}");
            added.Add((tenant, id));
        }

        await ExecuteAsync($"update journal set facts = {FlippedValue("facts")} where customer = (select customer from customer where external_id = 'damaged')");

        // Batches form while others are under way: so many that some are.
        var loads = Enumerable.Range(0, 200).Select(i => added[i % added.Count]).Select(one => (one.Id, Load: module.Reader.LoadCustomerAsync(new(one.Tenant, one.Id), CancellationToken.None))).ToList();
        foreach (var (id, load) in loads)
        {
            if (id.Value == "damaged")
                (await Should.ThrowAsync<DomainException>(() => load)).Reason.ShouldBe("ROW_DAMAGED");
            else
                (await load).ShouldNotBeNull().Tail.Count.ShouldBe(1);
        }
    }

    [SkippableFact]
    public async Task ReadCustomerAsync_ABitOfThePersonalPartFlipped_ThrowsDataLoss()
    {
        var module = await StartModuleAsync();
        var (tenant, _, customer) = await AddCustomerAsync(module);
        await module.Writer.AppendAsync(JournalAppends.Of(tenant, customer, 2) with { Entries = [new(JournalAppends.Interaction("i2", personal: [1, 2, 3]), 1)] });
        await ExecuteAsync($"update journal_personal set personal = {FlippedBytes("personal", "000203")}");

        (await Should.ThrowAsync<DomainException>(() => ToListAsync(module.Reader.ReadCustomerAsync(tenant, customer, 1, CancellationToken.None)))).Message.ShouldContain("personal part");
    }

    [SkippableTheory]
    [InlineData("delta")]
    [InlineData("seq")]
    [InlineData("prev_seq")]
    [InlineData("newest_event_at")]
    [InlineData("recorded_at")]
    public async Task ReadDeltasAsync_ABitFlipped_ThrowsDataLoss(string column)
    {
        var module = await StartModuleAsync();
        var (tenant, _, _) = await AddCustomerAsync(module);
        (await ToListAsync(module.Reader.ReadDeltasAsync(tenant, 0, PositionVector.Empty, CancellationToken.None))).ShouldNotBeEmpty();

        var last = Convert.ToInt64(await ExecuteAsync("select length(delta) from commit_delta"), CultureInfo.InvariantCulture) - 1;
        var whole = (string)(await ExecuteAsync(Provider == StorageProvider.PostgreSql ? "select encode(delta, 'hex') from commit_delta" : "select hex(delta) from commit_delta"))!;
        var flipped = whole[..^2] + (Convert.ToByte(whole[^2..], 16) ^ 1).ToString("x2", CultureInfo.InvariantCulture);
        await ExecuteAsync($"update commit_delta set {column} = {(column == "delta" ? FlippedBytes("delta", flipped, last * 8) : FlippedValue(column))}");

        (await Should.ThrowAsync<DomainException>(() => ToListAsync(module.Reader.ReadDeltasAsync(tenant, 0, PositionVector.Empty, CancellationToken.None)))).Reason.ShouldBe("ROW_DAMAGED");
    }

    [SkippableFact]
    public async Task LoadCustomerAsync_ASnapshotsBitFlipped_ReadsTheJournalInstead()
    {
        var module = await StartModuleAsync();
        var (tenant, id, customer) = await AddCustomerAsync(module, rows: 3);
        module.Snapshots.Save(new(tenant, customer, 2, new byte[] { 1, 2, 3 }) { Generation = 1, Definition = 1 });
        await module.Snapshots.FlushAsync(CancellationToken.None);
        (await module.Reader.LoadCustomerAsync(new(tenant, id), CancellationToken.None))!.SnapshotVersion.ShouldBe(2);

        await ExecuteAsync($"update customer_snapshot set state = {FlippedBytes("state", "000203")}");

        var loaded = (await module.Reader.LoadCustomerAsync(new(tenant, id), CancellationToken.None))!;
        (loaded.SnapshotVersion, loaded.Snapshot.Length, loaded.Tail.Count).ShouldBe((0, 0, 3));
    }

    [SkippableTheory]
    [InlineData("key")]
    [InlineData("value")]
    public async Task LoadMeasures_ABitOfACellFlipped_ThrowsDataLoss(string column)
    {
        var module = await StartModuleAsync();
        var tenant = await module.Tenants.GetOrAddAsync(Domain.Identity.TenantId.Parse("acme"), CancellationToken.None);
        var cells = JournalAppends.Delta(7).Changes.ToArray();
        (await module.Measures.SaveAsync(tenant, 0, new(0, PositionVector.Empty, null, cells), CancellationToken.None)).ShouldBeTrue();
        (await module.Measures.LoadAsync(tenant, 0, CancellationToken.None)).Cells.ShouldBe(cells);

        await ExecuteAsync($"update measure_cell set {column} = {FlippedValue(column)}");

        var thrown = await Should.ThrowAsync<DomainException>(() => module.Measures.LoadAsync(tenant, 0, CancellationToken.None));
        (thrown.Kind, thrown.Reason).ShouldBe((ErrorKind.DataLoss, "ROW_DAMAGED"));
        thrown.Message.ShouldContain("kpi tenant backfill");
    }

    [SkippableFact]
    public async Task ScanAsync_RowsFromBeforeChecksums_AreRead()
    {
        var module = await StartModuleAsync();
        var (tenant, _, _) = await AddCustomerAsync(module, rows: 2);
        await ExecuteAsync("update journal set checksum = null");

        (await ToListAsync(module.Reader.ScanAsync(tenant, null, CancellationToken.None))).Count.ShouldBe(2);
    }

    /// <summary>SQL of a column's value with one bit flipped; of the source, with one letter changed.</summary>
    private string FlippedValue(string column) => column switch
    {
        "source" => "'shoq'",
        "facts" => FlippedBytes(column, "000203"),
        "kind" => "kind + 1",
        "recorded_at" or "occurred_at" or "newest_event_at" when Provider == StorageProvider.PostgreSql => $"{column} + interval '16 microseconds'",
        _ => $"({column} | {Flipped}) - ({column} & {Flipped})",
    };

    private string FlippedBytes(string column, string flipped, long bit = 0) =>
        Provider == StorageProvider.PostgreSql ? $"set_bit({column}, {bit}, 1 - get_bit({column}, {bit}))" : $"x'{flipped}'";
}
