using Grpc.Core;
using KpiPlatform.Domain.Identity;
using KpiPlatform.Domain.Interactions;
using KpiPlatform.Domain.Journal;
using KpiPlatform.Gateway.Tests.Hosting;
using KpiPlatform.Protocol.V1;
using KpiPlatform.Testing.Time;
using NodaTime;
using Purchase = KpiPlatform.Domain.Interactions.Purchase;
using SurveyAnswered = KpiPlatform.Domain.Interactions.SurveyAnswered;
using SurveyFactor = KpiPlatform.Domain.Interactions.SurveyFactor;

namespace KpiPlatform.Gateway.Tests.Analysis;

/// <summary>Questions that are answered from the journal. The clock stands at 2026-01-15 12:00 UTC, the tenant's is that of Berlin.</summary>
public sealed class JournalAnalysisTests
{
    /// <summary>
    /// 40 answers with two factors that cross each other in all four ways: the answer is 3 + (a − 3) + (b − 3)/2 for scores of 2 and 4. r(a) = 1/√1.25,
    /// so the weights are 0.8 and 0.2.
    /// </summary>
    [Fact]
    public async Task AnalyseDrivers_TwoFactors_HaveTheirWeights()
    {
        await using var server = await StartAsync();
        for (var i = 0; i < 40; i++)
            Answer(server, i + 1, i % 2 == 0 ? 2 : 4, i / 2 % 2 == 0 ? 2 : 4, i % 4 == 0 ? "web" : "app");
        var response = await server.Analysis.AnalyseDriversAsync(new() { Parent = "tenants/acme", Survey = "csat", Period = "2026-01" });

        (response.Label, response.Answers, response.OutcomeMean, response.ImportanceMethod, response.CompleteAnswers).ShouldBe(("correlation, not cause", 40, 3, "johnson-relative-weights", 40));
        response.RSquared.ShouldBe(1, 1e-9);
        response.Drivers.Select(driver => (driver.Factor, Math.Round(driver.RelativeWeight, 9), Math.Round(driver.RelativeImportance, 7), driver.Mean)).ShouldBe([("a", 0.8, 80, 3), ("b", 0.2, 20, 3)]);
        response.Drivers[0].Pearson.ShouldBe(1 / Math.Sqrt(1.25), 1e-12);
        (response.Drivers[0].PearsonInterval.Method, response.Drivers[0].Quadrant, response.Surveys.Single(), response.Period.Label).ShouldBe(("fisher-z", DriverQuadrant.KeepUp, "csat", "2026-01"));

        // A quarter of them is of the web: 10 answers, too few for any number.
        var web = await server.Analysis.AnalyseDriversAsync(new()
        {
            Parent = "tenants/acme", Survey = "csat", Period = "2026-01", Dimensions = { new DimensionCondition { Dimension = "channel", Value = "web" } },
        });
        web.Drivers.Select(driver => (driver.Factor, driver.Answers, driver.Omission, driver.HasMean, driver.HasPearson)).ShouldBe([("a", 10, "TOO_FEW_ANSWERS", false, false), ("b", 10, "TOO_FEW_ANSWERS", false, false)]);
        (web.HasRSquared, web.ImportanceMethod).ShouldBe((false, ""));

        // Before anything was recorded there is nothing to analyse.
        (await server.Analysis.AnalyseDriversAsync(new() { Parent = "tenants/acme", Survey = "csat", Period = "2026-01", AsOfTime = new() { Seconds = 1 } })).Answers.ShouldBe(0);
    }

    [Theory]
    [InlineData("", SurveyType.Unspecified, "", "", "", "period")]
    [InlineData("fax", SurveyType.Unspecified, "2026-01", "", "", "survey")]
    [InlineData("", SurveyType.Unspecified, "2026-01", "", "", "survey")] // csat is on 1 to 5, grades on 1 to 6.
    [InlineData("", SurveyType.Ces, "2026-01", "", "", "outcome")]
    [InlineData("csat", SurveyType.Unspecified, "2026-01", "size", "big", "dimensions[0].dimension")]
    [InlineData("csat", SurveyType.Unspecified, "2026-01", "channel", "fax", "dimensions[0].value")]
    public async Task AnalyseDrivers_Wrong_NamesTheField(string survey, SurveyType outcome, string period, string dimension, string value, string field)
    {
        await using var server = await StartAsync();
        var request = new AnalyseDriversRequest { Parent = "tenants/acme", Survey = survey, Outcome = outcome, Period = period };
        if (dimension.Length > 0)
            request.Dimensions.Add(new DimensionCondition { Dimension = dimension, Value = value });
        (await RpcErrorDetails.ThrownByAsync(StatusCode.InvalidArgument, async () => await server.Analysis.AnalyseDriversAsync(request))).Field.ShouldBe(field);
    }

    /// <summary>
    /// Customer 1 ordered on 1 and 20 November, 2 on 10 November and 20 December. On 15 January, steps of 30 days: step 0 (over on 1 and
    /// 10 December) has 1 of both, step 1 (over on 31 December and 9 January) has 2, who ordered after 40 days: 1 of both; step 2 of nobody.
    /// </summary>
    [Fact]
    public async Task QueryCohorts_RollingDays_CountFromEachCustomersOwnStart()
    {
        await using var server = await StartAsync();
        Buy(server, 1, "2025-11-01", "web");
        Buy(server, 1, "2025-11-20", "app");
        Buy(server, 2, "2025-11-10", "app");
        Buy(server, 2, "2025-12-20", "app");
        var request = new QueryCohortsRequest { Parent = "tenants/acme", StartDate = "2025-11-01", EndDate = "2025-12-01", IntervalDays = 30 };
        var cohort = (await server.Analysis.QueryCohortsAsync(request)).Cohorts.ShouldHaveSingleItem();

        (cohort.Customers, cohort.Months.Count, cohort.Partial).ShouldBe((2, 0, false));
        cohort.Steps.Select(step => (step.Step, step.FromDay, step.ToDay, step.Customers, step.MaturedCustomers, step.Percent, step.Partial)).ShouldBe([(0, 0, 30, 1, 2, 50, false), (1, 30, 60, 1, 2, 50, false)]);

        // By the channel of the first order: web has customer 1, app has 2.
        request.Dimension = "channel";
        var byChannel = (await server.Analysis.QueryCohortsAsync(request)).Cohorts;
        byChannel.Select(one => (one.DimensionValue, one.Customers)).ShouldBe([("web", 1), ("store", 0), ("app", 1), ("other", 0)]);
        byChannel[0].Steps.Select(step => step.Customers).ShouldBe([1, 0]);

        // By acquisition in calendar months: November has both, December the second.
        var months = (await server.Analysis.QueryCohortsAsync(new() { Parent = "tenants/acme", StartDate = "2025-11-01", EndDate = "2025-12-01", CohortStart = CohortStart.Acquisition })).Cohorts.Single();
        months.Months.Select(month => (month.Month, month.Customers, month.Percent, month.Partial)).ShouldBe([(0, 2, 100, false), (1, 1, 50, false), (2, 0, 0, true)]);
    }

    [Theory]
    [InlineData(367, "", "interval_days")]
    [InlineData(-1, "", "interval_days")]
    [InlineData(30, "size", "dimension")]
    public async Task QueryCohorts_Wrong_NamesTheField(int days, string dimension, string field)
    {
        await using var server = await StartAsync();
        var request = new QueryCohortsRequest { Parent = "tenants/acme", StartDate = "2025-11-01", IntervalDays = days, Dimension = dimension };
        (await RpcErrorDetails.ThrownByAsync(StatusCode.InvalidArgument, async () => await server.Analysis.QueryCohortsAsync(request))).Field.ShouldBe(field);
    }

    [Fact]
    public async Task QueryCohorts_LongerJournalThanAllowed_IsRefused()
    {
        await using var server = await StartAsync(options => options.MaxScannedInteractions = 1);
        Buy(server, 1, "2025-11-01", "web");
        Buy(server, 1, "2025-11-02", "web");
        var request = new QueryCohortsRequest { Parent = "tenants/acme", StartDate = "2025-11-01", IntervalDays = 30 };
        (await RpcErrorDetails.ThrownByAsync(StatusCode.FailedPrecondition, async () => await server.Analysis.QueryCohortsAsync(request))).Reason.ShouldBe("QUERY_TOO_EXPENSIVE");
    }

    /// <summary>
    /// Customers 1 and 2 are of segment "one", 2 and 3 of "two", 4 of none. In December 1 ordered twice, 2 once, 3 not, 4 once:
    /// repeat_in_period_rate is 1/2, 0/1 and 0/1.
    /// </summary>
    [Fact]
    public async Task CompareGroups_Segments_AddUpTheirCustomers()
    {
        await using var server = await StartAsync();
        Buy(server, 1, "2025-12-01", "web");
        Buy(server, 1, "2025-12-05", "web");
        Buy(server, 2, "2025-12-02", "web");
        Buy(server, 3, "2025-11-02", "web");
        Buy(server, 4, "2025-12-03", "web");
        Segments(server);
        var request = new CompareGroupsRequest { Parent = "tenants/acme", Indicator = "repeat_in_period_rate", Segments = { "one", "two" }, Period = "2025-12" };
        var response = await server.Analysis.CompareGroupsAsync(request);

        response.Reference.ShouldBe("one");
        response.Groups.Select(group => (group.DimensionValue, group.Customers, group.SharedCustomers, group.Value.Numerator, group.Value.Denominator)).ShouldBe([("one", 2, 0, 1, 2), ("two", 2, 1, 0, 1), ("rest", 1, 0, 0, 1)]);

        // Customer 2 is in both, so their difference has no interval; the rest is apart.
        response.Groups.Select(group => (group.HasDifference, group.DifferenceInterval is not null)).ShouldBe([(false, false), (true, false), (true, true)]);
        response.Groups[1].Note.ShouldContain("1 customers are in both");

        request.Indicator = "orders";
        request.Reference = "rest";
        (await server.Analysis.CompareGroupsAsync(request)).Groups.Select(group => (group.Value.Value, group.Difference)).ShouldBe([(3, 2), (1, 0), (1, 0)]);
        request.Period = "2025-12-02/2025-12-04";
        (await server.Analysis.CompareGroupsAsync(request)).Groups.Select(group => group.Value.Value).ShouldBe([1, 1, 1]);
    }

    /// <summary>On 15 January: 1 has ordered once, in the base; 2 lapsed (90 days) in November; 3 was never acquired.</summary>
    [Fact]
    public async Task CompareGroups_Lifecycle_HasAGroupForEachStage()
    {
        await using var server = await StartAsync();
        Buy(server, 1, "2025-12-01", "web");
        Buy(server, 2, "2025-08-01", "web");
        List(server, 1, entry => entry with { AcquiredAt = At("2025-12-01"), BaseUntil = At("2026-03-01"), Orders = 1 });
        List(server, 2, entry => entry with { AcquiredAt = At("2025-08-01"), BaseUntil = At("2025-10-30"), Orders = 1 });
        List(server, 3, entry => entry);
        var response = await server.Analysis.CompareGroupsAsync(new() { Parent = "tenants/acme", Indicator = "orders", ByLifecycle = true, Period = "2025", Reference = "active" });

        response.Groups.Select(group => (group.DimensionValue, group.Value.Value)).ShouldBe([("prospect", 0), ("new", 0), ("active", 1), ("repeat", 0), ("lapsing", 0), ("lapsed", 1), ("returned", 0)]);
        response.Groups.Where(group => group.Customers > 0).Select(group => group.DimensionValue).ShouldBe(["active", "lapsed"]);
    }

    [Theory]
    [InlineData("orders", "channel", "one", false, "segments")]
    [InlineData("orders", "", "nobody", false, "segments[0]")]
    [InlineData("customer_acquisition_cost", "", "one", false, "indicator")]
    [InlineData("orders", "", "one", true, "as_of_time")]
    public async Task CompareGroups_WrongSegments_NameTheField(string indicator, string dimension, string segment, bool asOf, string field)
    {
        await using var server = await StartAsync();
        Segments(server);
        var request = new CompareGroupsRequest { Parent = "tenants/acme", Indicator = indicator, Dimension = dimension, Segments = { segment }, Period = "2025-12", AsOfTime = asOf ? new() { Seconds = 1_700_000_000 } : null };
        (await RpcErrorDetails.ThrownByAsync(StatusCode.InvalidArgument, async () => await server.Analysis.CompareGroupsAsync(request))).Field.ShouldBe(field);
    }

    private static Task<GatewayServer> StartAsync(Action<GatewayOptions>? configure = null) => GatewayServer.StartAsync(configure, new ManualTimeProvider());

    private static void Segments(GatewayServer server)
    {
        var acme = server.Ports.Definitions["acme"];
        server.Ports.Definitions["acme"] = new(acme.Tenant, acme.Version, acme.Settings with { Segments = [new("one", "", "orders >= 1"), new("two", "", "orders >= 2")] });
        for (var i = 1; i <= 4; i++)
            List(server, i, entry => entry);
        server.Ports.Meets = (query, customer) => query.Filter.IsEverybody
            || (query.Filter.Conditions().First().Number == 1 ? customer.Entry.Customer.Value is 1 or 2 : customer.Entry.Customer.Value is 2 or 3);
    }

    private static void List(GatewayServer server, int customer, Func<CustomerIndexEntry, CustomerIndexEntry> with) => server.Ports.Customers.Add(
        new(CustomerId.Parse($"c{customer}"), with(new() { Tenant = new(1), Customer = new(customer), Version = 1 })));

    private static void Answer(GatewayServer server, int customer, double a, double b, string channel) => Record(
        server, customer, At("2026-01-05"), new SurveyAnswered { Survey = "csat", Value = 3 + (a - 3) + ((b - 3) / 2), Factors = [new SurveyFactor("a", a, null), new SurveyFactor("b", b, null)] }, channel);

    private static void Buy(GatewayServer server, int customer, string date, string channel) =>
        Record(server, customer, At(date), new Purchase { OrderId = date, AmountMinor = 1_000 }, channel);

    private static void Record(GatewayServer server, int customer, Instant at, Facts facts, string channel)
    {
        var rows = server.Ports.Rows;
        var encoded = InteractionCodec.Encode(
            new Domain.Interactions.Interaction { Source = "shop", Id = $"i{rows.Count}", OccurredAt = at, Channel = channel, Facts = facts }, new HashSet<string>());
        rows.Add(new(new(new(customer), rows.Count + 1, new(1, rows.Count + 1), at, 1, encoded), CustomerId.Parse($"c{customer}")));
    }

    private static Instant At(string date) => Instant.FromDateTimeOffset(DateTimeOffset.Parse(date + "T12:00:00Z", System.Globalization.CultureInfo.InvariantCulture));
}
