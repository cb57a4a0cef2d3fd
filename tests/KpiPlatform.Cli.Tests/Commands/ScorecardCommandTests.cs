using Google.Protobuf.WellKnownTypes;
using KpiPlatform.Cli.Tests.Fakes;
using KpiPlatform.Protocol.V1;
using Shouldly;
using Xunit;

namespace KpiPlatform.Cli.Tests.Commands;

public sealed class ScorecardCommandTests : IAsyncLifetime
{
    private FakeServer _server = null!;

    public async Task InitializeAsync() => _server = await FakeServer.StartAsync();

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [Fact]
    public async Task Show_EverythingMarked_SaysWhatTheMarksMean()
    {
        var card = Cards.Sample();
        card.LeadingPerformance = 44;
        card.LatePerformanceAdjustment = 2.5;
        card.CloseTime = Timestamp.FromDateTimeOffset(new DateTimeOffset(1997, 10, 5, 0, 0, 0, TimeSpan.Zero));
        card.Initiatives.Add(new Initiative { Id = "crm", Title = "Roll out the CRM", Owner = "Ann", Budget = 1_000, Spent = 500, Progress = 40, EarnedValue = 400, CostVariance = -100 });
        var objective = card.Perspectives[0].Objectives[0];
        objective.Indicators[0].StatusLabel = "off";
        objective.Indicators[0].CommentMissing = true;
        objective.Indicators[0].Value.Late = true;
        objective.Indicators[0].LateAdjustment = -1.25;
        objective.Indicators.Add(new IndicatorResult
        {
            Id = "wait", Title = "Waiting time", Status = Status.Green, BandLow = 80, BandHigh = 90, Overridden = true, Inherited = true, Source = "a/b/c/d", Role = IndicatorRole.Leading,
            Value = new IndicatorValue { Unit = "percent", Value = 85 },
        });
        _server.Scorecards.Card = card;

        var run = await RunAsync("scorecard", "show", "customers");

        run.ExitCode.ShouldBe(ExitCodes.Success, run.Error);
        run.OutputLines.ShouldAllBe(line => line.TrimEnd().Length <= 80);
        foreach (var text in new[] { "leading 44", "(+2.5 since)", "closed 1997-10-05", "■ off", "wants a comment", "-1.25 since the closing", "²⁴⁵⁶", "Roll out the CRM", "-100", "80.0 % –" })
            run.Output.ShouldContain(text);
    }

    [Fact]
    public async Task Show_Restated_AsksForIt()
    {
        await RunAsync("scorecard", "show", "customers", "--restated");
        _server.Scorecards.LastGet!.Restated.ShouldBeTrue();
    }

    [Fact]
    public async Task Explain_Table_SaysWhoHasWhichPart()
    {
        _server.Scorecards.Explanation = Explanation();
        var run = await RunAsync("scorecard", "explain", "customers", "--period", "1997-06", "--from", "2026-07-01", "--to-token", "t2");

        run.ExitCode.ShouldBe(ExitCodes.Success, run.Error);
        run.OutputLines.ShouldAllBe(line => line.TrimEnd().Length <= 80);
        foreach (var text in new[] { "10.00 → 27.50", "+17.50", "in 3 commits", "p/o/orders", "c-1", "shop/o2 of c-1", "not by a customer", "-2.50" })
            run.Output.ShouldContain(text);
        var asked = (ExplainScorecardRequest)_server.Scorecards.Asked.Single();
        (asked.Name, asked.Period, asked.ToToken, asked.PageSize).ShouldBe(("tenants/acme/scorecards/customers", "1997-06", "t2", 1));
        asked.FromTime.ToDateTimeOffset().ShouldBe(new DateTimeOffset(2026, 6, 30, 22, 0, 0, TimeSpan.Zero));
    }

    [Fact]
    public async Task Explain_StepsAndCsv_ListWhatHappened()
    {
        _server.Scorecards.Explanation = Explanation();
        var table = await RunAsync("scorecard", "explain", "customers", "--from-token", "t1", "--steps");
        foreach (var text in new[] { "commit", "version 2", "1.00 → 2.00", "12.50" })
            table.Output.ShouldContain(text);

        var csv = await RunAsync("scorecard", "explain", "customers", "--from-token", "t1", "-o", "csv");
        csv.OutputLines[0].ShouldStartWith("time,kind,indicator,value_before");
        csv.OutputLines.Length.ShouldBe(3);
        (await RunAsync("scorecard", "explain", "customers")).ExitCode.ShouldBe(ExitCodes.Usage);
    }

    [Fact]
    public async Task TemplatesAndCreate_GoByTheirId()
    {
        var list = await RunAsync("scorecard", "templates");
        list.Output.ShouldContain("ivr");
        var created = await RunAsync("scorecard", "create", "phone", "--template", "ivr", "--title", "Our phones");
        created.Output.ShouldStartWith("created tenants/acme/scorecards/phone, version 1");
        var asked = (CreateScorecardRequest)_server.Scorecards.Asked.Single();
        (asked.ScorecardId, asked.Template, asked.Scorecard.Title).ShouldBe(("phone", "ivr", "Our phones"));
    }

    [Fact]
    public async Task CloseOverrideComment_SendWhatWasSaid()
    {
        (await RunAsync("scorecard", "close", "customers", "1997-06", "--by", "Kim")).Output.ShouldStartWith("1997-06 is closed since 1970-01-01 00:00:00Z by Kim, under version 3");
        (await RunAsync("scorecard", "override", "customers", "p/o/orders", "--period", "1997-06", "--value", "12.5", "--author", "Kim", "--reason", "by hand", "--until", "2026-03-05T10:00:00Z"))
            .Output.ShouldStartWith("p/o/orders is overridden for 1997-06 until 2026-03-05 10:00:00Z");
        (await RunAsync("scorecard", "comment", "customers", "p/o/orders", "it rained", "--period", "1997-06", "--author", "Kim")).Output.ShouldStartWith("commented on p/o/orders in 1997-06");

        var asked = _server.Scorecards.Asked.ToList();
        ((ClosePeriodRequest)asked[0]).ClosedBy.ShouldBe("Kim");
        var entered = ((CreateOverrideRequest)asked[1]).Override;
        (entered.Value, entered.HasPerformance, entered.Reason).ShouldBe((12.5, false, "by hand"));
        ((CreateCommentRequest)asked[2]).Comment.Text.ShouldBe("it rained");
    }

    private static ExplainScorecardResponse Explanation() => new()
    {
        Period = new Period { Label = "1997-06" },
        FromTime = Timestamp.FromDateTimeOffset(new DateTimeOffset(2026, 6, 30, 22, 0, 0, TimeSpan.Zero)),
        ToTime = Timestamp.FromDateTimeOffset(new DateTimeOffset(2026, 7, 2, 22, 0, 0, TimeSpan.Zero)),
        ScoreBefore = 10,
        ScoreAfter = 27.5,
        Change = 17.5,
        Commits = 3,
        Steps =
        {
            new ExplanationStep { Kind = ExplanationStepKind.Commit, Indicator = "p/o/orders", ValueBefore = 1, ValueAfter = 2, ScoreBefore = 10, ScoreAfter = 30, Change = 20, Commits = 1 },
            new ExplanationStep { Kind = ExplanationStepKind.Definition, ScoreBefore = 30, ScoreAfter = 12.5, Change = -2.5, DefinitionVersion = 2 },
        },
        ByIndicator = { new ExplanationShare { Indicator = "p/o/orders", Change = 20 }, new ExplanationShare { Change = -2.5 } },
        ByCustomer = { new ExplanationShare { Customer = "c-1", Change = 20 }, new ExplanationShare { Change = -2.5 } },
        ByInteraction = { new ExplanationShare { Customer = "c-1", Source = "shop", Interaction = "o2", Change = 20 }, new ExplanationShare { Change = -2.5 } },
    };

    private Task<CliRun> RunAsync(params string[] arguments) => CliRun.OfAsync(_server.Address, [.. arguments, "--tenant", "acme"]);
}
