using Grpc.Core;
using KpiPlatform.Domain.Journal;
using KpiPlatform.Gateway.Names;
using KpiPlatform.Gateway.Tests.Hosting;
using KpiPlatform.Protocol.V1;
using KpiPlatform.Testing.Time;
using Status = KpiPlatform.Protocol.V1.Status;

namespace KpiPlatform.Gateway.Tests.Scorecards;

/// <summary>Values of scorecards and of indicators.</summary>
public sealed class ScorecardReadTests
{
    [Fact]
    public async Task GetScorecard_Known_AsksTheGrainAndShowsEverything()
    {
        await using var server = await GatewayServer.StartAsync();
        server.EnterCall();
        server.Grains.Scorecard("acme/retail").Values = Results.Of(12.5, seq: 7);
        var positions = PositionVector.Of(new(1, 3));
        var scorecard = await server.Scorecards.GetScorecardAsync(new()
        {
            Name = "tenants/acme/scorecards/retail",
            Period = "2026-01",
            AsOfTime = new() { Seconds = 5 },
            Token = ConsistencyToken.Encode(positions),
        });

        var request = server.Grains.Scorecard("acme/retail").Evaluations.ShouldHaveSingleItem();
        (request.Period, request.AsOfTicks).ShouldBe(("2026-01", 50_000_000));
        request.Token.ToArray().ShouldBe(positions.Encode());
        (scorecard.Performance, scorecard.Status, scorecard.Coverage, scorecard.Partial, scorecard.DefinitionVersion).ShouldBe((12.5, Status.Green, 100, true, 1));
        ConsistencyToken.Decode(scorecard.Token).ShouldBe(PositionVector.Of(new(1, 7)));
        scorecard.Period.StartTime.ToDateTime().ShouldBe(new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        var objective = scorecard.Perspectives[0].Objectives[0];
        (objective.Owner, objective.HasPerformance, objective.Status).ShouldBe(("Kim", false, Status.Grey));
        var indicator = objective.Indicators[0];
        (indicator.Value.Value, indicator.Value.Unit, indicator.Performance, indicator.Progress, indicator.OnTrack, indicator.Deadline).ShouldBe((12.5, "EUR", 50, 40, false, "2026-12-31"));
    }

    [Fact]
    public async Task QueryIndicator_TwoMonths_ReadsMeasuresOnceAndGivesAValueForEach()
    {
        await using var server = await GatewayServer.StartAsync(time: new ManualTimeProvider());
        server.Grains.Measures.Sum = _ => 1_250;
        server.Grains.Measures.NewestEventAtTicks = 0;
        var response = await server.Scorecards.QueryIndicatorAsync(new() { Parent = "tenants/acme", Indicator = "revenue", StartDate = "2025-11-05", EndDate = "2026-01-01" });

        var series = response.Series.ShouldHaveSingleItem();
        series.DimensionValue.ShouldBeEmpty();
        series.Values.Select(value => (value.Period.Label, value.Value, value.Unit, value.Partial)).ShouldBe([("2025-11", 12.5, "EUR", false), ("2025-12", 12.5, "EUR", false)]);
        series.Values[0].NewestEventTime.Seconds.ShouldBe(0);
        var query = server.Grains.Measures.Queries.ShouldHaveSingleItem();
        (query.AsOfTicks, query.CustomFromDay, query.Token.Length).ShouldBe((null, null, 0));
    }

    [Fact]
    public async Task QueryIndicator_ByDimension_GivesEachDeclaredValueThenOther()
    {
        await using var server = await GatewayServer.StartAsync(time: new ManualTimeProvider());
        var response = await server.Scorecards.QueryIndicatorAsync(new() { Parent = "tenants/acme", Indicator = "revenue", StartDate = "2026-01-01", Dimension = "channel" });

        response.Series.Select(series => (series.DimensionValue, series.Values.Count)).ShouldBe([("web", 1), ("store", 1), ("app", 1), ("other", 1)]);
        response.Series[0].Values[0].Partial.ShouldBeTrue();
    }

    [Fact]
    public async Task QueryIndicator_CustomSpanInThePast_SaysSoToMeasures()
    {
        await using var server = await GatewayServer.StartAsync(time: new ManualTimeProvider());
        await server.Scorecards.QueryIndicatorAsync(new()
        {
            Parent = "tenants/acme",
            Indicator = "active_customers",
            Granularity = Granularity.Custom,
            StartDate = "2025-11-05",
            EndDate = "2025-12-01",
            AsOfTime = new() { Seconds = 1_764_547_200 },
        });

        var query = server.Grains.Measures.Queries.ShouldHaveSingleItem();
        query.AsOfTicks.ShouldBe(17_645_472_000_000_000);
        (query.CustomToDay - query.CustomFromDay).ShouldBe(26);
    }

    [Theory]
    [InlineData("nothing", "2026-01-01", "", "", 0, "indicator")]
    [InlineData("revenue", "", "", "", 0, "start_date")]
    [InlineData("revenue", "January", "", "", 0, "start_date")]
    [InlineData("revenue", "2027-01-01", "", "", 0, "start_date")]
    [InlineData("revenue", "2026-01-01", "2026-01-01", "", 0, "end_date")]
    [InlineData("revenue", "2026-01-01", "2026-02-30", "", 0, "end_date")]
    [InlineData("revenue", "1990-01-01", "2026-01-01", "", 1, "end_date")]
    [InlineData("revenue", "2026-01-01", "", "colour", 0, "dimension")]
    [InlineData("customer_retention_rate", "2026-01-01", "", "channel", 0, "dimension")]
    [InlineData("revenue", "2026-01-01", "", "", 99, "granularity")]
    public async Task QueryIndicator_Wrong_NamesTheField(string indicator, string start, string end, string dimension, int granularity, string field)
    {
        await using var server = await GatewayServer.StartAsync(time: new ManualTimeProvider());
        var request = new QueryIndicatorRequest
        {
            Parent = "tenants/acme", Indicator = indicator, StartDate = start, EndDate = end, Dimension = dimension, Granularity = (Granularity)granularity,
        };
        var details = await RpcErrorDetails.ThrownByAsync(StatusCode.InvalidArgument, async () => await server.Scorecards.QueryIndicatorAsync(request));

        details.Field.ShouldBe(field);
    }

    [Fact]
    public async Task ListIndicators_Always_DescribesEachInTheTenantsCurrency()
    {
        await using var server = await GatewayServer.StartAsync();
        var response = await server.Scorecards.ListIndicatorsAsync(new() { Parent = "tenants/acme" });

        response.Indicators.ShouldAllBe(indicator => indicator.Title.Length > 0 && indicator.Definition.Length > 0 && indicator.Unit.Length > 0);
        var revenue = response.Indicators.Single(indicator => indicator.Id == "revenue");
        (revenue.Unit, revenue.Direction, revenue.Dimensional).ShouldBe(("EUR", Direction.Increase, true));
        revenue.Inputs.ShouldContain("purchase");
    }
}
