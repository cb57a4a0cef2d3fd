using KpiPlatform.Cli.Tests.Fakes;
using KpiPlatform.Protocol.V1;
using Shouldly;
using Xunit;

namespace KpiPlatform.Cli.Tests.Commands;

public sealed class BenchmarkCommandTests : IAsyncLifetime
{
    private FakeServer _server = null!;

    public async Task InitializeAsync() => _server = await FakeServer.StartAsync();

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [Fact]
    public async Task Compare_Table_ShowsEachWithItsDifference()
    {
        _server.Benchmarks.Compared = Compared();
        var table = await RunAsync("compare", "csat", "--period", "2025-12", "--history", "6");

        table.ExitCode.ShouldBe(ExitCodes.Success, table.Error);
        table.OutputLines.ShouldAllBe(line => line.TrimEnd().Length <= 80);
        foreach (var text in new[] { "csat", "80.0 %", "period before", "+5.0 %", "best", "2025-07", "A study (entered)", "-2.0 %", "retail (industry)", "median of 5 or more others" })
            table.Output.ShouldContain(text);
        var asked = (CompareBenchmarksRequest)_server.Benchmarks.Asked.Single();
        (asked.Parent, asked.Indicator, asked.Period, asked.HistoryPeriods).ShouldBe(("tenants/acme", "csat", "2025-12", 6));

        var csv = await RunAsync("compare", "csat", "-o", "csv");
        csv.OutputLines[0].ShouldBe("kind,name,period,value,remark");
        csv.OutputLines.ShouldContain("entered,A study,2025-06-01,82,");
        csv.OutputLines.ShouldContain("industry,retail,,76,median of 5 or more others");
    }

    [Fact]
    public async Task Compare_NoIndustry_SaysWhy()
    {
        var compared = Compared();
        compared.Industry = new() { UnavailableReason = "NOT_SHARED" };
        _server.Benchmarks.Compared = compared;
        (await RunAsync("compare", "csat")).Output.ShouldContain("not shared");
        ((CompareBenchmarksRequest)_server.Benchmarks.Asked.Last()).Period.ShouldBe("last-month");
    }

    [Fact]
    public async Task Entered_Values_AreSetListedShownAndDeleted()
    {
        var set = await RunAsync("set", "study", "--indicator", "base_movement", "--component", "lost", "--value", "12.5", "--date", "2026-01-01", "--source", "A study");
        set.OutputLines.ShouldBe(["set tenants/acme/benchmarks/study"]);
        var asked = (UpdateBenchmarkRequest)_server.Benchmarks.Asked.Single();
        (asked.AllowMissing, asked.Benchmark.Component, asked.Benchmark.Value, asked.Benchmark.Date, asked.Benchmark.Source).ShouldBe((true, "lost", 12.5, "2026-01-01", "A study"));

        var list = await RunAsync("list", "--indicator", "base_movement");
        foreach (var text in new[] { "study", "base_movement.lost", "12.35", "A study" })
            list.Output.ShouldContain(text);
        (await RunAsync("list", "-o", "csv")).OutputLines[1].ShouldBe("study,base_movement,lost,12.345,2026-01-01,A study,,,");
        (await RunAsync("show", "study", "-o", "json")).Output.ShouldContain("\"source\": \"A study\"");
        (await RunAsync("delete", "study")).OutputLines.ShouldBe(["deleted tenants/acme/benchmarks/study"]);
        (await RunAsync("set", "study", "--indicator", "csat", "--value", "1", "--date", "soon", "--source", "x")).ExitCode.ShouldBe(ExitCodes.Usage);
    }

    private static IndicatorBenchmarks Compared() => new()
    {
        Value = Value(80, "2025-12"),
        Own = new() { Previous = Value(75, "2025-11"), LastYear = Value(null, "2024-12"), Periods = 6, Best = 85, BestPeriod = "2025-07", Worst = 70, WorstPeriod = "2025-08", Median = 76 },
        Entered = { new Benchmark { Name = "tenants/acme/benchmarks/study", Indicator = "csat", Value = 82, Date = "2025-06-01", Source = "A study" } },
        Industry = new() { Industry = "retail", Median = 76, Tenants = 5, Date = "2026-01-15" },
    };

    private static IndicatorValue Value(double? number, string period)
    {
        var value = new IndicatorValue { Indicator = "csat", Unit = "percent", Period = new() { Label = period }, NoValueReason = number is null ? "DENOMINATOR_ZERO" : "" };
        if (number is { } known)
            value.Value = known;
        return value;
    }

    private Task<CliRun> RunAsync(params string[] args) => CliRun.OfAsync(_server.Address, ["benchmark", .. args, "--tenant", "acme"]);
}
