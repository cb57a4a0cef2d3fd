using KpiPlatform.Cli.Tests.Fakes;
using KpiPlatform.Protocol.V1;
using Shouldly;
using Xunit;

namespace KpiPlatform.Cli.Tests.Commands;

public sealed class AnalysisCommandTests : IAsyncLifetime
{
    private FakeServer _server = null!;

    public async Task InitializeAsync() => _server = await FakeServer.StartAsync();

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [Fact]
    public async Task Cohorts_RollingSteps_StandBesideEachOther()
    {
        _server.Analysis.Cohorts = new()
        {
            Cohorts =
            {
                new Cohort
                {
                    Period = new() { Label = "1997-01" }, Customers = 7_846, DimensionValue = "web",
                    Steps =
                    {
                        new CohortStep { Step = 0, FromDay = 0, ToDay = 30, Customers = 1_234, MaturedCustomers = 7_846, Percent = 15.727759 },
                        new CohortStep { Step = 1, FromDay = 30, ToDay = 60, Customers = 10, MaturedCustomers = 40, Percent = 25, Partial = true },
                    },
                },
                new Cohort { Period = new() { Label = "1997-02" }, Customers = 3, Partial = true, DimensionValue = "web" },
            },
        };
        var table = await RunAsync("cohorts", "--from", "1997-01-01", "--days", "30", "--by", "acquisition", "--dimension", "channel");

        table.ExitCode.ShouldBe(ExitCodes.Success, table.Error);
        table.OutputLines.ShouldAllBe(line => line.TrimEnd().Length <= 80);
        foreach (var text in new[] { "web", "7,846", "≤30 d", "15.7 %", "25.0 %…", "1997-02 …", "not over for everybody" })
            table.Output.ShouldContain(text);
        var asked = (QueryCohortsRequest)_server.Analysis.Asked.Single();
        (asked.Parent, asked.StartDate, asked.IntervalDays, asked.CohortStart, asked.Dimension).ShouldBe(("tenants/acme", "1997-01-01", 30, CohortStart.Acquisition, "channel"));

        var csv = await RunAsync("cohorts", "--from", "1997-01-01", "-o", "csv");
        csv.OutputLines.ShouldBe(
        [
            "dimension_value,cohort,cohort_customers,cohort_partial,step,from_day,to_day,customers,matured_customers,percent,partial",
            "web,1997-01,7846,false,0,0,30,1234,7846,15.727759,false",
            "web,1997-01,7846,false,1,30,60,10,40,25,true",
        ]);
        (await RunAsync("cohorts", "--from", "1997-01-01", "--by", "birth")).ExitCode.ShouldBe(ExitCodes.Usage);
    }

    [Fact]
    public async Task Cohorts_CalendarMonths_AreNumbered()
    {
        _server.Analysis.Cohorts = new()
        {
            Cohorts = { new Cohort { Period = new() { Label = "1997-01" }, Customers = 4, Months = { new CohortMonth { Month = 0, Customers = 4, Percent = 100 }, new CohortMonth { Month = 1, Customers = 1, Percent = 25 }, new CohortMonth { Month = 2, Partial = true, Percent = 0 } } } },
        };
        var table = await RunAsync("cohorts", "--from", "1997-01-01", "--steps", "2");
        foreach (var text in new[] { "+0", "+1", "100.0 %", "The first 2 steps" })
            table.Output.ShouldContain(text);
        table.Output.ShouldNotContain("+2");
    }

    [Fact]
    public async Task Compare_Groups_ShowDifferencesAndWhatTheyMean()
    {
        _server.Analysis.Groups = new()
        {
            Reference = "loyal",
            Groups =
            {
                new ComparedGroup { DimensionValue = "loyal", Customers = 80, Value = new() { Unit = "percent", Value = 60, Numerator = 48, Denominator = 80 } },
                new ComparedGroup { DimensionValue = "rest", Customers = 70, Value = new() { Unit = "percent", Value = 80, Numerator = 56, Denominator = 70 }, Difference = 20, DifferenceInterval = new() { Lower = 5.24, Upper = 33.39, Method = "newcombe" }, Significant = true },
                new ComparedGroup { DimensionValue = "both", Customers = 9, SharedCustomers = 2, Value = new() { Unit = "percent", Value = 50, Numerator = 1, Denominator = 2 }, Difference = -10 },
            },
        };
        var table = await RunAsync("compare", "csat", "--period", "2026-01", "--segment", "loyal", "--segment", "both", "--with", "loyal");

        table.ExitCode.ShouldBe(ExitCodes.Success, table.Error);
        table.OutputLines.ShouldAllBe(line => line.TrimEnd().Length <= 80);
        foreach (var text in new[] { "loyal *", "56/70", "+20.0", "+5.2 to +33.4", "differs", "in both groups: both" })
            table.Output.ShouldContain(text);
        var asked = (CompareGroupsRequest)_server.Analysis.Asked.Single();
        (asked.Indicator, asked.Period, asked.Reference, string.Join(',', asked.Segments), asked.ByLifecycle).ShouldBe(("csat", "2026-01", "loyal", "loyal,both", false));
        (await RunAsync("compare", "csat", "--period", "2026-01", "--lifecycle", "-o", "csv")).OutputLines[2].ShouldBe("rest,70,80,percent,56,70,0,,,20,5.24,33.39,newcombe,true,0,");
        (await RunAsync("compare", "csat", "--period", "2026-01")).ExitCode.ShouldBe(ExitCodes.Usage);
        (await RunAsync("compare", "csat", "--period", "2026-01", "--dimension", "d", "--lifecycle")).ExitCode.ShouldBe(ExitCodes.Usage);
    }

    [Fact]
    public async Task Correlate_Lags_AreLines()
    {
        _server.Analysis.Correlations = new() { Note = "Correlation, not cause.", Correlations = { new LaggedCorrelation { Lag = 0, Correlation = 0.98765, Pairs = 12 }, new LaggedCorrelation { Lag = 1, Pairs = 2 } } };
        var table = await RunAsync("correlate", "csat", "revenue", "--from", "2025-01-01", "--by", "week");

        foreach (var text in new[] { "0.988", "–", "12", "Correlation, not cause." })
            table.Output.ShouldContain(text);
        var asked = (CorrelateIndicatorsRequest)_server.Analysis.Asked.Single();
        (asked.Indicator, asked.OtherIndicator, asked.Granularity).ShouldBe(("csat", "revenue", Granularity.Week));
        (await RunAsync("correlate", "csat", "revenue", "--from", "2025-01-01", "-o", "csv")).OutputLines.ShouldBe(["lag,correlation,pairs", "0,0.98765,12", "1,,2"]);
    }

    [Fact]
    public async Task Drivers_Table_HasSharesAndWhyNumbersAreMissing()
    {
        _server.Analysis.Drivers = new()
        {
            Label = "correlation, not cause", Period = new() { Label = "2026-Q1" }, Surveys = { "satisfaction" }, Answers = 412, OutcomeMean = 4.125, RSquared = 0.5, CompleteAnswers = 400,
            Drivers =
            {
                new Driver { Factor = "speed", Answers = 410, Mean = 3.5, Pearson = 0.61, Spearman = 0.6, RelativeWeight = 0.4, RelativeImportance = 80, StatedImportance = 4.2, StatedAnswers = 300, Quadrant = DriverQuadrant.ConcentrateHere },
                new Driver { Factor = "parking", Answers = 12, Omission = "TOO_FEW_ANSWERS" },
            },
        };
        var table = await RunAsync("drivers", "satisfaction", "--period", "2026-Q1", "--where", "channel=web", "--item", "overall");

        table.ExitCode.ShouldBe(ExitCodes.Success, table.Error);
        foreach (var text in new[] { "412 answers, mean 4.13", "50.0 %", "400 complete answers", "80.0 %", "concentrate here", "under 30 answers", "Correlation, not cause." })
            table.Output.ShouldContain(text);
        var asked = (AnalyseDriversRequest)_server.Analysis.Asked.Single();
        (asked.Survey, asked.Item, asked.Period, asked.Dimensions.Single().Dimension, asked.Dimensions.Single().Value).ShouldBe(("satisfaction", "overall", "2026-Q1", "channel", "web"));
        var csv = await RunAsync("drivers", "--outcome", "nps", "--period", "2026-Q1", "-o", "csv");
        csv.OutputLines[1].ShouldBe("speed,410,3.5,0.61,,,0.6,0.4,80,4.2,300,concentrate_here,");
        csv.OutputLines[2].ShouldBe("parking,12,,,,,,,,,0,,TOO_FEW_ANSWERS");
        ((AnalyseDriversRequest)_server.Analysis.Asked.Last()).Outcome.ShouldBe(SurveyType.Nps);
        (await RunAsync("drivers", "--period", "2026-Q1", "--where", "web")).ExitCode.ShouldBe(ExitCodes.Usage);
    }

    private Task<CliRun> RunAsync(params string[] args) => CliRun.OfAsync(_server.Address, ["analysis", .. args, "--tenant", "acme"]);
}
