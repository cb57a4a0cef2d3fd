using KpiPlatform.Domain.Identity;
using KpiPlatform.Domain.Quality;
using KpiPlatform.Persistence.Tests.Fixtures;
using NodaTime;
using Shouldly;
using Xunit;

namespace KpiPlatform.Persistence.Tests.Stores;

public abstract class IntakeQualityTests(StorageProvider provider) : StorageTests(provider)
{
    private static readonly TenantNumber Acme = new(1);
    private static readonly TenantNumber Other = new(2);
    private static readonly Instant Noon = Instant.FromUtc(2026, 1, 15, 12, 0);

    [SkippableFact]
    public async Task AddAsync_Again_AddsCountsAndKeepsTheLatestTimes()
    {
        var quality = (await StartModuleAsync()).Quality;
        var late = Noon - Duration.FromHours(2);
        await quality.AddAsync(Report(10, accepted: 3, newest: Noon), CancellationToken.None);
        await quality.AddAsync(Report(11, accepted: 4, newest: late), CancellationToken.None);
        await quality.AddAsync(new([new(Other, 10, "shop", IntakeOutcome.Accepted, "", 100)], [], []), CancellationToken.None);

        var counts = await quality.ReadCountsAsync(Acme, 10, 12, CancellationToken.None);
        counts.Select(count => (count.Source, count.Outcome, count.Reason, count.Count)).ShouldBe(
            [("shop", IntakeOutcome.Accepted, "", 7), ("shop", IntakeOutcome.Rejected, "REQUIRED", 2)]);
        (await quality.ReadCountsAsync(Acme, 11, 12, CancellationToken.None)).Single(count => count.Outcome == IntakeOutcome.Accepted).Count.ShouldBe(4);
        (await quality.ReadCountsAsync(Acme, 12, 20, CancellationToken.None)).ShouldBeEmpty();
        (await quality.ReadSourcesAsync(Acme, CancellationToken.None)).ShouldBe([new(Acme, "shop", Noon, Noon)]);
    }

    [SkippableFact]
    public async Task Rejected_AreListedFoundDeletedAndTrimmed()
    {
        var quality = (await StartModuleAsync()).Quality;
        RejectedPayload[] all =
        [
            Rejected("01", Noon - Duration.FromDays(31), "shop", "REQUIRED"),
            Rejected("02", Noon, "shop", "REQUIRED"),
            Rejected("03", Noon, "till", "REQUIRED"),
            Rejected("04", Noon, "shop", "OUT_OF_RANGE"),
            Rejected("05", Noon, "shop", "REQUIRED", Other),
        ];
        await quality.AddAsync(new([], [], all), CancellationToken.None);
        await quality.AddAsync(new([], [], [all[1]]), CancellationToken.None);

        (await IdsAsync(new(Acme, null, null, null, 2))).ShouldBe(["01", "02"]);
        (await IdsAsync(new(Acme, null, null, "02", 10))).ShouldBe(["03", "04"]);
        (await IdsAsync(new(Acme, "shop", "REQUIRED", null, 10))).ShouldBe(["01", "02"]);
        var found = await quality.FindRejectedAsync(Acme, ["04", "05", "99"], CancellationToken.None);
        var one = found.ShouldHaveSingleItem();
        (one.Id, one.RejectedAt, one.Field, one.Message).ShouldBe(("04", Noon, "purchase.amount", "It is wrong."));
        one.Payload.ToArray().ShouldBe([1, 2, 3]);

        (await quality.TrimRejectedAsync(Noon - RejectedLimits.Age, CancellationToken.None)).ShouldBe(1);
        await quality.DeleteRejectedAsync(Acme, ["02", "05"], CancellationToken.None);
        (await IdsAsync(new(Acme, null, null, null, 10))).ShouldBe(["03", "04"]);
        (await IdsAsync(new(Other, null, null, null, 10))).ShouldBe(["05"]);

        async Task<IEnumerable<string>> IdsAsync(RejectedQuery query) =>
            (await quality.ListRejectedAsync(query, CancellationToken.None)).Select(rejected => rejected.Id);
    }

    [SkippableFact]
    public async Task TrimRejectedAsync_BeyondTheBytesOfATenant_DeletesItsOldest()
    {
        var quality = (await StartModuleAsync()).Quality;
        var large = new byte[RejectedLimits.BytesPerTenant / 4];
        foreach (var id in new[] { "1", "2", "3", "4", "5" })
            await quality.AddAsync(new([], [], [Rejected(id, Noon, "shop", "REQUIRED") with { Payload = large }]), CancellationToken.None);
        await quality.AddAsync(new([], [], [Rejected("1", Noon, "shop", "REQUIRED", Other)]), CancellationToken.None);
        (await quality.TrimRejectedAsync(Noon - RejectedLimits.Age, CancellationToken.None)).ShouldBe(1);
        (await quality.ListRejectedAsync(new(Acme, null, null, null, 10), CancellationToken.None)).Select(rejected => rejected.Id).ShouldBe(["2", "3", "4", "5"]);
        (await quality.ListRejectedAsync(new(Other, null, null, null, 10), CancellationToken.None)).ShouldHaveSingleItem();
    }

    private static IntakeReport Report(int day, long accepted, Instant newest) => new(
        [new(Acme, day, "shop", IntakeOutcome.Accepted, "", accepted), new(Acme, day, "shop", IntakeOutcome.Rejected, "REQUIRED", 1)],
        [new(Acme, "shop", newest, newest)],
        []);

    private static RejectedPayload Rejected(string id, Instant at, string source, string reason, TenantNumber? tenant = null) =>
        new(tenant ?? Acme, id, at, source, reason, "purchase.amount", "It is wrong.", new byte[] { 1, 2, 3 });
}
