using Grpc.Core;
using KpiPlatform.EndToEnd.Tests.Support;
using KpiPlatform.Protocol.V1;

namespace KpiPlatform.EndToEnd.Tests.Definitions;

/// <summary>Measures and indicators of a tenant's own, from their definition to their values.</summary>
[Collection(SharedHostsCollection.Name)]
public class DefinitionTests(SharedHosts hosts)
{
    [SkippableTheory]
    [MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task Indicator_OverMeasures_HasTheValuesOfTheArithmetic(DatabaseKind kind)
    {
        var tenant = await hosts.TenantAsync(kind);
        await tenant.Client.Tenants.UpdateTenantAsync(new()
        {
            Tenant = new() { Name = tenant.Name, Dimensions = { new Dimension { Id = "channel", Source = "channel", Values = { "web", "store" } } } },
            UpdateMask = new() { Paths = { "dimensions" } },
        });
        await DefineAsync(tenant);
        var inStore = Make.Purchase("cem", "2025-03-09", 30);
        inStore.Channel = "store";
        await tenant.RecordAsync(
            Make.Purchase("ann", "2025-02-01", 50),
            Make.Purchase("ann", "2025-03-01", 120),
            Make.Purchase("ann", "2025-03-02", 80),
            Make.Purchase("bob", "2025-03-05", 100),
            inStore);

        // March: 4 orders of 330, two of them from 100 on, of two customers; February one order of 50.
        await ShouldBeAsync(tenant, "big_share", 50);
        await ShouldBeAsync(tenant, "big_customers", 2);
        await ShouldBeAsync(tenant, "growth_of_revenue", 100 * ((330 / 50.0) - 1));
        await ShouldBeAsync(tenant, "in_store", 100 * 30 / 330.0);
        var query = new QueryIndicatorRequest { Parent = tenant.Name, Indicator = "by_channel", Granularity = Granularity.Month, StartDate = "2025-03-01", EndDate = "2025-04-01", Token = tenant.Token };
        var parts = (await tenant.Client.Scorecards.QueryIndicatorAsync(query)).Series[0].Values[0].Components;
        parts.Select(part => (part.Id, part.Value)).ShouldBe([("web", 300), ("store", 30), ("other", 0)]);

        // The same of a span that cells are not kept for, with the same number of days before it.
        (await tenant.SeriesAsync("growth_of_revenue", Granularity.Custom, "2025-03-01", "2025-03-06"))[0].NoValueReason.ShouldBe("DENOMINATOR_ZERO");
        (await tenant.SeriesAsync("big_customers", Granularity.Custom, "2025-03-01", "2025-03-06"))[0].Value.ShouldBe(2);
        var growth = (await tenant.SeriesAsync("growth_of_big_customers", Granularity.Custom, "2025-03-04", "2025-03-07"))[0];
        growth.Value.ShouldBe(0);

        // A correction counts in its place, and a scorecard shows the indicator.
        await tenant.RecordAsync(Make.Purchase("dan", "2025-03-10", 500, id: "late"), Make.Purchase("dan", "2025-03-10", 10, id: "late", revision: 1));
        await ShouldBeAsync(tenant, "big_share", 40);
        var scorecard = $"{tenant.Name}/scorecards/own";
        await tenant.Client.Scorecards.UpdateScorecardAsync(new() { AllowMissing = true, Scorecard = Scorecards.Of(scorecard, "big_share") });
        var shown = await tenant.Client.Scorecards.GetScorecardAsync(new() { Name = scorecard, Period = "2025-03", Token = tenant.Token });
        shown.Perspectives[0].Objectives[0].Indicators[0].Value.Value.ShouldBe(40);

        var error = await Should.ThrowAsync<RpcException>(async () => await tenant.Client.Definitions.DeleteIndicatorAsync(new() { Name = $"{tenant.Name}/indicators/big_share" }));
        (error.StatusCode, error.Status.Detail.Contains("scorecard own", StringComparison.Ordinal)).ShouldBe((StatusCode.FailedPrecondition, true));
        (await tenant.Client.Scorecards.ListIndicatorsAsync(new() { Parent = tenant.Name })).Indicators.Select(indicator => indicator.Id).ShouldContain("big_share");
    }

    [SkippableTheory]
    [MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task Measure_DefinedAfterTheInteractions_CountsThem(DatabaseKind kind)
    {
        var tenant = await hosts.TenantAsync(kind);
        await tenant.RecordAsync(Make.Purchase("ann", "2025-03-01", 120), Make.Purchase("bob", "2025-03-02", 80));
        await tenant.Client.Definitions.CreateMeasureAsync(Big(tenant));
        await tenant.Client.Definitions.CreateIndicatorAsync(new() { Parent = tenant.Name, IndicatorId = "big_share", Indicator = new() { Formula = "percent(big, orders)" } });

        // Counting the past takes a moment; until then the indicator says that it has no value.
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        while (true)
        {
            limit.Token.ThrowIfCancellationRequested();
            var value = (await tenant.SeriesAsync("big_share", Granularity.Month, "2025-03-01", "2025-04-01"))[0];
            if (value.HasValue)
            {
                value.Value.ShouldBe(50);
                return;
            }

            value.NoValueReason.ShouldBe("NOT_COUNTED_YET");
            await Task.Yield();
        }
    }

    private static CreateMeasureRequest Big(TestTenant tenant) => new()
    {
        Parent = tenant.Name,
        MeasureId = "big",
        Measure = new() { Kinds = { "purchase" }, Conditions = { "purchase.amount >= 100" }, Aggregation = MeasureAggregation.Count },
    };

    private static async Task DefineAsync(TestTenant tenant)
    {
        await tenant.Client.Definitions.CreateMeasureAsync(Big(tenant));
        await tenant.Client.Definitions.CreateMeasureAsync(new()
        {
            Parent = tenant.Name,
            MeasureId = "big_buyers",
            Measure = new() { Kinds = { "purchase" }, Conditions = { "purchase.amount >= 100" }, Aggregation = MeasureAggregation.DistinctCustomers },
        });
        foreach (var (id, formula) in new[]
        {
            ("big_share", "percent(big, orders)"),
            ("big_customers", "big_buyers"),
            ("growth_of_revenue", "100 * growth(revenue)"),
            ("growth_of_big_customers", "growth(big_buyers)"),
            ("in_store", "percent(at(revenue, channel: store), revenue)"),
            ("by_channel", "over(channel, revenue)"),
        })
        {
            await tenant.Client.Definitions.CreateIndicatorAsync(new() { Parent = tenant.Name, IndicatorId = id, Indicator = new() { Formula = formula } });
        }
    }

    private static async Task ShouldBeAsync(TestTenant tenant, string indicator, double expected) =>
        (await tenant.SeriesAsync(indicator, Granularity.Month, "2025-03-01", "2025-04-01"))[0].Value.ShouldBe(expected, 1e-9);
}
