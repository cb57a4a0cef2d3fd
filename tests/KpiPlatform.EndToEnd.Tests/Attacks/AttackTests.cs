using KpiPlatform.Attack;
using Xunit.Abstractions;

namespace KpiPlatform.EndToEnd.Tests.Attacks;

/// <summary>The short part of the attacks: that nothing breaks. What they cost honest callers is measured by the command, on a machine that has nothing else to do.</summary>
public sealed class AttackTests(ITestOutputHelper output)
{
    private const int IdleConnections = 500;

    /// <summary>Bytes by which an attack may raise the server's memory: what it keeps of unfinished messages, and what a collector has not taken back yet.</summary>
    private const long GrowthMax = 1024L * 1024 * 1024;

    [Fact]
    public async Task Server_UnderEachAttack_LivesWithinItsMemoryAndAnswersHonestCallers()
    {
        await using var run = await AttackRun.StartAsync(processors: null, CancellationToken.None);
        foreach (var attack in KpiPlatform.Attack.Attacks.Attack.All)
        {
            var result = await run.RunAsync(attack, rounds: 1, TimeSpan.FromMilliseconds(600), IdleConnections, CancellationToken.None);
            output.WriteLine(FormattableString.Invariant(
                $"{result.Name}: {result.Quiet:0}/s quiet, {result.Attacked:0}/s attacked ({result.Ratio:0.00}), {result.Before >> 20} {result.Peak >> 20} {result.After >> 20} MiB, {result.Sent} sent, {result.Closed} closed"));
            result.Lives.ShouldBeTrue($"{result.Name}\n{run.Output}");
            result.Failed.ShouldBe(0, $"{result.Name}: {result.FirstFailure}");
            result.Attacked.ShouldBeGreaterThan(0, result.Name);
            result.Sent.ShouldBeGreaterThan(0, result.Name);
            (result.Peak - result.Before).ShouldBeLessThan(GrowthMax, result.Name);
        }

        // Callers who misbehave are no errors of the server.
        run.Output.Split('\n').Where(line => line.Contains("fail:", StringComparison.Ordinal)).ShouldBeEmpty();
    }
}
