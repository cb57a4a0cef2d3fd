using Grpc.Core;
using KpiPlatform.Domain.Identity;
using KpiPlatform.Domain.Measures;
using KpiPlatform.Domain.Tenants;
using KpiPlatform.Gateway.Tests.Fakes;
using KpiPlatform.Gateway.Tests.Hosting;
using KpiPlatform.Protocol.V1;
using KpiPlatform.Testing.Time;

namespace KpiPlatform.Gateway.Tests.Benchmarks;

/// <summary>The clock stands at 2026-01-15 12:00 UTC. Every tenant's orders of a month are what the test says, whatever the month.</summary>
public sealed class BenchmarkServiceTests
{
    [Fact]
    public async Task Entered_Benchmarks_AreKeptWithTheirEtags()
    {
        await using var server = await StartAsync(out var time);
        var made = await server.Benchmarks.CreateBenchmarkAsync(new() { Parent = "tenants/acme", BenchmarkId = "study", Benchmark = Csat(80, "2026-01-01", "study") });
        (made.Name, made.Value, made.Date, made.Etag.Length > 0, made.CreateTime.Seconds).ShouldBe(("tenants/acme/benchmarks/study", 80, "2026-01-01", true, 1_768_478_400));
        (await RpcErrorDetails.ThrownByAsync(StatusCode.AlreadyExists, async () => await server.Benchmarks.CreateBenchmarkAsync(new() { Parent = "tenants/acme", BenchmarkId = "study", Benchmark = Csat(1, "2026-01-01", "x") }))).Field.ShouldBe("benchmark_id");

        time.Advance(TimeSpan.FromSeconds(5));
        var changed = await server.Benchmarks.UpdateBenchmarkAsync(new() { Benchmark = new() { Name = made.Name, Value = 82, Etag = made.Etag }, UpdateMask = new() { Paths = { "value" } } });
        (changed.Value, changed.Source, changed.UpdateTime.Seconds - changed.CreateTime.Seconds, changed.Etag == made.Etag).ShouldBe((82, "study", 5, false));
        (await RpcErrorDetails.ThrownByAsync(StatusCode.Aborted, async () => await server.Benchmarks.UpdateBenchmarkAsync(new() { Benchmark = made }))).Reason.ShouldBe("ETAG_MISMATCH");
        (await server.Benchmarks.GetBenchmarkAsync(new() { Name = made.Name })).ShouldBe(changed);

        // Made by an update that may; another tenant of a similar name sees none of it.
        server.Ports.Definitions["acme-2"] = server.Ports.Definitions["acme"];
        await server.Benchmarks.UpdateBenchmarkAsync(new() { Benchmark = With(Csat(70, "2026-01-02", "association"), "tenants/acme/benchmarks/assoc"), AllowMissing = true });
        var first = await server.Benchmarks.ListBenchmarksAsync(new() { Parent = "tenants/acme", PageSize = 1 });
        var second = await server.Benchmarks.ListBenchmarksAsync(new() { Parent = "tenants/acme", PageSize = 1, PageToken = first.NextPageToken });
        first.Benchmarks.Concat(second.Benchmarks).Select(one => one.Name).ShouldBe(["tenants/acme/benchmarks/assoc", "tenants/acme/benchmarks/study"]);
        (second.NextPageToken, (await server.Benchmarks.ListBenchmarksAsync(new() { Parent = "tenants/acme", Indicator = "nps" })).Benchmarks.Count).ShouldBe(("", 0));
        (await server.Benchmarks.ListBenchmarksAsync(new() { Parent = "tenants/acme-2" })).Benchmarks.ShouldBeEmpty();

        await server.Benchmarks.DeleteBenchmarkAsync(new() { Name = made.Name, Etag = changed.Etag });
        (await RpcErrorDetails.ThrownByAsync(StatusCode.NotFound, async () => await server.Benchmarks.GetBenchmarkAsync(new() { Name = made.Name }))).Reason.ShouldBe("BENCHMARK_NOT_FOUND");
    }

    [Theory]
    [InlineData("Study", "csat", "", 1.0, "2026-01-01", "s", "benchmark_id")]
    [InlineData("study", "cat", "", 1.0, "2026-01-01", "s", "benchmark.indicator")]
    [InlineData("study", "csat", "lost", 1.0, "2026-01-01", "s", "benchmark.component")]
    [InlineData("study", "csat", "", double.NaN, "2026-01-01", "s", "benchmark.value")]
    [InlineData("study", "csat", "", 1.0, "soon", "s", "benchmark.date")]
    [InlineData("study", "csat", "", 1.0, "2026-01-01", " ", "benchmark.source")]
    public async Task CreateBenchmark_Wrong_NamesTheField(string id, string indicator, string component, double value, string date, string source, string field)
    {
        await using var server = await StartAsync(out _);
        var benchmark = new Benchmark { Indicator = indicator, Component = component, Value = value, Date = date, Source = source };
        (await RpcErrorDetails.ThrownByAsync(
            StatusCode.InvalidArgument, async () => await server.Benchmarks.CreateBenchmarkAsync(new() { Parent = "tenants/acme", BenchmarkId = id, Benchmark = benchmark }))).Field.ShouldBe(field);
    }

    /// <summary>Orders of a month are the number of its month: December 2025 has 12, the eleven before it 11 down to 1, and December 2024 12.</summary>
    [Fact]
    public async Task CompareBenchmarks_OwnHistory_HasBestWorstAndMedian()
    {
        await using var server = await StartAsync(out _);
        server.Grains.Measures.Sum = request => Domain.Periods.TenantCalendar.DateOf(request.FromDay).Month;
        await server.Benchmarks.CreateBenchmarkAsync(new() { Parent = "tenants/acme", BenchmarkId = "plan", Benchmark = new() { Indicator = "orders", Value = 9, Date = "2025-12-31", Source = "plan" } });
        await server.Benchmarks.CreateBenchmarkAsync(new() { Parent = "tenants/acme", BenchmarkId = "later", Benchmark = new() { Indicator = "orders", Value = 10, Date = "2026-01-01", Source = "plan" } });
        var compared = await server.Benchmarks.CompareBenchmarksAsync(new() { Parent = "tenants/acme", Indicator = "orders", Period = "2025-12", HistoryPeriods = 11 });

        (compared.Value.Value, compared.Own.Previous.Value, compared.Own.Previous.Period.Label, compared.Own.LastYear.Value, compared.Own.LastYear.Period.Label).ShouldBe((12, 11, "2025-11", 12, "2024-12"));
        (compared.Own.Periods, compared.Own.Best, compared.Own.BestPeriod, compared.Own.Worst, compared.Own.WorstPeriod, compared.Own.Median).ShouldBe((11, 11, "2025-11", 1, "2025-01", 6));
        compared.Entered.Select(entered => entered.Value).ShouldBe([9]);
        (compared.Industry.UnavailableReason, compared.Industry.HasMedian).ShouldBe(("NOT_SHARED", false));

        // The month that runs is compared with as many days of the one before: 15 of December.
        (await server.Benchmarks.CompareBenchmarksAsync(new() { Parent = "tenants/acme", Indicator = "orders", Period = "2026-01" })).Value.Partial.ShouldBeTrue();
        var range = server.Grains.Measures.Queries[^1].Ranges.Single(one => Domain.Periods.LocalDay.Format(one.FromDay) == "2025-12-01" && one.ToDay - one.FromDay < 31);
        Domain.Periods.LocalDay.Format(range.ToDay).ShouldBe("2025-12-16");
        (await server.Benchmarks.CompareBenchmarksAsync(new() { Parent = "tenants/acme", Indicator = "orders", Period = "2025-11-03/2025-11-20" })).Own.LastYear.Period.Label.ShouldBe("2024-11-03/2024-11-20");
    }

    [Theory]
    [InlineData("", 0, "period")]
    [InlineData("2025-12", 61, "history_periods")]
    [InlineData("2025-12", -1, "history_periods")]
    public async Task CompareBenchmarks_Wrong_NamesTheField(string period, int history, string field)
    {
        await using var server = await StartAsync(out _);
        var request = new CompareBenchmarksRequest { Parent = "tenants/acme", Indicator = "orders", Period = period, HistoryPeriods = history };
        (await RpcErrorDetails.ThrownByAsync(StatusCode.InvalidArgument, async () => await server.Benchmarks.CompareBenchmarksAsync(request))).Field.ShouldBe(field);
    }

    /// <summary>Acme and five others share: 100, 200, 300, 400 and 512 orders; a sixth has 99 customers, a seventh does not share, an eighth is of another industry.</summary>
    [Fact]
    public async Task CompareBenchmarks_Industry_IsTheMedianOfOthersOfOneDay()
    {
        await using var server = await StartAsync(out var time);
        Tenant(server, "acme", 1, 10_000, 500);
        for (var i = 1; i <= 5; i++)
            Tenant(server, $"shop-{i}", 10 + i, i == 5 ? 512 : i * 100, 100);
        Tenant(server, "small", 20, 9_000, 99);
        Tenant(server, "secret", 21, 9_000, 500, share: false);
        Tenant(server, "bank", 22, 9_000, 500, industry: "banking");

        var industry = (await CompareAsync(server)).Industry;
        (industry.Industry, industry.Median, industry.Tenants, industry.UnavailableReason, industry.Date).ShouldBe(("retail", 300, 5, "", "2026-01-15"));
        (await CompareAsync(server, "tenants/secret")).Industry.UnavailableReason.ShouldBe("NOT_SHARED");
        (await CompareAsync(server, "tenants/bank")).Industry.UnavailableReason.ShouldBe("TOO_FEW_TENANTS");
        (await CompareAsync(server, "tenants/shop-1")).Industry.Median.ShouldBe(400, "the others are 200, 300, 400, 512 and acme's 10,000");
        (await CompareAsync(server, "tenants/small")).Industry.Median.ShouldBe(350, "of six: 100, 200, 300, 400, 512, 10,000");
        (await CompareAsync(server, period: "2026-01")).Industry.UnavailableReason.ShouldBe("PERIOD_NOT_SHARED");
        (await CompareAsync(server, period: "2025-12-05")).Industry.UnavailableReason.ShouldBe("PERIOD_NOT_SHARED");

        // What is stored of an industry is no document of a tenant of the same name, which would be exported and deleted with it.
        server.Ports.Documents.KeysOf("benchmark-industry").ShouldAllBe(key => key.StartsWith("industry:", StringComparison.Ordinal));

        // Within the day nobody sees a tenant go or change; the next day has new values.
        Tenant(server, "shop-3", 13, 390, 100);
        Tenant(server, "shop-5", 15, 512, 100, share: false);
        (await CompareAsync(server)).Industry.Median.ShouldBe(300);
        time.Advance(TimeSpan.FromHours(12));
        (await CompareAsync(server)).Industry.UnavailableReason.ShouldBe("TOO_FEW_TENANTS");
        Tenant(server, "shop-6", 16, 150, 100);
        time.Advance(TimeSpan.FromDays(1));
        industry = (await CompareAsync(server)).Industry;
        (industry.Median, industry.Date).ShouldBe((200, "2026-01-17"));
    }

    /// <summary>A key of acme alone is shown the median of the others, and nothing else of them.</summary>
    [Fact]
    public async Task CompareBenchmarks_WithATenantsKey_ReadsOthersForTheMedianAlone()
    {
        var time = new ManualTimeProvider();
        await using var server = await GatewayServer.StartAsync(options => options.AllowAnonymous = false, time);
        Tenant(server, "acme", 1, 10_000, 500);
        for (var i = 1; i <= 5; i++)
            Tenant(server, $"shop-{i}", 10 + i, i * 100, 100);
        var headers = Access.TestKeys.Header(await Access.TestKeys.AddAsync(server, "acme", Domain.Access.AccessRoles.Viewer));

        (await server.Benchmarks.CompareBenchmarksAsync(new() { Parent = "tenants/acme", Indicator = "orders", Period = "2025-12" }, headers)).Industry.Median.ShouldBe(300);
        await RpcErrorDetails.ThrownByAsync(
            StatusCode.PermissionDenied, async () => await server.Benchmarks.CompareBenchmarksAsync(new() { Parent = "tenants/shop-1", Indicator = "orders", Period = "2025-12" }, headers));
        await RpcErrorDetails.ThrownByAsync(StatusCode.PermissionDenied, async () => await server.Benchmarks.ListBenchmarksAsync(new() { Parent = "tenants/shop-1" }, headers));
    }

    [Fact]
    public async Task GetScorecard_IncludeBenchmarks_HasThemForEachIndicator()
    {
        await using var server = await StartAsync(out _);
        server.Grains.Measures.Sum = _ => 7;
        await server.Scorecards.CreateScorecardAsync(new()
        {
            Parent = "tenants/acme",
            ScorecardId = "sales",
            Scorecard = new()
            {
                Perspectives = { new Perspective { Id = "p", Objectives = { new Objective { Id = "o", Indicators = { Goal("a", "orders", ""), Goal("b", "base_movement", "lost"), Goal("c", "orders", "") } } } } },
            },
        });
        server.Grains.Scorecard("acme/sales").Values = Scorecards.Results.Of(1);
        var card = await server.Scorecards.GetScorecardAsync(new() { Name = "tenants/acme/scorecards/sales", IncludeBenchmarks = true });

        card.Benchmarks.Select(one => (one.Value.Indicator, one.Component)).ShouldBe([("orders", ""), ("base_movement", "lost")]);
        card.Benchmarks[0].Own.Previous.Value.ShouldBe(7);
        (await server.Scorecards.GetScorecardAsync(new() { Name = "tenants/acme/scorecards/sales" })).Benchmarks.ShouldBeEmpty();

        static ScorecardIndicator Goal(string id, string indicator, string component) => new() { Id = id, Indicator = indicator, Component = component, Baseline = 0, Target = 10, Deadline = "2027-01-01", BaselineDate = "2025-01-01" };
    }

    /// <summary>Over random tenants, an industry's median always rests on five others or more, asked by whomever.</summary>
    [Fact]
    public async Task CompareBenchmarks_RandomTenants_NeverRestsOnFewerThanFiveOthers()
    {
        var answered = 0;
        for (var seed = 1; seed <= 12; seed++)
        {
            await using var server = await StartAsync(out _);
            var random = new Random(seed);
            var tenants = Enumerable.Range(1, random.Next(6, 24))
                .Select(i => (Name: $"t{i}", Number: i, Orders: (long)random.Next(1, 900), Customers: random.Next(80, 130), Share: random.Next(5) > 0, Industry: random.Next(5) > 0 ? "retail" : "travel"))
                .ToList();
            foreach (var (name, number, orders, customers, share, industry) in tenants)
                Tenant(server, name, number, orders, customers, share, industry);
            foreach (var asking in tenants)
            {
                var others = tenants.Where(one => one.Name != asking.Name && one.Share && one.Industry == asking.Industry && one.Customers >= 100).Select(one => (double)one.Orders).Order().ToList();
                var answer = (await CompareAsync(server, $"tenants/{asking.Name}")).Industry;
                answer.HasMedian.ShouldBe(asking.Share && others.Count >= 5, $"seed {seed}, {asking.Name}");
                if (!answer.HasMedian)
                    continue;
                answered++;
                answer.Median.ShouldBe(Domain.Benchmarks.IndustryMedian.Rounded(others.Count % 2 == 1 ? others[others.Count / 2] : (others[(others.Count / 2) - 1] + others[others.Count / 2]) / 2));
                answer.Tenants.ShouldBe(others.Count / 5 * 5);
            }
        }

        answered.ShouldBeGreaterThan(10);
    }

    private static Task<GatewayServer> StartAsync(out ManualTimeProvider time)
    {
        time = new ManualTimeProvider();
        return GatewayServer.StartAsync(time: time);
    }

    private static async Task<IndicatorBenchmarks> CompareAsync(GatewayServer server, string parent = "tenants/acme", string period = "2025-12") =>
        await server.Benchmarks.CompareBenchmarksAsync(new() { Parent = parent, Indicator = "orders", Period = period });

    private static void Tenant(GatewayServer server, string name, int number, long orders, int customers, bool share = true, string industry = "retail")
    {
        var id = TenantId.Parse(name);
        server.Ports.Definitions[name] = new(new(number), 1, new TenantSettings { Industry = industry, ShareBenchmarks = share });
        server.Ports.Tenants.RemoveAll(tenant => tenant.Id == id);
        server.Ports.Tenants.Add(new(new(number), id));
        server.Ports.Tenants.Sort((one, other) => string.CompareOrdinal(one.Id.Value, other.Id.Value));
        server.Grains.MeasuresOf[name] = new FakeMeasuresGrain { Sum = request => new SeriesKey(request.Series).Measure == BuiltInMeasures.ActiveCustomers ? customers : orders };
    }

    private static Benchmark Csat(double value, string date, string source) => new() { Indicator = "csat", Value = value, Date = date, Source = source };

    private static Benchmark With(Benchmark benchmark, string name)
    {
        benchmark.Name = name;
        return benchmark;
    }
}
