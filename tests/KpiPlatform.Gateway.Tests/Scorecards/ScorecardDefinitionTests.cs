using Grpc.Core;
using KpiPlatform.Gateway.Tests.Hosting;
using KpiPlatform.Protocol.V1;
using Status = KpiPlatform.Protocol.V1.Status;

namespace KpiPlatform.Gateway.Tests.Scorecards;

/// <summary>Creating, reading, changing, listing, deleting.</summary>
public sealed class ScorecardDefinitionTests
{
    private const string Name = "tenants/acme/scorecards/retail";

    [Fact]
    public async Task CreateScorecard_EveryField_ComesBack()
    {
        await using var server = await GatewayServer.StartAsync();
        var sent = Full();
        var created = await CreateAsync(server, sent);
        var expected = sent.Clone();
        (expected.Name, expected.Version, expected.Etag) = (Name, 1, "etag-1");
        (expected.CreateTime, expected.UpdateTime) = (created.CreateTime, created.UpdateTime);

        created.ShouldBe(expected);
        (await server.Scorecards.GetScorecardDefinitionAsync(new() { Name = Name })).ShouldBe(created);
    }

    [Fact]
    public async Task CreateScorecard_NothingOptionalGiven_StaysOpen()
    {
        await using var server = await GatewayServer.StartAsync();
        var created = await CreateAsync(server, new() { Perspectives = { new Perspective { Id = "p", Objectives = { new Objective { Id = "o", Indicators = { new ScorecardIndicator { Indicator = "revenue" } } } } } } });
        var indicator = created.Perspectives[0].Objectives[0].Indicators[0];

        (created.Perspectives[0].HasWeight, indicator.HasWeight, indicator.HasBaseline, indicator.HasTarget, indicator.HasScoreMin, indicator.HasGreenFrom, indicator.HasMinimumSample)
            .ShouldBe((false, false, false, false, false, false, false));
    }

    [Fact]
    public async Task CreateScorecard_SameRequestAgain_GivesTheFirst()
    {
        await using var server = await GatewayServer.StartAsync();
        var request = new CreateScorecardRequest { Parent = "tenants/acme", ScorecardId = "retail", Scorecard = Full(), RequestId = "r-1" };
        var first = await server.Scorecards.CreateScorecardAsync(request);

        (await server.Scorecards.CreateScorecardAsync(request)).ShouldBe(first);
        request.RequestId = "r-2";
        var details = await RpcErrorDetails.ThrownByAsync(StatusCode.AlreadyExists, async () => await server.Scorecards.CreateScorecardAsync(request));
        details.Field.ShouldBe("scorecard_id");
    }

    [Theory]
    [InlineData("tenants/acme", "Bad Id", "scorecard_id")]
    [InlineData("acme", "good", "parent")]
    public async Task CreateScorecard_BadNames_NameTheField(string parent, string id, string field)
    {
        await using var server = await GatewayServer.StartAsync();
        var details = await RpcErrorDetails.ThrownByAsync(
            StatusCode.InvalidArgument, async () => await server.Scorecards.CreateScorecardAsync(new() { Parent = parent, ScorecardId = id }));

        details.Field.ShouldBe(field);
    }

    [Fact]
    public async Task UpdateScorecard_Mask_ChangesOnlyWhatItNames()
    {
        await using var server = await GatewayServer.StartAsync();
        await CreateAsync(server, Full());
        var updated = await server.Scorecards.UpdateScorecardAsync(new() { Scorecard = new() { Name = Name, Title = "New", Etag = "etag-1" }, UpdateMask = new() { Paths = { "title" } } });

        (updated.Title, updated.Description, updated.Perspectives.Count, updated.Version).ShouldBe(("New", "What it is for", 1, 2));
    }

    [Fact]
    public async Task UpdateScorecard_NoMask_ChangesEverything()
    {
        await using var server = await GatewayServer.StartAsync();
        await CreateAsync(server, Full());
        var updated = await server.Scorecards.UpdateScorecardAsync(new() { Scorecard = new() { Name = Name, Title = "New" } });

        (updated.Title, updated.Description, updated.Perspectives.Count).ShouldBe(("New", string.Empty, 0));
    }

    [Fact]
    public async Task UpdateScorecard_StaleEtagOrBadMaskOrMissing_SaysWhat()
    {
        await using var server = await GatewayServer.StartAsync();
        var missing = await RpcErrorDetails.ThrownByAsync(
            StatusCode.NotFound, async () => await server.Scorecards.UpdateScorecardAsync(new() { Scorecard = new() { Name = Name } }));
        await CreateAsync(server, Full());
        var stale = await RpcErrorDetails.ThrownByAsync(
            StatusCode.Aborted, async () => await server.Scorecards.UpdateScorecardAsync(new() { Scorecard = new() { Name = Name, Etag = "etag-0" } }));
        var mask = await RpcErrorDetails.ThrownByAsync(
            StatusCode.InvalidArgument,
            async () => await server.Scorecards.UpdateScorecardAsync(new() { Scorecard = new() { Name = Name }, UpdateMask = new() { Paths = { "owner" } } }));

        (missing.Reason, stale.Reason, mask.Reason).ShouldBe(("SCORECARD_NOT_FOUND", "ETAG_MISMATCH", "INVALID_UPDATE_MASK"));
    }

    [Fact]
    public async Task UpdateScorecard_AllowMissing_CreatesWithAllFields()
    {
        await using var server = await GatewayServer.StartAsync();
        var sent = Full();
        sent.Name = Name;
        var created = await server.Scorecards.UpdateScorecardAsync(new() { Scorecard = sent, AllowMissing = true, UpdateMask = new() { Paths = { "title" } } });

        (created.Version, created.Description).ShouldBe((1, "What it is for"));
    }

    [Fact]
    public async Task DeleteScorecard_WithAndWithoutEtag_Deletes()
    {
        await using var server = await GatewayServer.StartAsync();
        await CreateAsync(server, Full());
        await RpcErrorDetails.ThrownByAsync(StatusCode.Aborted, async () => await server.Scorecards.DeleteScorecardAsync(new() { Name = Name, Etag = "etag-0" }));
        await server.Scorecards.DeleteScorecardAsync(new() { Name = Name, Etag = "etag-1" });

        await RpcErrorDetails.ThrownByAsync(StatusCode.NotFound, async () => await server.Scorecards.GetScorecardDefinitionAsync(new() { Name = Name }));
        await CreateAsync(server, Full());
        await server.Scorecards.DeleteScorecardAsync(new() { Name = Name });
    }

    [Fact]
    public async Task ListScorecards_SeveralPages_GivesEachOnceOfThisTenant()
    {
        await using var server = await GatewayServer.StartAsync();
        foreach (var id in new[] { "a", "b", "c", "d" })
        {
            await server.Scorecards.CreateScorecardAsync(new() { Parent = "tenants/acme", ScorecardId = id, Scorecard = new() { Title = id } });
            server.Ports.StateKeys.Add($"acme/{id}");
        }

        server.Ports.StateKeys.Add("acmeother/x");
        server.Grains.Scorecard("acme/b").Document = null;
        var request = new ListScorecardsRequest { Parent = "tenants/acme", PageSize = 2 };
        var first = await server.Scorecards.ListScorecardsAsync(request);
        request.PageToken = first.NextPageToken;
        var second = await server.Scorecards.ListScorecardsAsync(request);

        first.Scorecards.Select(scorecard => scorecard.Title).ShouldBe(["a"]);
        second.Scorecards.Select(scorecard => scorecard.Title).ShouldBe(["c", "d"]);
        second.NextPageToken.ShouldBeEmpty();
        await RpcErrorDetails.ThrownByAsync(StatusCode.NotFound, async () => await server.Scorecards.ListScorecardsAsync(new() { Parent = "tenants/nobody" }));
    }

    private static async Task<ScorecardDefinition> CreateAsync(GatewayServer server, ScorecardDefinition scorecard) =>
        await server.Scorecards.CreateScorecardAsync(new() { Parent = "tenants/acme", ScorecardId = "retail", Scorecard = scorecard });

    private static ScorecardDefinition Full() => new()
    {
        Title = "Retail",
        Description = "What it is for",
        RollUp = RollUp.Maximum,
        MissingData = MissingData.Skip,
        MinimumCoverage = 0,
        CloseAfterDays = 0,
        StatusRules = { new StatusRule { Status = Status.Red, Label = "off" } },
        StrategyMap = { new StrategyLink { Cause = "customers/keep", Effect = "customers/win", Description = "because" } },
        Initiatives =
        {
            new Initiative { Id = "crm", Title = "CRM", Owner = "Pat", Objective = "customers/keep", Budget = 0, Spent = 0, Progress = 0, StartDate = "2026-01-01", EndDate = "2026-02-01" },
        },
        Perspectives =
        {
            new Perspective
            {
                Id = "customers",
                Title = "Customers",
                Weight = 0,
                RollUp = RollUp.Sum,
                MissingData = MissingData.NoValue,
                DatedWeights = { new DatedWeight { From = "2026-05-01", Weight = 1 } },
                Objectives =
                {
                    new Objective
                    {
                        Id = "keep",
                        Title = "Keep them",
                        Weight = 2,
                        Owner = "Kim",
                        ReviewDate = "2026-07-01",
                        RetiredOn = "2027-02-01",
                        RollUp = RollUp.Minimum,
                        MissingData = MissingData.Zero,
                        DatedWeights = { new DatedWeight { From = "2026-04-01", Weight = 0 } },
                        Indicators =
                        {
                            new ScorecardIndicator
                            {
                                Id = "churn", Indicator = "churn_rate", Title = "Churn", Weight = 3, Direction = Direction.Decrease, Baseline = 10, Target = 0,
                                Deadline = "2026-12-31", ScoreMin = 12, ScoreMax = 1, GreenFrom = 70, YellowFrom = 30, MinimumSample = 0, Component = "lost",
                                BaselineDate = "2026-01-01", RelativeTarget = "-10 %", Unit = "percent", Scoring = Scoring.Thresholds, RedFlag = 9, Goal = 3, BandLow = 0,
                                BandHigh = 8, Tolerance = 0.5, ScoringFormula = "value", Role = IndicatorRole.Leading, UpdateIntervalDays = 7, StaleAfterDays = 0,
                                Inheritance = Inheritance.Absent, CommentRequired = true, Owner = "Sam", ReviewDate = "2026-06-01", RetiredOn = "2027-01-01",
                                Dimension = "region", DimensionValue = "north", Source = "a/b/c/d",
                                StatusRules = { new StatusRule { Input = StatusInput.PercentOfTarget, Comparison = StatusComparison.AtLeast, Threshold = 0, Status = Status.Yellow, Label = "caution" } },
                                Milestones = { new Milestone { Date = "2026-03-01", Progress = 0 }, new Milestone { Date = "2026-04-01", Value = 0 } },
                                DatedWeights = { new DatedWeight { From = "2026-02-01", To = "2026-03-01", Weight = 2 } },
                                DatedTargets =
                                {
                                    new DatedTarget
                                    {
                                        From = "2026-02-01", To = "2026-03-01", Baseline = 0, BaselineDate = "2026-01-02", Target = 0, RelativeTarget = "+1 %", Deadline = "2026-11-30",
                                        ScoreMin = 0, ScoreMax = 0, RedFlag = 0, Goal = 0, BandLow = 0, BandHigh = 0,
                                    },
                                },
                            },
                        },
                    },
                },
            },
        },
    };
}
