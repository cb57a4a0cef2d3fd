using Grpc.Core;
using KpiPlatform.Attack.Fuzz;

namespace KpiPlatform.EndToEnd.Tests.Attacks;

/// <summary>The short part of the fuzz; a hundred thousand calls are the command's.</summary>
public sealed class FuzzTests
{
    private const int Calls = 3_000;
    private const int Seed = 20_261_122;

    [Fact]
    public async Task Calls_WithNamesAndTokensOfOtherTenants_LetNothingOutAndEveryRefusalIsInTheLog()
    {
        var report = await FuzzRun.RunAsync(Calls, Seed, CancellationToken.None);

        report.Leaks.ShouldBeEmpty();
        report.Faults.ShouldBeEmpty(report.Log);
        report.Lives.ShouldBeTrue();
        report.Methods.Count.ShouldBeGreaterThan(60);
        report.Denied.ShouldBeGreaterThan(Calls / 20);
        report.Of(StatusCode.OK).ShouldBeGreaterThan(Calls / 100);
        report.Audited.ShouldBeInRange(report.Denied, report.Denied + report.Unknown);
    }
}
