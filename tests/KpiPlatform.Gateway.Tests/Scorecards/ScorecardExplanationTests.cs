using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using KpiPlatform.Domain.Periods;
using KpiPlatform.Domain.Scorecards;
using KpiPlatform.Gateway.Tests.Hosting;
using KpiPlatform.Grains.Abstractions;
using KpiPlatform.Grains.Abstractions.Scorecards;
using KpiPlatform.Protocol.V1;
using NodaTime;
using ExplanationStep = KpiPlatform.Domain.Scorecards.ExplanationStep;
using ExplanationStepKind = KpiPlatform.Domain.Scorecards.ExplanationStepKind;

namespace KpiPlatform.Gateway.Tests.Scorecards;

/// <summary>Explanations and templates over the wire.</summary>
public sealed class ScorecardExplanationTests
{
    private const string Name = "tenants/acme/scorecards/retail";
    private static readonly Instant From = Instant.FromUtc(2026, 1, 10, 0, 0);
    private static readonly Instant To = Instant.FromUtc(2026, 1, 15, 12, 0);

    [Fact]
    public async Task ExplainScorecard_Pages_RepeatTheInstants()
    {
        await using var server = await GatewayServer.StartAsync();
        var grain = server.Grains.Scorecard("acme/retail");
        grain.Records["Explain"] = GrainJson.Write(Explanation(3));
        var request = new ExplainScorecardRequest { Name = Name, Period = "2026-01", FromTime = Timestamp.FromDateTimeOffset(From.ToDateTimeOffset()), PageSize = 2 };
        var first = await server.Scorecards.ExplainScorecardAsync(request);

        (first.HasScoreBefore, first.ScoreAfter, first.Change, first.Commits, first.Merged, first.Steps.Count).ShouldBe((false, 12.5, 12.5, 7, true, 2));
        var step = first.Steps[0];
        (step.Indicator, step.HasValueBefore, step.ValueAfter, step.PerformanceAfter, step.HasScoreBefore, step.ScoreAfter, step.Commits).ShouldBe(("p/o/i", false, 2, 50, false, 5, 4));
        first.ByCustomer.Select(share => (share.Customer, share.Change)).ShouldBe([("c1", 12.5)]);
        first.ByInteraction.Select(share => (share.Source, share.Interaction)).ShouldBe([("shop", "o1")]);
        first.NextPageToken.ShouldNotBeEmpty();

        grain.Records["Explain"] = GrainJson.Write(Explanation(1));
        request.PageToken = first.NextPageToken;
        var second = await server.Scorecards.ExplainScorecardAsync(request);
        (second.Steps.Count, second.ByCustomer.Count, second.NextPageToken).ShouldBe((1, 0, string.Empty));
        grain.Asked.Cast<ExplanationRequest>().Select(asked => (asked.FromTicks, asked.ToTicks, asked.Offset, asked.Limit)).ShouldBe(
            [(From.ToUnixTimeTicks(), null, 0, 3), (From.ToUnixTimeTicks(), To.ToUnixTimeTicks(), 2, 3)]);
    }

    [Fact]
    public async Task ListTemplates_SaysWhatEachMakes()
    {
        await using var server = await GatewayServer.StartAsync();
        var templates = (await server.Scorecards.ListTemplatesAsync(new() { Parent = "tenants/acme" })).Templates;
        templates.Count.ShouldBe(12);
        var profiling = templates.Single(template => template.Id == "customer-profiling");
        (profiling.Title, profiling.Definition.Perspectives.Count, profiling.Definition.Perspectives[0].Weight).ShouldBe(("Customer Profiling", 4, 40));
        profiling.Definition.Perspectives[0].Objectives[0].Indicators[0].HasRedFlag.ShouldBeTrue();
    }

    [Fact]
    public async Task CreateScorecard_FromATemplate_HasItsPartsAndTheTitleGiven()
    {
        await using var server = await GatewayServer.StartAsync();
        var request = new CreateScorecardRequest { Parent = "tenants/acme", ScorecardId = "retail", Template = "customer-relationship", Scorecard = new() { Title = "Ours" } };
        var created = await server.Scorecards.CreateScorecardAsync(request);
        (created.Title, created.Perspectives.Single().Objectives.Single().Indicators.Count).ShouldBe(("Ours", 4));

        request.Template = "happiness";
        (await RpcErrorDetails.ThrownByAsync(StatusCode.InvalidArgument, async () => await server.Scorecards.CreateScorecardAsync(request))).Field.ShouldBe("template");
        request.Template = "customer-relationship";
        request.Scorecard.Perspectives.Add(new Perspective());
        (await RpcErrorDetails.ThrownByAsync(StatusCode.InvalidArgument, async () => await server.Scorecards.CreateScorecardAsync(request))).Reason.ShouldBe("GIVEN_TWICE");
    }

    private static ScorecardExplanation Explanation(int steps) => new()
    {
        Period = PeriodParser.Parse("2026-01", new TenantCalendar(DateTimeZone.Utc), 0),
        From = From,
        To = To,
        ScoreAfter = 12.5,
        Steps = [.. Enumerable.Range(0, steps).Select(_ => new ExplanationStep { Kind = ExplanationStepKind.Commit, At = To, Indicator = "p/o/i", ValueAfter = 2, PerformanceAfter = 50, ScoreAfter = 5, Commits = 4 })],
        ByIndicator = [new() { Indicator = "p/o/i", Change = 12.5 }],
        ByCustomer = [new() { Customer = "c1", Change = 12.5 }],
        ByInteraction = [new() { Customer = "c1", Source = "shop", Interaction = "o1", Change = 12.5 }],
        Commits = 7,
        Merged = true,
    };
}
