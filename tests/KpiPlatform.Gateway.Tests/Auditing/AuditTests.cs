using Google.Protobuf;
using KpiPlatform.Domain;
using KpiPlatform.Domain.Access;
using KpiPlatform.Domain.Auditing;
using KpiPlatform.Domain.Identity;
using KpiPlatform.Gateway.Access;
using KpiPlatform.Gateway.Auditing;
using KpiPlatform.Gateway.Tests.Hosting;
using KpiPlatform.Protocol.V1;
using KpiPlatform.Testing.InMemory;
using Microsoft.Extensions.Logging.Abstractions;
using NodaTime;

namespace KpiPlatform.Gateway.Tests.Auditing;

public sealed class AuditTests
{
    private static readonly Instant Now = Instant.FromUtc(2026, 1, 15, 12, 0);
    private readonly InMemoryAuditStore _store = new();
    private readonly InMemoryTenantRegistry _tenants = new();

    [Fact]
    public async Task Record_OfATenantsCallerAndOfThePlatform_GoesIntoTheLogConcerned()
    {
        using var log = await LogAsync();
        log.Record(Decision("a", "acme"));
        log.Record(Decision("b", null, resource: "tenants/acme/scorecards/main"));
        log.Record(Decision("c", null));
        log.Record(Decision("d", "acme", resource: "tenants/globex", allowed: false));
        (await log.FlushAsync(CancellationToken.None)).ShouldBeTrue();

        _store.Events.Where(one => one.Entry.Tenant == new TenantNumber(1)).Select(one => one.Entry.Method).ShouldBe(["a", "b", "d"]);
        _store.Events.Where(one => one.Entry.Tenant is null).ShouldHaveSingleItem().Entry.Method.ShouldBe("c");
    }

    [Fact]
    public async Task Record_MoreThanFits_LosesNoDenialAndCountsThem()
    {
        const int Calls = AuditLog.MaxQueued + 5_000;
        using var log = await LogAsync();
        for (var i = 0; i < Calls; i++)
            log.Record(Decision("m", "acme", allowed: false));
        await log.FlushAsync(CancellationToken.None);
        _store.Events.Sum(one => one.Entry.Count).ShouldBe(Calls);
        _store.Events.Count.ShouldBe(AuditLog.MaxQueued + 1);
    }

    [Fact]
    public async Task Record_ManyPermissionsOfOneKindAtOnce_WritesTheFirstAndCountsTheRest_AndBeginsAnewAfterwards()
    {
        const int Calls = AuditLog.MaxAlone + 5_000;
        using var log = await LogAsync();
        for (var flush = 0; flush < 2; flush++)
        {
            for (var i = 0; i < Calls; i++)
                log.Record(Decision("m", "acme"));
            log.Record(Decision("n", "acme"));
            await log.FlushAsync(CancellationToken.None);
        }

        _store.Events.Count(one => one.Entry.Method == "n").ShouldBe(2);
        var many = _store.Events.Select(one => one.Entry).Where(entry => entry.Method == "m").ToList();
        many.Count.ShouldBe(2 * (AuditLog.MaxAlone + 1));
        many.Sum(entry => entry.Count).ShouldBe(2 * Calls);
    }

    [Fact]
    public async Task Flush_WhileTheDatabaseIsAway_KeepsEverythingForTheNextTime()
    {
        using var log = await LogAsync();
        log.Record(Decision("a", "acme"));
        _store.Failure = new DomainException(ErrorKind.Unavailable, "STORAGE_UNAVAILABLE", "Away.");
        (await log.FlushAsync(CancellationToken.None)).ShouldBeFalse();
        log.Record(Decision("b", "acme"));
        _store.Failure = null;
        (await log.FlushAsync(CancellationToken.None)).ShouldBeTrue();
        _store.Events.Select(one => one.Entry.Method).ShouldBe(["a", "b"]);
    }

    [Theory]
    [InlineData("none", 0, "")]
    [InlineData("alter", 2, "not what was written")]
    [InlineData("remove", 2, "missing")]
    [InlineData("removeLast", 3, "removed")]
    [InlineData("reorder", 1, "not what was written")]
    [InlineData("remake", 2, "pinned")]
    public async Task VerifyAuditLog_TamperedWith_NamesTheEntry(string tampering, long bad, string problem)
    {
        await using var server = await GatewayServer.StartAsync();
        var store = server.Ports.AuditStore;
        AuditEntry[] entries = [Entry("a"), Entry("b"), Entry("c")];
        await store.AppendAsync(entries, CancellationToken.None);
        var pin = store.Events[1].Digest;
        switch (tampering)
        {
            case "alter":
                store.Events[1] = store.Events[1] with { Entry = Entry("b") with { Principal = "key:other" } };
                break;
            case "remove":
                store.Events.RemoveAt(1);
                break;
            case "removeLast":
                store.Events.RemoveAt(2);
                break;
            case "reorder":
                (store.Events[0], store.Events[1]) = (store.Events[0] with { Entry = Entry("b") }, store.Events[1] with { Entry = Entry("a") });
                break;
            case "remake":
                // Whoever holds the database can compute a chain as well; only what was written down elsewhere tells.
                store.Events[1] = new(2, Entry("x"), AuditChain.Digest(store.Events[0].Digest.Span, 2, Entry("x")));
                store.Events[2] = new(3, Entry("c"), AuditChain.Digest(store.Events[1].Digest.Span, 3, Entry("c")));
                break;
        }

        var response = await new AuditService.AuditServiceClient(server.Channel).VerifyAuditLogAsync(
            new VerifyAuditLogRequest { Parent = "tenants/acme", PinnedSequence = 2, PinnedDigest = ByteString.CopyFrom(pin.Span) });

        response.FirstBadSequence.ShouldBe(bad);
        response.Problem.ShouldContain(problem);
        response.HeadSequence.ShouldBe(3);
    }

    [Fact]
    public async Task ListAuditEvents_SeveralPages_GivesEachOnce()
    {
        await using var server = await GatewayServer.StartAsync();
        await server.Ports.AuditStore.AppendAsync([Entry("a"), Entry("b"), Entry("c") with { Allowed = false, Reason = "ROLE_MISSING" }], CancellationToken.None);
        var client = new AuditService.AuditServiceClient(server.Channel);
        var first = await client.ListAuditEventsAsync(new() { Parent = "tenants/acme", PageSize = 2 });
        var second = await client.ListAuditEventsAsync(new() { Parent = "tenants/acme", PageSize = 2, PageToken = first.NextPageToken });
        first.Events.Concat(second.Events).Select(one => one.Method).ShouldBe(["a", "b", "c"]);
        second.NextPageToken.ShouldBeEmpty();
        (await client.ListAuditEventsAsync(new() { Parent = "tenants/acme", DeniedOnly = true })).Events.ShouldHaveSingleItem().Reason.ShouldBe("ROLE_MISSING");
    }

    private static AccessDecision Decision(string method, string? tenant, string resource = "", bool allowed = true) => new(
        Now,
        new Caller { Tenant = tenant is null ? null : TenantId.Parse(tenant), Roles = AccessRoles.PlatformAdmin, Principal = "key:1" },
        method,
        resource,
        allowed,
        allowed ? string.Empty : "DENIED",
        "127.0.0.1");

    private static AuditEntry Entry(string method) =>
        new(Testing.Interactions.InteractionGenerator.Definition.Tenant, Now, "key:1", method, string.Empty, Allowed: true, string.Empty, "127.0.0.1", 1);

    private async Task<AuditLog> LogAsync()
    {
        await _tenants.GetOrAddAsync(TenantId.Parse("acme"), CancellationToken.None);
        return new(_store, _tenants, TimeProvider.System, NullLogger<AuditLog>.Instance);
    }
}
