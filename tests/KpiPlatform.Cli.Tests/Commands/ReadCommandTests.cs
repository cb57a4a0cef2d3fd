using System.Text.Json;
using Google.Protobuf.WellKnownTypes;
using KpiPlatform.Cli.Tests.Fakes;
using KpiPlatform.Protocol.V1;
using Shouldly;
using Xunit;

namespace KpiPlatform.Cli.Tests.Commands;

public sealed class ReadCommandTests : IAsyncLifetime
{
    private FakeServer _server = null!;

    public async Task InitializeAsync() => _server = await FakeServer.StartAsync();

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [Fact]
    public async Task ScorecardShow_Table_FitsEightyColumns()
    {
        _server.Scorecards.Card = Cards.Sample();

        var run = await RunAsync("scorecard", "show", "customers", "--period", "1997-Q3");

        run.ExitCode.ShouldBe(ExitCodes.Success, run.Error);
        run.OutputLines.ShouldAllBe(line => line.TrimEnd().Length <= 80);
        run.Output.ShouldContain("● green");
        run.Output.ShouldContain("■ red");
        run.Output.ShouldContain("1,234,567.89 USD");
        run.Output.ShouldContain("36.5 %");
        run.Output.ShouldContain("SAMPLE_TOO_SMALL");
        run.Output.ShouldNotContain("\u001b");
        run.OutputLines.Single(l => l.Contains("=Recommendation", StringComparison.Ordinal) && l.Contains("grey", StringComparison.Ordinal)).ShouldContain("–");
        _server.Scorecards.LastGet!.Name.ShouldBe("tenants/acme/scorecards/customers");
        _server.Scorecards.LastGet.Period.ShouldBe("1997-Q3");
    }

    [Fact]
    public async Task ScorecardShow_AsOfDate_IsItsFirstInstantInTheTenantsZone()
    {
        await RunAsync("scorecard", "show", "customers", "--as-of", "2026-07-01");

        _server.Scorecards.LastGet!.AsOfTime.ToDateTimeOffset().ShouldBe(new DateTimeOffset(2026, 6, 30, 22, 0, 0, TimeSpan.Zero));
    }

    [Fact]
    public async Task ScorecardShow_Json_IsUnrounded()
    {
        _server.Scorecards.Card = Cards.Sample();

        var run = await RunAsync("scorecard", "show", "customers", "-o", "json");

        using var json = JsonDocument.Parse(run.Output);
        var indicators = json.RootElement.GetProperty("perspectives")[0].GetProperty("objectives")[0].GetProperty("indicators");
        indicators[1].GetProperty("value").GetProperty("value").GetDouble().ShouldBe(1234567.885);
        indicators[2].GetProperty("value").TryGetProperty("value", out _).ShouldBeFalse();
    }

    [Fact]
    public async Task ScorecardShow_Csv_HasARowForEachNode()
    {
        _server.Scorecards.Card = Cards.Sample();

        var run = await RunAsync("scorecard", "show", "customers", "-o", "csv");

        run.OutputLines.Length.ShouldBe(1 + 1 + 1 + 1 + 3);
        run.OutputLines[0].ShouldStartWith("scorecard,period,as_of_time,");
        run.OutputLines[4].ShouldContain(",36.45,percent,");
        run.OutputLines[6].ShouldContain("'=Recommendation");
    }

    [Fact]
    public async Task ScorecardApply_ThreeTimes_SaysWhatItDid()
    {
        var path = Examples.PathOf("scorecard.yaml");

        var created = await RunAsync("scorecard", "apply", "-f", path);
        var unchanged = await RunAsync("scorecard", "apply", "-f", path);
        var updated = await CliRun.WithInputAsync(
            _server.Address, Examples.Text("scorecard.yaml").Replace("target: 800", "target: 900", StringComparison.Ordinal),
            "scorecard", "apply", "-f", "-", "--tenant", "acme");

        created.Output.ShouldStartWith("created tenants/acme/scorecards/customers");
        unchanged.Output.ShouldStartWith("unchanged ");
        updated.Output.ShouldStartWith("updated ");
    }

    [Fact]
    public async Task ScorecardWatch_StreamBreaks_ContinuesWithTheResumeToken()
    {
        _server.Scorecards.Updates =
        [
            [new WatchScorecardResponse { Sequence = 1, Snapshot = Cards.Sample(), ResumeToken = "r1" }],
            [
                new WatchScorecardResponse
                {
                    Sequence = 2, ResumeToken = "r2", Difference = new ScorecardDifference { Performance = 99, Status = Status.Green },
                },
            ],
        ];
        using var stop = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        using var output = new LineWatcher(line => line.Contains("\"performance\": 99", StringComparison.Ordinal), stop.Cancel);
        using var error = new StringWriter();

        var code = await new KpiApplication(CliRun.Environment(_server.Address, output, error))
            .RunAsync(["scorecard", "show", "customers", "--watch", "-o", "json", "--tenant", "acme"], stop.Token);

        code.ShouldBe(ExitCodes.Interrupted);
        _server.Scorecards.Watches.Select(w => w.ResumeToken).ShouldBe(["", "r1"]);
        error.ToString().ShouldContain("trying again");
        output.Lines.Count.ShouldBe(2);
    }

    [Fact]
    public async Task CustomerWatch_StreamEnds_IsOpenedAgain()
    {
        _server.Customers.Customer = new Customer { CustomerId = "c1", Version = 1 };
        using var stop = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        using var output = new LineWatcher(line => line.StartsWith("c1,2,", StringComparison.Ordinal), stop.Cancel);
        using var error = new StringWriter();

        var code = await new KpiApplication(CliRun.Environment(_server.Address, output, error))
            .RunAsync(["customer", "show", "c1", "--watch", "-o", "csv", "--tenant", "acme"], stop.Token);

        code.ShouldBe(ExitCodes.Interrupted);
        output.Lines.Select(line => line.Split(',')[0]).ShouldBe(["customer_id", "c1", "c1"]);
        error.ToString().ShouldContain("the server ended the stream");
    }

    [Fact]
    public async Task CustomerList_Limit_PagesAndSaysThereIsMore()
    {
        _server.Customers.All = [.. Enumerable.Range(0, 1200).Select(i => new Customer { CustomerId = $"c{i}" })];

        var some = await RunAsync("customer", "list", "--limit", "700", "--order-by", "revenue desc", "-o", "csv");
        var all = await RunAsync("customer", "list", "--limit", "0", "-o", "json");

        some.OutputLines.Length.ShouldBe(701);
        some.Error.ShouldContain("there are more");
        _server.Customers.LastList!.OrderBy.ShouldBe("");
        using var json = JsonDocument.Parse(all.Output);
        json.RootElement.GetArrayLength().ShouldBe(1200);
        all.Error.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("performance desc", "Performance", "72.5")]
    [InlineData("rfm.recency", "Recency", "4")]
    [InlineData("csat_rate desc", "CSAT", "88")]
    [InlineData("churn_risk desc", "churn_risk", "12")]
    [InlineData("indicator:churn_risk", "churn_risk", "12")]
    public async Task CustomerList_OrderedByWhatItDoesNotShow_ShowsIt(string order, string heading, string value)
    {
        _server.Customers.All =
        [
            new Customer
            {
                CustomerId = "c1",
                Performance = new CustomerPerformance { Value = 72.5 },
                Rfm = new Rfm { Recency = 4, Frequency = 1, Monetary = 1 },
                Indicators = { new IndicatorValue { Indicator = "csat", Value = 88, Unit = "percent" } },
                PeriodIndicators = { new IndicatorValue { Indicator = "churn_risk", Value = 12, Unit = "percent" } },
            },
        ];

        var list = await RunAsync("customer", "list", "--order-by", order);

        list.Output.ShouldContain(heading);
        list.Output.ShouldContain(value);
    }

    [Fact]
    public async Task CustomerShow_IdWithSlash_IsEscapedInTheName()
    {
        _server.Customers.Customer = new Customer
        {
            CustomerId = "a/b%",
            Indicators = { new IndicatorValue { Indicator = "revenue", Unit = "EUR", Value = 12.5 }, new IndicatorValue { Indicator = "nps", Unit = "points", NoValueReason = "NO_ANSWERS" } },
            Attributes = { ["name"] = "[red]Evil\u001b[2J" },
        };

        var run = await RunAsync("customer", "show", "a/b%");

        _server.Customers.LastName.ShouldBe("tenants/acme/customers/a%2Fb%25");
        run.Output.ShouldContain("12.50 EUR");
        run.Output.ShouldContain("[red]Evil\uFFFD[2J");
    }

    [Fact]
    public async Task IndicatorSeries_Table_HasASparkline()
    {
        _server.Scorecards.Series = new QueryIndicatorResponse
        {
            Series =
            {
                new IndicatorSeries
                {
                    Values =
                    {
                        Value("1997-01", 10, 100), Value("1997-02", 20, 100),
                        new IndicatorValue { Unit = "percent", Period = new Period { Label = "1997-03" }, NoValueReason = "DENOMINATOR_ZERO" },
                    },
                },
            },
        };

        var run = await RunAsync("indicator", "series", "churn_rate", "--from", "1997-01-01", "--by", "month");
        var csv = await RunAsync("indicator", "series", "churn_rate", "--from", "1997-01-01", "-o", "csv");

        run.Output.ShouldContain("▁█·");
        run.Output.ShouldContain("DENOMINATOR_ZERO");
        run.OutputLines.ShouldAllBe(line => line.TrimEnd().Length <= 80);
        csv.OutputLines[1].ShouldContain("1997-01,,,10,percent,10,100,");
        _server.Scorecards.LastQuery!.Granularity.ShouldBe(Granularity.Month);
    }

    [Fact]
    public async Task InteractionsList_Formats_Agree()
    {
        _server.Interactions.List = new ListInteractionsResponse
        {
            Interactions =
            {
                new RecordedInteraction
                {
                    Version = 1,
                    RecordTime = Timestamp.FromDateTimeOffset(DateTimeOffset.UnixEpoch),
                    Interaction = new Interaction
                    {
                        Customer = "c1", Source = "shop", Id = "1", OccurTime = Timestamp.FromDateTimeOffset(DateTimeOffset.UnixEpoch),
                        Purchase = new Purchase { Amount = new Money { CurrencyCode = "EUR", Units = 5 } },
                    },
                },
            },
        };

        var table = await RunAsync("interactions", "list", "--customer", "c1", "--from", "2026-01-01T00:00:00Z");
        var json = await RunAsync("interactions", "list", "-o", "json");

        table.Output.ShouldContain("5.00 EUR");
        table.Output.ShouldContain("purchase");
        using var document = JsonDocument.Parse(json.Output);
        document.RootElement[0].GetProperty("interaction").GetProperty("purchase").GetProperty("amount").GetProperty("units").GetString().ShouldBe("5");
        _server.Interactions.LastList!.Parent.ShouldBe("tenants/acme");
    }

    [Fact]
    public async Task List_Empty_IsAnEmptyDocument()
    {
        (await RunAsync("scorecard", "list", "-o", "json")).Output.Trim().ShouldBe("[]");
        (await RunAsync("scorecard", "list", "-o", "csv")).OutputLines.Length.ShouldBe(1);
        (await RunAsync("scorecard", "list")).Error.ShouldContain("No scorecards.");
    }

    private static IndicatorValue Value(string period, double numerator, double denominator) => new()
    {
        Unit = "percent", Period = new Period { Label = period }, Value = numerator / denominator * 100, Numerator = numerator, Denominator = denominator,
        SampleSize = (long)denominator, Interval = new Interval { Lower = 5.1, Upper = 15.04, Method = "wilson" },
    };

    private Task<CliRun> RunAsync(params string[] args) => CliRun.OfAsync(_server.Address, [.. args, "--tenant", "acme"]);
}
