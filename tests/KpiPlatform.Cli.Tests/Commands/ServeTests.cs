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

    [Theory]
    [InlineData("backup", "/nowhere/at/all.db.backup", "--database", "/nowhere/at/all.db")]
    [InlineData("restore", "/nowhere/at/all.db.backup", "--database", "/nowhere/at/all.db")]
    [InlineData("migrate", "--database", "/nowhere/at/all.db", "--to", "/nowhere/else.db")]
    public async Task DatabaseCommands_WithoutADatabase_SayWhichIsNotThere(params string[] args)
    {
        var run = await CliRun.OfAsync(null, args);

        run.ExitCode.ShouldBe(ExitCodes.Failure);
        run.Error.ShouldContain("is not there.");
    }
}
