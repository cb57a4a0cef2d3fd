using KpiPlatform.Cli.Tests.Fakes;
using Shouldly;
using Xunit;

namespace KpiPlatform.Cli.Tests.Commands;

/// <summary><c>kpi serve</c> is the server's own command, tested with the server; here, that it is reached.</summary>
public class ServeTests
{
    [Fact]
    public async Task Serve_Help_NamesTheServersOptions()
    {
        var run = await CliRun.OfAsync(null, "serve", "--help");

        run.ExitCode.ShouldBe(ExitCodes.Success);
        run.Output.ShouldContain("--database");
        run.Output.ShouldContain("--demo");
    }
}
