using System.Net;
using System.Net.Sockets;
using KpiPlatform.Cli.Tests.Fakes;
using Shouldly;
using Xunit;

namespace KpiPlatform.Cli.Tests.Commands;

public sealed class ErrorTests
{
    [Fact]
    public async Task Run_NobodyListens_SaysWhereAndWhatToDo()
    {
        var address = $"http://127.0.0.1:{FreePort()}";

        var run = await CliRun.OfAsync(address, "tenant", "get", "acme");

        run.ExitCode.ShouldBe(ExitCodes.Failure);
        run.Error.ShouldContain($"cannot reach a server at {address}: connection refused");
        run.Error.ShouldContain("kpi serve");
        run.Output.ShouldBeEmpty();
    }

    [Fact]
    public async Task Run_ServerRefusesAField_NamesIt()
    {
        await using var server = await FakeServer.StartAsync();

        var run = await CliRun.OfAsync(server.Address, "tenant", "create", "x", "--time-zone", "Nowhere/Land");

        run.ExitCode.ShouldBe(ExitCodes.Failure);
        run.Error.ReplaceLineEndings("\n").ShouldBe("kpi: the tenant is not valid (INVALID_ARGUMENT, BAD_TIME_ZONE)\n  tenant.time_zone: is no time zone\n");
    }

    [Fact]
    public async Task Run_Missing_SaysSo()
    {
        await using var server = await FakeServer.StartAsync();

        var run = await CliRun.OfAsync(server.Address, "tenant", "get", "nobody");

        run.ExitCode.ShouldBe(ExitCodes.Failure);
        run.Error.ShouldStartWith("kpi: tenants/nobody does not exist (NOT_FOUND)");
    }

    [Theory]
    [InlineData("scorecard", "list")]
    [InlineData("nonsense")]
    [InlineData("scorecard")]
    [InlineData("customer", "show")]
    [InlineData("scorecard", "list", "-o", "xml", "--tenant", "acme")]
    [InlineData("scorecard", "list", "--limit", "-1", "--tenant", "acme")]
    [InlineData("indicator", "series", "nps", "--from", "1.1.1997", "--tenant", "acme")]
    [InlineData("indicator", "series", "nps", "--from", "1997-01-01", "--by", "decade", "--tenant", "acme")]
    [InlineData("scorecard", "show", "a/b", "--tenant", "acme")]
    [InlineData("scorecard", "apply", "-f", "does-not-exist.yaml", "--tenant", "acme")]
    [InlineData("tenant", "create", "x", "--survey", "rel=smile")]
    [InlineData("tenant", "list", "--address", "ftp://x")]
    public async Task Run_WrongCommandLine_IsAUsageError(params string[] args)
    {
        var run = await CliRun.OfAsync("http://127.0.0.1:1", args);

        run.ExitCode.ShouldBe(ExitCodes.Usage, run.Error);
        run.Error.ShouldStartWith("kpi: ");
        run.Output.ShouldBeEmpty();
    }

    [Fact]
    public async Task Run_Help_Succeeds()
    {
        var run = await CliRun.OfAsync(null, "scorecard", "show", "--help");

        run.ExitCode.ShouldBe(ExitCodes.Success);
        run.Output.ShouldContain("--period");
        run.Output.ShouldContain("KPI_TENANT");
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
