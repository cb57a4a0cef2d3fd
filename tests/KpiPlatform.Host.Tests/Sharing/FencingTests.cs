using KpiPlatform.Domain;
using KpiPlatform.Domain.Hosts;
using KpiPlatform.Domain.Identity;
using KpiPlatform.Domain.Tenants;
using KpiPlatform.Grains.Abstractions;
using KpiPlatform.Grains.Abstractions.Customers;
using KpiPlatform.Grains.Abstractions.Scorecards;
using KpiPlatform.Testing.Databases;

namespace KpiPlatform.Host.Tests.Sharing;

/// <summary>Hosts that others declare dead.</summary>
public sealed class FencingTests
{
    [SkippableFact]
    public async Task FenceAsync_HostThatRuns_StopsAcknowledgingAndLearnsOfIt()
    {
        await using var database = await PostgresDatabase.CreateAsync();
        await using var cutOff = await BareHost.StartAsync(database.ConnectionString, "left-1");
        await using var other = await BareHost.StartAsync(database.ConnectionString, "right-1");
        (await cutOff.TenantGrain().Write(new(GrainJson.Write(new TenantSettings()), WriteMode.Create, null, "test"), default)).Require();
        (await cutOff.RecordAsync("ann", BareHost.Purchase("1", 100))).Results[0].Status.ShouldBe(RecordStatus.Accepted);

        (await other.Persistence.Hosts.FenceAsync("left-1", default)).ShouldBe(1);

        (await cutOff.RecordAsync("ann", BareHost.Purchase("2", 100))).Results[0].Status.ShouldBe(RecordStatus.Unavailable);
        await cutOff.Persistence.Superseded.WaitAsync(TimeSpan.FromSeconds(30));
        (await cutOff.RecordAsync("bob", BareHost.Purchase("3", 100))).Results[0].Status.ShouldBe(RecordStatus.Unavailable);
        (await database.ExecuteAsync("select count(*) from journal")).ShouldBe(1L);
        other.Persistence.Superseded.IsCompleted.ShouldBeFalse();
        (await other.RecordAsync("ann", BareHost.Purchase("2", 100))).Results[0].Status.ShouldBe(RecordStatus.Accepted);
    }

    [SkippableFact]
    public async Task FenceAsync_Twice_ClosesNothingMore()
    {
        await using var database = await PostgresDatabase.CreateAsync();
        await using var host = await BareHost.StartAsync(database.ConnectionString, "left-1");
        await using var gone = await BareHost.StartAsync(database.ConnectionString, "gone-1");

        (await host.Persistence.Hosts.FenceAsync("gone-1", default)).ShouldBe(1);
        (await host.Persistence.Hosts.FenceAsync("gone-1", default)).ShouldBe(0);

        (await host.Persistence.Hosts.ReadOpenAsync(default)).ShouldHaveSingleItem().Name.ShouldBe("left-1");
    }

    [SkippableFact]
    public async Task StartAsync_NameThatWasDeclaredDead_Refuses()
    {
        await using var database = await PostgresDatabase.CreateAsync();
        await using var host = await BareHost.StartAsync(database.ConnectionString, "left-1");
        await host.Persistence.Hosts.FenceAsync("right-1", default);

        var exception = await Should.ThrowAsync<DomainException>(() => BareHost.StartAsync(database.ConnectionString, "right-1"));

        exception.Reason.ShouldBe("HOST_FENCED");
    }

    [SkippableFact]
    public async Task DrainAsync_HostThatWasDeclaredDead_HasNothingToDrain()
    {
        await using var database = await PostgresDatabase.CreateAsync();
        await using var host = await BareHost.StartAsync(database.ConnectionString, "left-1");
        var hosts = host.Persistence.Hosts;
        await hosts.ReportAsync(Report("left-1"), 0, default);
        await hosts.ReportAsync(Report("killed-1"), 0, default);

        await hosts.FenceAsync("killed-1", default);

        (await hosts.DrainAsync("killed-1", default)).ShouldBeFalse("it will never learn of it");
        (await hosts.DrainAsync("left-1", default)).ShouldBeTrue();
        (await hosts.ReportAsync(Report("left-1"), 0, default)).ShouldBeTrue("it is told to drain");
    }

    [SkippableFact]
    public async Task ForgetOldAsync_DropsNoticesThatAllActedUpon_ButTheLast()
    {
        await using var database = await PostgresDatabase.CreateAsync();
        await using var host = await BareHost.StartAsync(database.ConnectionString, "left-1");
        await using var other = await BareHost.StartAsync(database.ConnectionString, "right-1");
        var hosts = host.Persistence.Hosts;
        var notices = new List<long>();
        for (var i = 0; i < 4; i++)
            notices.Add(await hosts.AnnounceAsync(TenantId.Parse("shop"), default));
        await AcknowledgeAsync("left-1", notices[3]);
        await AcknowledgeAsync("right-1", notices[1]);

        await hosts.ForgetOldAsync(default);
        (await hosts.ReadNoticesAsync(0, default)).Count.ShouldBe(4, "none is old");

        await database.ExecuteAsync("update definition_notice set announced_at = announced_at - interval '2 hours'");
        await hosts.ForgetOldAsync(default);
        (await hosts.ReadNoticesAsync(0, default)).Select(notice => notice.Number).ShouldBe(notices[2..], customMessage: "the other host has yet to act upon these");

        await AcknowledgeAsync("right-1", notices[3]);
        await hosts.ForgetOldAsync(default);
        (await hosts.ReadNoticesAsync(0, default)).Select(notice => notice.Number).ShouldBe([notices[3]]);

        Task AcknowledgeAsync(string name, long notice) => hosts.ReportAsync(Report(name), notice, default);
    }

    private static HostReport Report(string name) => new()
    {
        Name = name,
        Role = "all",
        Address = string.Empty,
        Version = "1",
        Status = HostStatus.Active,
        StartedAt = default,
        SeenAt = default,
        Writer = 0,
        Figures = new HostFigures(),
    };
}
