using Grpc.Core;
using KpiPlatform.Domain.Quality;
using KpiPlatform.Gateway.Quality;
using KpiPlatform.Gateway.Tests.Fakes;
using KpiPlatform.Gateway.Tests.Hosting;
using KpiPlatform.Gateway.Tests.Recording;
using KpiPlatform.Grains.Abstractions.Customers;
using KpiPlatform.Protocol.V1;
using KpiPlatform.Testing.Interactions;
using KpiPlatform.Testing.Time;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;
using static KpiPlatform.Gateway.Tests.Hosting.Samples;

namespace KpiPlatform.Gateway.Tests.Quality;

public sealed class DataQualityTests
{
    [Fact]
    public async Task GetDataQuality_AfterABatch_CountsWhatBecameOfEach()
    {
        await using var server = await GatewayServer.StartAsync(time: new ManualTimeProvider());
        server.Grains.Customer("acme/again").OnRecord = command => Task.FromResult(FakeCustomerGrain.Reply(command, RecordResult.Duplicate));
        server.Grains.Customer("acme/away").OnRecord = command => Task.FromResult(FakeCustomerGrain.Reply(command, new(RecordStatus.Unavailable, "STORAGE_UNAVAILABLE", "Later.", null)));
        server.Grains.Customer("acme/other").OnRecord = command => Task.FromResult(FakeCustomerGrain.Reply(command, new(RecordStatus.Rejected, "CONTENT_DIFFERS", "It is other.", "purchase.amount")));
        var batch = Batch(1, "a", "b", "again", "away", "other", "bad", "c");
        batch.Interactions[5].OccurTime = null;
        batch.Interactions[6].Source = "till";
        batch.Interactions[6].OccurTime = new() { Seconds = new DateTimeOffset(2026, 1, 15, 11, 0, 0, TimeSpan.Zero).ToUnixTimeSeconds() };
        using (var call = server.Interactions.RecordInteractions())
            await call.SendAsync(batch);
        await ReportAsync(server);

        var quality = await server.Interactions.GetDataQualityAsync(new() { Parent = GatewayServer.Tenant });

        // Of seven: a, b and c recorded (a and b of June 2025, so late), one duplicate, one to be sent again, two rejected: 3 of 6 that are no duplicates.
        var total = quality.Total;
        (total.ReceivedCount, total.AcceptedCount, total.DuplicateCount, total.RejectedCount, total.UnavailableCount, total.LateCount, total.NotKeptCount).ShouldBe((7, 3, 1, 2, 1, 2, 0));
        total.ValidityPercent.ShouldBe(50);
        total.Rejections.Select(rejection => (rejection.Reason, rejection.Count)).ShouldBe([("CONTENT_DIFFERS", 1), ("REQUIRED", 1)]);
        quality.Sources.Select(source => (source.Source, source.ReceivedCount)).ShouldBe([("shop", 6), ("till", 1)]);
        quality.Sources[0].NewestEventTime.Seconds.ShouldBe(1_750_000_000);
        quality.Sources[1].LateCount.ShouldBe(0);
        quality.Sources[1].LastReceiveTime.ToDateTime().ShouldBe(new DateTime(2026, 1, 15, 12, 0, 0, DateTimeKind.Utc));
    }

    [Fact]
    public async Task GetDataQuality_OfAnotherDay_HasNoCountsButTheSourcesTimes()
    {
        await using var server = await GatewayServer.StartAsync(time: new ManualTimeProvider());
        await server.Interactions.RecordInteractionAsync(new() { Parent = GatewayServer.Tenant, Interaction = Purchase("a", "1") });
        await ReportAsync(server);
        var quality = await server.Interactions.GetDataQualityAsync(new() { Parent = GatewayServer.Tenant, StartDate = "2026-01-14", EndDate = "2026-01-15" });
        (quality.Total.ReceivedCount, quality.Total.HasValidityPercent).ShouldBe((0, false));
        quality.Sources.ShouldHaveSingleItem().NewestEventTime.ShouldNotBeNull();
        quality = await server.Interactions.GetDataQualityAsync(new() { Parent = GatewayServer.Tenant, StartDate = "2026-01-15", EndDate = "2026-01-16" });
        quality.Total.AcceptedCount.ShouldBe(1);
        var details = await RpcErrorDetails.ThrownByAsync(
            StatusCode.InvalidArgument, async () => await server.Interactions.GetDataQualityAsync(new() { Parent = GatewayServer.Tenant, StartDate = "2026-01-15", EndDate = "2026-01-15" }));
        details.Field.ShouldBe("end_date");
    }

    [Fact]
    public async Task Record_ValidateOnly_IsNotCounted()
    {
        await using var server = await GatewayServer.StartAsync(time: new ManualTimeProvider());
        var bad = Purchase("a", "1");
        bad.OccurTime = null;
        await RpcErrorDetails.ThrownByAsync(
            StatusCode.InvalidArgument,
            async () => await server.Interactions.RecordInteractionAsync(new() { Parent = GatewayServer.Tenant, Interaction = bad, ValidateOnly = true }));
        var batch = Batch(1, "a");
        batch.ValidateOnly = true;
        using (var call = server.Interactions.RecordInteractions())
            await call.SendAsync(batch);
        server.Services.GetRequiredService<IntakeQuality>().Take().IsEmpty.ShouldBeTrue();
    }

    [Fact]
    public async Task Resubmit_AfterTheCauseIsMended_RecordsAndClearsTheList()
    {
        await using var server = await GatewayServer.StartAsync(time: new ManualTimeProvider());
        var settings = InteractionGenerator.Settings;
        server.Ports.Definitions["acme"] = new(new(1), 1, settings with { Surveys = [] });
        var answer = Purchase("a", "answer");
        answer.SurveyAnswered = new SurveyAnswered { Survey = "csat", Value = 5 };
        var broken = Purchase("b", "broken");
        broken.OccurTime = null;
        foreach (var interaction in new[] { answer, broken })
            await RpcErrorDetails.ThrownByAsync(StatusCode.InvalidArgument, async () => await server.Interactions.RecordInteractionAsync(new() { Parent = GatewayServer.Tenant, Interaction = interaction }));
        await ReportAsync(server);
        var listed = (await server.Interactions.ListRejectedInteractionsAsync(new() { Parent = GatewayServer.Tenant })).Rejections;
        listed.Select(rejection => rejection.Interaction).ShouldBe([answer, broken]);
        (listed[1].Reason, listed[1].Field).ShouldBe(("REQUIRED", "occur_time"));
        (await server.Interactions.ListRejectedInteractionsAsync(new() { Parent = GatewayServer.Tenant, Reason = "REQUIRED" })).Rejections.ShouldHaveSingleItem();

        server.Ports.Definitions["acme"] = new(new(1), 2, settings);
        var request = new ResubmitRejectedInteractionsRequest { Parent = GatewayServer.Tenant, Ids = { listed[0].Id, listed[1].Id, "unknown" } };
        var response = await server.Interactions.ResubmitRejectedInteractionsAsync(request);
        (response.AcceptedCount, response.DuplicateCount, response.Token.Length > 0).ShouldBe((1, 0, true));
        response.Rejected.ShouldHaveSingleItem().ShouldSatisfyAllConditions(
            rejected => rejected.Id.ShouldBe(listed[1].Id),
            rejected => rejected.Field.ShouldBe("occur_time"));
        response.UnknownIds.ShouldBe(["unknown"]);
        server.Grains.Customer("acme/a").Commands.ShouldHaveSingleItem();

        // What is refused again stands on the list once, as before.
        await ReportAsync(server);
        (await server.Interactions.ListRejectedInteractionsAsync(new() { Parent = GatewayServer.Tenant })).Rejections.Select(rejection => rejection.Id).ShouldBe([listed[1].Id]);
    }

    [Fact]
    public async Task ListRejected_Pages_AreJoinedByTheToken()
    {
        await using var server = await GatewayServer.StartAsync(time: new ManualTimeProvider());
        var batch = Batch(1, "a", "b", "c");
        foreach (var interaction in batch.Interactions)
            interaction.OccurTime = null;
        using (var call = server.Interactions.RecordInteractions())
            await call.SendAsync(batch);
        await ReportAsync(server);
        var request = new ListRejectedInteractionsRequest { Parent = GatewayServer.Tenant, PageSize = 2 };
        var first = await server.Interactions.ListRejectedInteractionsAsync(request);
        request.PageToken = first.NextPageToken;
        var second = await server.Interactions.ListRejectedInteractionsAsync(request);
        (first.Rejections.Count, second.Rejections.Count, second.NextPageToken).ShouldBe((2, 1, string.Empty));
        first.Rejections.Concat(second.Rejections).Select(rejection => rejection.Id).Distinct().Count().ShouldBe(3);
    }

    [Fact]
    public async Task Report_WhenTheDatabaseIsAway_KeepsWhatItHas()
    {
        await using var server = await GatewayServer.StartAsync(time: new ManualTimeProvider());
        server.Ports.Quality.IsAway = true;
        await server.Interactions.RecordInteractionAsync(new() { Parent = GatewayServer.Tenant, Interaction = Purchase("a", "1") });
        var reporter = server.Services.GetRequiredService<IntakeReporter>();
        (await reporter.ReportAsync(default)).ShouldBeFalse();
        await server.Interactions.RecordInteractionAsync(new() { Parent = GatewayServer.Tenant, Interaction = Purchase("a", "2") });
        server.Ports.Quality.IsAway = false;
        (await reporter.ReportAsync(default)).ShouldBeTrue();
        var quality = await server.Interactions.GetDataQualityAsync(new() { Parent = GatewayServer.Tenant });
        (quality.Total.AcceptedCount, quality.Sources[0].NewestEventTime.Seconds).ShouldBe((2, 1_750_000_000));
    }

    [Fact]
    public async Task Trim_DeletesWhatIsOlderThanThirtyDays()
    {
        await using var server = await GatewayServer.StartAsync(time: new ManualTimeProvider());
        await server.Services.GetRequiredService<IntakeReporter>().TrimAsync(default);
        server.Ports.Quality.Trims.ShouldContain(Instant.FromUtc(2025, 12, 16, 12, 0));
    }

    [Fact]
    public void Keep_WithoutRoom_IsCountedAsNotKept()
    {
        var quality = new IntakeQuality();
        var notes = quality.Begin(InteractionGenerator.Definition, Instant.FromUtc(2026, 1, 15, 12, 0));
        for (var i = 0; i < IntakeQuality.MaxRejected + 5; i++)
            notes.Reject(Purchase("a", $"{i}"), "REQUIRED", "purchase.amount", "It is missing.");
        notes.Complete();
        var report = quality.Take();
        report.Rejected.Count.ShouldBe(IntakeQuality.MaxRejected);
        report.Counts.Single(count => count.Outcome == IntakeOutcome.NotKept).Count.ShouldBe(5);
        report.Counts.Single(count => count.Outcome == IntakeOutcome.Rejected).Count.ShouldBe(IntakeQuality.MaxRejected + 5);
        quality.Take().IsEmpty.ShouldBeTrue();
    }

    private static async Task ReportAsync(GatewayServer server) =>
        (await server.Services.GetRequiredService<IntakeReporter>().ReportAsync(default)).ShouldBeTrue();
}
