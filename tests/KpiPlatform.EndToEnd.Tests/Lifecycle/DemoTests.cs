using KpiPlatform.EndToEnd.Tests.Support;
using KpiPlatform.Protocol.V1;

namespace KpiPlatform.EndToEnd.Tests.Lifecycle;

/// <summary>The demo, as its user starts it.</summary>
public class DemoTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    [Fact]
    public async Task Demo_RunTwiceOnOneDatabase_FillsTheScorecardAndRepeatsNoHistory()
    {
        await using var database = await TestDatabase.CreateAsync(DatabaseKind.Sqlite);
        int history;
        var (first, address) = await HostProcess.ServeAsync(database.Setting, "--demo");
        await using (first)
        {
            // The last line of what the demo says: all before it has come.
            await first.OutputAsync("Ctrl-C stops the server", Patience);
            using var client = new KpiClient(address, KeyOf(first.Output));
            var scorecard = await client.Scorecards.GetScorecardAsync(
                new GetScorecardRequest { Name = "tenants/demo/scorecards/customer", Period = "last-month" });

            // Every indicator has a value: the shop did something of everything.
            scorecard.Coverage.ShouldBe(100, 1e-9);
            scorecard.Performance.ShouldBeInRange(10, 90);
            await first.OutputAsync(" were there already", Patience);
            history = Recorded(first.Output);
            history.ShouldBeGreaterThan(30_000);
            first.Signal("TERM");
            (await first.ExitAsync()).ShouldBe(0, first.Output);
        }

        var (second, _) = await HostProcess.ServeAsync(database.Setting, "--demo");
        await using (second)
        {

            // The log is written on its own thread: its line may come after that of the console.
            await second.OutputAsync($"Demo: 0 recorded, {history} were there already", Patience);
        }
    }

    private static string KeyOf(string output) =>
        output.Split('\n').Single(line => line.Contains("access key", StringComparison.Ordinal)).Split(' ').Single(word => word.StartsWith("kpi_", StringComparison.Ordinal));

    private static int Recorded(string output)
    {
        var words = output.Split('\n').Single(line => line.Contains(" recorded, ", StringComparison.Ordinal)).Split(' ');
        return int.Parse(words[Array.IndexOf(words, "recorded,") - 1], System.Globalization.CultureInfo.InvariantCulture);
    }
}
