using KpiPlatform.Domain.Auditing;
using KpiPlatform.Domain.Identity;
using KpiPlatform.Persistence.Tests.Fixtures;
using NodaTime;
using Shouldly;
using Xunit;

namespace KpiPlatform.Persistence.Tests.Stores;

public abstract class AuditTests(StorageProvider provider) : StorageTests(provider)
{
    private static readonly TenantNumber Acme = new(7);

    [SkippableFact]
    public async Task AppendAsync_SeveralLogs_ChainsEachByItself()
    {
        var module = await StartModuleAsync();
        await module.Audit.AppendAsync([Entry(Acme, "a"), Entry(null, "b"), Entry(Acme, "c", allowed: false)], CancellationToken.None);
        await module.Audit.AppendAsync([Entry(Acme, "d")], CancellationToken.None);

        var events = await module.Audit.ListAsync(new(Acme, 0, 10), CancellationToken.None);

        events.Select(one => (one.Sequence, one.Entry.Method)).ShouldBe([(1, "a"), (2, "c"), (3, "d")]);
        var digest = AuditChain.Start;
        foreach (var one in events)
        {
            digest = AuditChain.Digest(digest.Span, one.Sequence, one.Entry);
            one.Digest.ToArray().ShouldBe(digest.ToArray());
        }

        var head = await module.Audit.ReadHeadAsync(Acme, CancellationToken.None);
        head.Sequence.ShouldBe(3);
        head.Digest.ToArray().ShouldBe(digest.ToArray());
        (await module.Audit.ListAsync(new(null, 0, 10), CancellationToken.None)).ShouldHaveSingleItem().Entry.ShouldBe(Entry(null, "b"));
        (await module.Audit.ListAsync(new(Acme, 0, 10) { DeniedOnly = true }, CancellationToken.None)).ShouldHaveSingleItem().Entry.Method.ShouldBe("c");
        (await module.Audit.ListAsync(new(Acme, 1, 1) { Principal = "key:1" }, CancellationToken.None)).ShouldHaveSingleItem().Sequence.ShouldBe(2);
    }

    [SkippableFact]
    public async Task AppendAsync_FromTwoHostsAtOnce_LeavesNoGap()
    {
        var modules = new[] { await StartModuleAsync(), await StartModuleAsync() };
        await Task.WhenAll(Enumerable.Range(0, 40).Select(i => modules[i % 2].Audit.AppendAsync([Entry(Acme, $"m{i}"), Entry(null, $"m{i}")], CancellationToken.None)));
        var events = await modules[0].Audit.ListAsync(new(Acme, 0, 100), CancellationToken.None);
        events.Select(one => one.Sequence).ShouldBe(Enumerable.Range(1, 40).Select(i => (long)i));
        events.Select(one => one.Entry.Method).Distinct().Count().ShouldBe(40);
    }

    [SkippableFact]
    public async Task Update_OfAnEntry_IsRefusedByTheDatabase()
    {
        var module = await StartModuleAsync();
        await module.Audit.AppendAsync([Entry(Acme, "a")], CancellationToken.None);
        await Should.ThrowAsync<System.Data.Common.DbException>(() => ExecuteAsync("update audit_event set method = 'z'"));
    }

    private static AuditEntry Entry(TenantNumber? tenant, string method, bool allowed = true) =>
        new(tenant, Instant.FromUtc(2026, 1, 10, 8, 0), "key:1", method, "tenants/acme/customers/-", allowed, allowed ? string.Empty : "TENANT_DENIED", "127.0.0.1", 1);
}
