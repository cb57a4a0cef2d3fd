using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using KpiPlatform.Domain.Scorecards;
using KpiPlatform.Gateway.Tests.Hosting;
using KpiPlatform.Grains.Abstractions;
using KpiPlatform.Grains.Abstractions.Scorecards;
using KpiPlatform.Protocol.V1;
using NodaTime;
using Duration = NodaTime.Duration;
using ScorecardDefinition = KpiPlatform.Protocol.V1.ScorecardDefinition;

namespace KpiPlatform.Gateway.Tests.Scorecards;

/// <summary>Versions, closed periods, overrides, comments and reviews over the wire.</summary>
public sealed class ScorecardRecordTests
{
    private const string Name = "tenants/acme/scorecards/retail";
    private static readonly Instant At = Instant.FromUtc(2026, 1, 15, 12, 0);

    [Fact]
    public async Task GetScorecardDefinition_VersionOrInstant_AsksForThat()
    {
        await using var server = await GatewayServer.StartAsync();
        await server.Scorecards.CreateScorecardAsync(new() { Parent = "tenants/acme", ScorecardId = "retail", Scorecard = new() { Title = "Retail" } });
        await server.Scorecards.GetScorecardDefinitionAsync(new() { Name = Name, Version = 3 });
        await server.Scorecards.GetScorecardDefinitionAsync(new() { Name = Name, AsOfTime = Timestamp.FromDateTimeOffset(At.ToDateTimeOffset()) });

        server.Grains.Scorecard("acme/retail").Asked.ShouldBe([new VersionQuery(3, null), new VersionQuery(null, At.ToUnixTimeTicks())]);
        var both = new GetScorecardDefinitionRequest { Name = Name, Version = 3, AsOfTime = Timestamp.FromDateTimeOffset(At.ToDateTimeOffset()) };
        (await RpcErrorDetails.ThrownByAsync(StatusCode.InvalidArgument, async () => await server.Scorecards.GetScorecardDefinitionAsync(both))).Field.ShouldBe("as_of_time");
        (await RpcErrorDetails.ThrownByAsync(StatusCode.InvalidArgument, async () => await server.Scorecards.GetScorecardDefinitionAsync(new() { Name = Name, Version = -1 }))).Field.ShouldBe("version");
    }

    [Fact]
    public async Task ListScorecardVersions_Pages_TheNewestFirst()
    {
        await using var server = await GatewayServer.StartAsync();
        server.Grains.Scorecard("acme/retail").Records["ListVersions"] = GrainJson.Write(new[] { new VersionMark(1, At, null, false), new VersionMark(2, At, null, true), new VersionMark(3, At + Duration.FromHours(1), null, true) });
        var request = new ListScorecardVersionsRequest { Name = Name, PageSize = 2 };
        var first = await server.Scorecards.ListScorecardVersionsAsync(request);
        request.PageToken = first.NextPageToken;
        var second = await server.Scorecards.ListScorecardVersionsAsync(request);

        first.Versions.Select(version => (version.Version, version.Available)).ShouldBe([(3, true), (2, true)]);
        second.Versions.Select(version => (version.Version, version.Available)).ShouldBe([(1, false)]);
        second.NextPageToken.ShouldBeEmpty();
    }

    [Fact]
    public async Task ClosePeriod_AnswersWithTheClosing()
    {
        await using var server = await GatewayServer.StartAsync();
        var closure = new PeriodClosure { Label = "2025-12", FromDay = 20_423, ToDay = 20_454, ClosedAt = At, ClosedBy = "Kim", DefinitionVersion = 4 };
        var grain = server.Grains.Scorecard("acme/retail");
        grain.Records["ClosePeriod"] = GrainJson.Write(closure);
        grain.Records["ListClosures"] = GrainJson.Write(new[] { closure });
        var closed = await server.Scorecards.ClosePeriodAsync(new() { Name = Name, Period = "2025-12", ClosedBy = "Kim" });

        (closed.Period.Label, closed.ClosedBy, closed.DefinitionVersion, closed.CloseTime.ToDateTimeOffset()).ShouldBe(("2025-12", "Kim", 4, At.ToDateTimeOffset()));
        grain.Asked.ShouldBe([new PeriodClosing("2025-12", "Kim")]);
        (await server.Scorecards.ListClosedPeriodsAsync(new() { Name = Name })).ClosedPeriods.ShouldBe([closed]);
    }

    [Fact]
    public async Task Overrides_GoThereAndBack()
    {
        await using var server = await GatewayServer.StartAsync();
        var grain = server.Grains.Scorecard("acme/retail");
        var made = new ScorecardOverride
        {
            Id = "o1", Indicator = "p/o/i", Period = "2026-01", Performance = 0, Author = "Kim", Reason = "by hand", CreatedAt = At, ExpiresAt = Instant.FromUtc(3000, 1, 1, 0, 0), RequestId = "r1",
        };
        grain.Records["CreateOverride"] = GrainJson.Write(made);
        grain.Records["WithdrawOverride"] = GrainJson.Write(made with { WithdrawnAt = At });
        grain.Records["ListOverrides"] = GrainJson.Write(new[] { made, made with { Id = "o2" }, made with { Id = "o3" } });
        var sent = new Override { Indicator = "p/o/i", Period = "2026-01", Performance = 0, Author = "Kim", Reason = "by hand", ExpireTime = Timestamp.FromDateTimeOffset(made.ExpiresAt.ToDateTimeOffset()) };
        var created = await server.Scorecards.CreateOverrideAsync(new() { Parent = Name, Override = sent, RequestId = "r1" });

        GrainJson.Read<ScorecardOverride>(((ScorecardRecord)grain.Asked[0]).Json).ShouldBe(made with { Id = string.Empty, CreatedAt = default });
        (created.Id, created.HasPerformance, created.HasValue, created.InForce, created.WithdrawTime).ShouldBe(("o1", true, false, true, null));
        (await server.Scorecards.WithdrawOverrideAsync(new() { Parent = Name, Id = "o1" })).InForce.ShouldBeFalse();
        var page = await server.Scorecards.ListOverridesAsync(new() { Parent = Name, Period = "2026-01", PageSize = 2 });
        page.Overrides.Select(entered => entered.Id).ShouldBe(["o1", "o2"]);
        (await server.Scorecards.ListOverridesAsync(new() { Parent = Name, Period = "2026-01", PageSize = 2, PageToken = page.NextPageToken })).Overrides.Single().Id.ShouldBe("o3");
        (await RpcErrorDetails.ThrownByAsync(StatusCode.InvalidArgument, async () => await server.Scorecards.CreateOverrideAsync(new() { Parent = Name }))).Field.ShouldBe("override");
    }

    [Fact]
    public async Task Comments_ContinueAfterTheLastOne()
    {
        await using var server = await GatewayServer.StartAsync();
        var grain = server.Grains.Scorecard("acme/retail");
        var comment = new ScorecardComment { Id = "c1", Indicator = "p/o/i", Period = "2026-01", Author = "Kim", Text = "why", CreatedAt = At };
        grain.Records["CreateComment"] = GrainJson.Write(comment);
        grain.Records["ListComments"] = GrainJson.Write(new[] { comment });
        var created = await server.Scorecards.CreateCommentAsync(new() { Parent = Name, Comment = new Comment { Indicator = "p/o/i", Period = "2026-01", Author = "Kim", Text = "why" } });
        created.ShouldBe(new Comment { Id = "c1", Indicator = "p/o/i", Period = "2026-01", Author = "Kim", Text = "why", CreateTime = Timestamp.FromDateTimeOffset(At.ToDateTimeOffset()) });

        var request = new ListCommentsRequest { Parent = Name, Period = "2026-01", PageSize = 1 };
        request.PageToken = (await server.Scorecards.ListCommentsAsync(request)).NextPageToken;
        await server.Scorecards.ListCommentsAsync(request);
        grain.Asked[1..].ShouldBe([new CommentQuery("2026-01", string.Empty, string.Empty, 1), new CommentQuery("2026-01", string.Empty, "p/o/i/c1", 1)]);
        (await RpcErrorDetails.ThrownByAsync(StatusCode.InvalidArgument, async () => await server.Scorecards.ListCommentsAsync(new() { Parent = Name }))).Field.ShouldBe("period");
    }

    [Fact]
    public async Task GetScorecard_Restated_AsksForIt()
    {
        await using var server = await GatewayServer.StartAsync();
        var grain = server.Grains.Scorecard("acme/retail");
        grain.Values = Results.Of(10);
        await server.Scorecards.GetScorecardAsync(new() { Name = Name, Restated = true });
        grain.Evaluations.Single().Restated.ShouldBeTrue();
    }

    [Fact]
    public async Task ListOverdueReviews_NamesWhatHasComeAndIsNotRetired()
    {
        await using var server = await GatewayServer.StartAsync();
        var scorecard = new ScorecardDefinition();
        scorecard.Title = "Retail";
        scorecard.Perspectives.Add(new Perspective
        {
            Id = "p",
            Objectives =
            {
                new Objective
                {
                    Id = "due", Title = "Due", Owner = "Kim", ReviewDate = "2026-01-10",
                    Indicators =
                    {
                        new ScorecardIndicator { Id = "a", Indicator = "orders", ReviewDate = "2026-01-09" },
                        new ScorecardIndicator { Id = "b", Indicator = "orders", ReviewDate = "2026-01-11", Owner = "Sam" },
                        new ScorecardIndicator { Id = "c", Indicator = "orders", ReviewDate = "2026-01-01", RetiredOn = "2026-01-05" },
                    },
                },
                new Objective { Id = "gone", ReviewDate = "2026-01-01", RetiredOn = "2026-01-02", Indicators = { new ScorecardIndicator { Id = "a", Indicator = "orders", ReviewDate = "2026-01-01" } } },
            },
        });
        await server.Scorecards.CreateScorecardAsync(new() { Parent = "tenants/acme", ScorecardId = "retail", Scorecard = scorecard });
        server.Ports.StateKeys.Add("acme/retail");

        async Task<IEnumerable<(string, string, string)>> DueAsync(string date) =>
            (await server.Scorecards.ListOverdueReviewsAsync(new() { Parent = "tenants/acme", Date = date })).Reviews.Select(review => (review.Objective, review.Indicator, review.Owner));
        (await DueAsync("2026-01-10")).ShouldBe([("due", string.Empty, "Kim"), ("due", "a", "Kim")]);
        (await DueAsync("2026-01-11")).Last().ShouldBe(("due", "b", "Sam"));
        (await DueAsync("2025-12-31")).ShouldBeEmpty();
        (await RpcErrorDetails.ThrownByAsync(StatusCode.InvalidArgument, async () => await server.Scorecards.ListOverdueReviewsAsync(new() { Parent = "tenants/acme", Date = "soon" }))).Field.ShouldBe("date");
    }
}
