using System.Text.Json;
using KpiPlatform.Cli.Tests.Fakes;
using KpiPlatform.Host;
using Microsoft.Extensions.Logging;
using Shouldly;
using Xunit;

namespace KpiPlatform.Cli.Tests.Commands;

/// <summary>The examples that ship with the tool, taken by the server that it runs.</summary>
public sealed class RealServerTests : IAsyncLifetime
{
    private const string Key = "kpi_0123456789abcdefghij";

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("kpi-cli-");
    private KpiHost _host = null!;

    /// <summary>Of the last import, so that reads see it.</summary>
    private string _token = "";

    public async Task InitializeAsync()
    {
        var options = new KpiHostOptions
        {
            Database = Path.Combine(_directory.FullName, "kpi.db"),
            Address = "http://127.0.0.1:0",
            WebAddress = "http://127.0.0.1:0",
            Key = Key,
            LogLevel = LogLevel.None,
        };
        _host = await KpiHost.StartAsync(options, configure: null, CancellationToken.None);
        var created = await RunAsync("tenant", "create", "shop", "--time-zone", "Europe/Berlin", "--survey", "relationship=nps", "--survey", "satisfaction=csat");
        created.ExitCode.ShouldBe(ExitCodes.Success, created.Error);
    }

    public async Task DisposeAsync()
    {
        await _host.DisposeAsync();
        _directory.Delete(recursive: true);
    }

    [Fact]
    public async Task Alerts_RulesAppliedAndSeenTo_AsAPersonWould()
    {
        var rules = Examples.PathOf("alert-rules.yaml");
        (await RunAsync("alert", "rule", "apply", "-f", rules, "--dry-run")).OutputLines[0].ShouldBe("would be created: tenants/shop/alertRules/few-orders");
        var applied = await RunAsync("alert", "rule", "apply", "-f", rules);
        applied.ExitCode.ShouldBe(ExitCodes.Success, applied.Error);
        applied.OutputLines.ShouldBe(["created tenants/shop/alertRules/few-orders", "created tenants/shop/alertRules/orders-fell", "created tenants/shop/alertRules/shop-silent"]);
        (await RunAsync("alert", "rule", "apply", "-f", rules)).OutputLines.ShouldAllBe(line => line.StartsWith("unchanged ", StringComparison.Ordinal));
        (await RunAsync("alert", "rule", "list", "-o", "csv")).OutputLines[1].ShouldStartWith("few-orders,Few orders this month,critical,orders below 1000000,false,");
        (await RunAsync("alert", "rule", "show", "shop-silent")).Output.ShouldContain("shop (purchase) silent for 2 h");

        // Nothing was ordered, and 0 is below a million.
        using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(45));
        string[] open;
        while ((open = (await RunAsync("alert", "list", "-o", "csv")).OutputLines).Length < 2)
            await Task.Delay(50, timeout.Token);
        open[1].ShouldStartWith("1,open,critical,few-orders,Few orders this month,");
        (await RunAsync("alert", "ack", "1", "-m", "I look.")).Output.ShouldContain("acknowledged");
        (await RunAsync("alert", "assign", "1", "--owner", "ann", "--due", "2030-01-01")).OutputLines.ShouldBe(["changed tenants/shop/alertActions/1"]);
        (await RunAsync("alert", "comment", "1", "Sale it is.")).ExitCode.ShouldBe(ExitCodes.Success);
        (await RunAsync("alert", "show", "1")).Output.ShouldContain("Sale it is.");
        (await RunAsync("alert", "resolve", "1")).Output.ShouldContain("resolved");
        (await RunAsync("alert", "list")).Error.ShouldContain("Nothing is open.");
        (await RunAsync("alert", "list", "--all", "-o", "csv")).OutputLines[1].ShouldContain(",ann,");

        var created = await RunAsync("webhook", "create", "ops", "--url", "https://example.com/kpi", "--rules", "few-orders", "--quiet", "22:00-07:00");
        created.Error.ShouldContain("whsec_");
        (await RunAsync("webhook", "list", "-o", "csv")).OutputLines[1].ShouldBe("ops,https://example.com/kpi,few-orders,22:00 to 07:00,0,0,false");
        (await RunAsync("webhook", "create", "in", "--url", "https://127.0.0.1/")).Error.ShouldContain("private network");
        (await RunAsync("webhook", "rotate", "ops")).OutputLines[0].ShouldStartWith("whsec_");
        (await RunAsync("webhook", "dead-letters", "ops")).Error.ShouldContain("No dead letters.");
        (await RunAsync("webhook", "replay", "ops")).OutputLines.ShouldBe(["0 queued again"]);
        (await RunAsync("webhook", "delete", "ops")).ExitCode.ShouldBe(ExitCodes.Success);
        (await RunAsync("alert", "rule", "delete", "few-orders")).ExitCode.ShouldBe(ExitCodes.Success);
    }

    [Fact]
    public async Task Import_Examples_AreTakenOnce()
    {
        foreach (var (example, lines) in new[] { ("crm", 3), ("orders", 5), ("survey", 4), ("tickets", 7) })
        {
            var first = await ImportAsync(example);
            var second = await ImportAsync(example);

            first.ShouldBe((lines, 0, 0), example);
            second.ShouldBe((0, lines, 0), example);
        }

        var listed = await RunAsync("interactions", "list", "-o", "csv", "--token", _token);
        listed.OutputLines.Length.ShouldBe(1 + 19);
        // 1,249.90 - 50.00 + 39.95 - 39.95 + 129.00 - 12.90 + 75.50: amounts less discounts and refunds of March.
        var revenue = await RunAsync("indicator", "series", "revenue", "--from", "2026-03-01", "--to", "2026-04-01", "-o", "csv", "--token", _token);
        revenue.OutputLines[1].ShouldContain(",1391.5,EUR,");
    }

    [Fact]
    public async Task Scorecard_Example_IsTakenAndShown()
    {
        var applied = await RunAsync("scorecard", "apply", "-f", Examples.PathOf("scorecard.yaml"));
        var again = await RunAsync("scorecard", "apply", "-f", Examples.PathOf("scorecard.yaml"));
        await ImportAsync("orders");

        var shown = await RunAsync("scorecard", "show", "customers", "--period", "2026-03", "-o", "json", "--token", _token);

        applied.Output.ShouldStartWith("created ");
        again.Output.ShouldStartWith("unchanged ");
        using var json = JsonDocument.Parse(shown.Output);
        var indicators = json.RootElement.GetProperty("perspectives").EnumerateArray()
            .SelectMany(p => p.GetProperty("objectives").EnumerateArray())
            .SelectMany(o => o.GetProperty("indicators").EnumerateArray())
            .ToDictionary(i => i.GetProperty("id").GetString()!);
        indicators.Count.ShouldBe(17);
        indicators["orders"].GetProperty("value").GetProperty("value").GetDouble().ShouldBe(4);
    }

    [Fact]
    public async Task Customer_LinkedAndUnlinked_SaysWhomItIsFoldedInto()
    {
        (await ImportAsync("orders")).Accepted.ShouldBe(5);
        var ids = (await RunAsync("customer", "list", "-o", "csv", "--token", _token)).OutputLines.Skip(1).Select(line => line.Split(',')[0]).ToList();
        var (from, to) = (ids[0], ids[1]);

        var linked = await RunAsync("customer", "link", from, to, "--id", "l1");
        linked.Output.Trim().ShouldBe($"{from} is folded into {to}.");
        (await RunAsync("customer", "link", from, to, "--id", "l1")).ExitCode.ShouldNotBe(ExitCodes.Success, "The same id at another time is another interaction.");
        var shown = await RunAsync("customer", "show", from);
        shown.Output.ShouldContain($"folded into {to}");
        (await RunAsync("customer", "show", to)).OutputLines.Single(line => line.Contains("Folded into it", StringComparison.Ordinal)).ShouldContain(from);
        var circle = await RunAsync("customer", "link", to, from);
        circle.ExitCode.ShouldNotBe(ExitCodes.Success);
        circle.Error.ShouldContain("unlink it first");

        (await RunAsync("customer", "unlink", from, to)).Output.Trim().ShouldBe($"{from} is no longer folded into {to}.");
        (await RunAsync("customer", "show", from)).Output.ShouldNotContain("folded into");
    }

    [Fact]
    public async Task Run_WithoutKey_SaysHowToGiveOne()
    {
        var run = await CliRun.OfAsync(_host.Address.ToString(), "tenant", "get", "shop");

        run.ExitCode.ShouldBe(ExitCodes.Failure);
        run.Error.ShouldContain("UNAUTHENTICATED");
        run.Error.ShouldContain("--key or KPI_KEY");
    }

    private async Task<(int Accepted, int Duplicates, int Rejected)> ImportAsync(string example)
    {
        var run = await RunAsync("import", Examples.PathOf(example + ".csv"), "--mapping", Examples.PathOf(example + ".mapping.yaml"), "-o", "json");
        run.Output.ShouldNotBeEmpty(run.Error);
        using var json = JsonDocument.Parse(run.Output);
        _token = json.RootElement.GetProperty("token").GetString()!;
        int Count(string name) => json.RootElement.GetProperty(name).GetInt32();
        return (Count("accepted"), Count("duplicates"), Count("rejected"));
    }

    private Task<CliRun> RunAsync(params string[] args) => CliRun.OfAsync(_host.Address.ToString(), [.. args, "--tenant", "shop", "--key", Key]);
}
