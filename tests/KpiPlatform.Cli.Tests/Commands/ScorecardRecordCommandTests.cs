using KpiPlatform.Cli.Tests.Fakes;
using KpiPlatform.Protocol.V1;
using Shouldly;
using Xunit;

namespace KpiPlatform.Cli.Tests.Commands;

public sealed class ScorecardRecordCommandTests : IAsyncLifetime
{
    private FakeServer _server = null!;

    public async Task InitializeAsync() => _server = await FakeServer.StartAsync();

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [Theory]
    [InlineData("versions", "customers", "1970-01-01 00:00:00Z", "version,create_time,available", "2,1970-01-01T00:00:00Z,true")]
    [InlineData("periods", "customers", "1997-06", "period,start_time,end_time,close_time,closed_by,definition_version", "1997-06,,,1970-01-01T00:00:00Z,Kim,3")]
    [InlineData("overrides", "customers", "withdrawn", "id,indicator,period,value,performance,author,reason,in_force,create_time,expire_time,withdraw_time", "o1,p/o/csat,1997-06,,80,Kim,audit,false,,,1970-01-01T00:00:00Z")]
    [InlineData("comments", "customers", "weather", "id,indicator,period,author,text,create_time", "c1,p/o/csat,1997-06,Kim,the weather,1970-01-01T00:00:00Z")]
    [InlineData("reviews", "", "p/o/csat", "review_date,scorecard,perspective,objective,indicator,title,owner", "2026-01-01,customers,p,o,csat,CSAT,Ann")]
    public async Task Lists_TableAndCsv_ShowWhatIsKept(string command, string id, string shown, string header, string line)
    {
        string[] args = id.Length == 0 ? [command] : [command, id];
        var table = await RunAsync(args);
        table.ExitCode.ShouldBe(ExitCodes.Success, table.Error);
        table.Output.ShouldContain(shown);
        table.OutputLines.ShouldAllBe(text => text.TrimEnd().Length <= 80);
        (await RunAsync([.. args, "-o", "csv"])).OutputLines.ShouldBe([header, line]);
    }

    [Fact]
    public async Task Lists_Filters_ArePassedOn()
    {
        await RunAsync("overrides", "customers", "--period", "1997-06");
        await RunAsync("comments", "customers", "--period", "1997-06", "--indicator", "p/o/csat");
        await RunAsync("reviews", "--date", "2026-03-01");
        var asked = _server.Scorecards.Asked.ToArray();
        ((ListOverridesRequest)asked[0]).Period.ShouldBe("1997-06");
        ((ListCommentsRequest)asked[1]).Indicator.ShouldBe("p/o/csat");
        ((ListOverdueReviewsRequest)asked[2]).Date.ShouldBe("2026-03-01");
    }

    [Fact]
    public async Task Withdraw_AnOverride_SaysSo()
    {
        var run = await RunAsync("withdraw", "customers", "o1");
        run.OutputLines.ShouldBe(["withdrew o1: p/o/csat in 1997-06 is as counted"]);
        ((WithdrawOverrideRequest)_server.Scorecards.Asked.Single()).Parent.ShouldBe("tenants/acme/scorecards/customers");
    }

    [Fact]
    public async Task Show_Benchmarks_AsksForThem()
    {
        await RunAsync("show", "customers", "--benchmarks");
        _server.Scorecards.LastGet!.IncludeBenchmarks.ShouldBeTrue();
    }

    private Task<CliRun> RunAsync(params string[] args) => CliRun.OfAsync(_server.Address, ["scorecard", .. args, "--tenant", "acme"]);
}
