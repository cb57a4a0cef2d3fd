using KpiPlatform.Cli.Tests.Fakes;
using Shouldly;
using Xunit;

namespace KpiPlatform.Cli.Tests.Commands;

/// <summary><c>kpi serve</c> is the server's own command, tested with the server; here, that it is reached.</summary>
public sealed class ServeTests
{
    [Fact]
    public async Task Serve_Help_ShowsTheServersOwnOptions()
    {
        var run = await CliRun.OfAsync(null, "serve", "--help");

        run.ExitCode.ShouldBe(ExitCodes.Success);
        run.Output.ShouldContain(" serve [options]");
        run.Output.ShouldContain("--database");
        run.Output.ShouldNotContain("KPI_TENANT");
    }

    [Fact]
    public async Task Serve_WrongOption_IsAUsageError()
    {
        var run = await CliRun.OfAsync(null, "serve", "--adress", "x");

        run.ExitCode.ShouldBe(ExitCodes.Usage);
        run.Error.ShouldContain("Try 'kpi serve --help'.");
    }

    [Fact]
    public async Task Help_NamesServe()
    {
        (await CliRun.OfAsync(null, "--help")).Output.ShouldContain("serve");
    }
}
