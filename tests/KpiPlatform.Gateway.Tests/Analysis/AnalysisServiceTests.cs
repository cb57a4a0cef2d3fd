using Grpc.Core;
using KpiPlatform.Gateway.Analysis;
using KpiPlatform.Gateway.Tests.Hosting;
using KpiPlatform.Protocol.V1;
using KpiPlatform.Testing.Time;

namespace KpiPlatform.Gateway.Tests.Analysis;

public sealed class AnalysisServiceTests
{
    [Fact]
    public void GroupComparison_TwoShares_HasAnIntervalOfTheDifference()
    {
        // 80 % of 70 against 60 % of 80: 20 points, 5.24 to 33.39 (Newcombe 1998).
        var reference = Share(48, 80);
        var group = GroupComparison.Of("web", Share(56, 70), reference);

        group.Difference.ShouldBe(20, 1e-9);
        (Math.Round(group.DifferenceInterval.Lower, 2), Math.Round(group.DifferenceInterval.Upper, 2), group.Significant).ShouldBe((5.24, 33.39, true));
        GroupComparison.Of("app", Share(49, 80), reference).Significant.ShouldBeFalse();
        GroupComparison.Of("store", reference, reference).HasDifference.ShouldBeFalse();
    }

    [Fact]
    public void GroupComparison_NoShareOrNoValue_SaysWhy()
    {
        var money = new IndicatorValue { Unit = "EUR", Value = 5, Numerator = 10, Denominator = 2 };
        var group = GroupComparison.Of("web", money, money.Clone());

        (group.Difference, group.DifferenceInterval, group.Note).ShouldBe((0, null, "No interval: the indicator has none itself."));
        GroupComparison.Of("web", new() { Unit = "EUR" }, money).HasDifference.ShouldBeFalse();
    }

    /// <summary>
    /// NPS 40 of 20 to 58 against 10 of −8 to 30: 30 − √(20² + 20²) = 1.716 and 30 + √(18² + 18²) = 55.456. A score of 100 whose adjusted
    /// interval ends at 95: its upper spread is 0.
    /// </summary>
    [Fact]
    public void GroupComparison_NetPromoterScores_HaveAnIntervalFromTheirOwn()
    {
        var reference = Score(10, -8, 30);
        var group = GroupComparison.Of("web", Score(40, 20, 58), reference);

        (Math.Round(group.DifferenceInterval.Lower, 3), Math.Round(group.DifferenceInterval.Upper, 3), group.DifferenceInterval.Method, group.Significant).ShouldBe((1.716, 55.456, "mover", true));
        Math.Round(GroupComparison.Of("app", Score(100, 70, 95), reference).DifferenceInterval.Upper, 3).ShouldBe(108);
        GroupComparison.Of("web", Score(40, 20, 58), reference, shared: 3).DifferenceInterval.ShouldBeNull();

        static IndicatorValue Score(double value, double lower, double upper) => new() { Unit = "points", Value = value, Interval = new() { Lower = lower, Upper = upper, Method = "adjusted-wald" } };
    }

    [Fact]
    public async Task CompareGroups_OfADimension_ComparesEachWithTheFirst()
    {
        await using var server = await GatewayServer.StartAsync(time: new ManualTimeProvider());
        server.Grains.Measures.Sum = _ => 1_250;
        var response = await server.Analysis.CompareGroupsAsync(new() { Parent = "tenants/acme", Indicator = "revenue", Dimension = "channel", Period = "2025-12" });

        response.Reference.ShouldBe("web");
        response.Groups.Select(group => (group.DimensionValue, group.Value.Value, group.HasDifference, group.Difference))
            .ShouldBe([("web", 12.5, false, 0), ("store", 12.5, true, 0), ("app", 12.5, true, 0), ("other", 12.5, true, 0)]);
    }

    [Theory]
    [InlineData("revenue", "", "2025-12", "", "dimension")]
    [InlineData("revenue", "channel", "", "", "period")]
    [InlineData("revenue", "channel", "soon", "", "period")]
    [InlineData("revenue", "channel", "2025-12", "fax", "reference")]
    [InlineData("customer_retention_rate", "channel", "2025-12", "", "dimension")]
    public async Task CompareGroups_Wrong_NamesTheField(string indicator, string dimension, string period, string reference, string field)
    {
        await using var server = await GatewayServer.StartAsync(time: new ManualTimeProvider());
        var request = new CompareGroupsRequest { Parent = "tenants/acme", Indicator = indicator, Dimension = dimension, Period = period, Reference = reference };
        var details = await RpcErrorDetails.ThrownByAsync(StatusCode.InvalidArgument, async () => await server.Analysis.CompareGroupsAsync(request));

        details.Field.ShouldBe(field);
    }

    [Fact]
    public async Task QueryCohorts_Months_GiveCountsAndPercentUpToNow()
    {
        await using var server = await GatewayServer.StartAsync(time: new ManualTimeProvider());
        server.Grains.Measures.Sum = range => range.FromDay % 7;
        var response = await server.Analysis.QueryCohortsAsync(new() { Parent = "tenants/acme", StartDate = "2025-11-01", EndDate = "2026-01-01" });

        // Now is in January 2026: November has months 0, 1 and 2, December 0 and 1.
        response.Cohorts.Select(cohort => (cohort.Period.Label, cohort.Months.Count)).ShouldBe([("2025-11", 3), ("2025-12", 2)]);
        foreach (var cohort in response.Cohorts.Where(cohort => cohort.Customers > 0))
            cohort.Months.ShouldAllBe(month => Math.Abs(month.Percent - (100.0 * month.Customers / cohort.Customers)) < 1e-9);
        response.Cohorts[0].Months.Select(month => (month.Month, month.Partial)).ShouldBe([(0, false), (1, false), (2, true)]);
    }

    [Fact]
    public async Task CorrelateIndicators_OfTheSame_IsOneAtLagZeroAndLosesAPairWithEachLag()
    {
        await using var server = await GatewayServer.StartAsync(time: new ManualTimeProvider());
        server.Grains.Measures.Sum = range => (range.FromDay * 37L) % 101;
        var response = await server.Analysis.CorrelateIndicatorsAsync(
            new() { Parent = "tenants/acme", Indicator = "revenue", OtherIndicator = "revenue", StartDate = "2025-01-01", EndDate = "2026-01-01" });

        response.Correlations.Select(one => (one.Lag, one.Pairs)).ShouldBe(Enumerable.Range(0, 7).Select(lag => (lag, 12 - lag)));
        response.Correlations[0].Correlation.ShouldBe(1, 1e-9);
        response.Note.ShouldStartWith("Correlation, not cause");
    }

    private static IndicatorValue Share(long successes, long trials) => new()
    {
        Unit = "percent",
        Value = 100.0 * successes / trials,
        Numerator = successes,
        Denominator = trials,
        Interval = new() { Method = "wilson" },
    };
}
