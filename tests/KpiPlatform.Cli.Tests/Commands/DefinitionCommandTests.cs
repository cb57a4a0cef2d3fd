using KpiPlatform.Cli.Tests.Fakes;
using KpiPlatform.Protocol.V1;
using Shouldly;
using Xunit;

namespace KpiPlatform.Cli.Tests.Commands;

public sealed class DefinitionCommandTests
{
    private const string Two = """
        measures:
          - id: big
            title: Big orders
            kinds: [purchase]
            conditions: ["purchase.amount >= 100"]
            aggregation: count
        indicators:
          - id: share
            formula: percent(big, orders)
            direction: increase
            minimum_sample: 30
        """;

    private static async Task<CliRun> RunAsync(FakeServer server, string input, params string[] args) =>
        await CliRun.WithInputAsync(server.Address, input, [.. args, "--tenant", "acme"]);

    [Theory]
    [InlineData("measure")]
    [InlineData("indicator")]
    public async Task Apply_FileWithBoth_CreatesThenLeavesThenUpdates(string command)
    {
        await using var server = await FakeServer.StartAsync();
        (await RunAsync(server, Two, command, "apply", "-f", "-")).OutputLines.ShouldBe(["created tenants/acme/measures/big", "created tenants/acme/indicators/share"]);
        var measure = server.Definitions.Measures["tenants/acme/measures/big"];
        (measure.Title, measure.Aggregation, measure.Kinds.Single(), measure.Conditions.Single()).ShouldBe(("Big orders", MeasureAggregation.Count, "purchase", "purchase.amount >= 100"));
        (server.Definitions.Indicators["tenants/acme/indicators/share"].MinimumSample, server.Definitions.Indicators["tenants/acme/indicators/share"].Formula).ShouldBe((30, "percent(big, orders)"));
        (await RunAsync(server, Two, command, "apply", "-f", "-")).OutputLines.ShouldBe(["unchanged tenants/acme/measures/big", "unchanged tenants/acme/indicators/share"]);
        (await RunAsync(server, Two.Replace("100", "200", StringComparison.Ordinal), command, "apply", "-f", "-")).OutputLines[0].ShouldBe("updated tenants/acme/measures/big");
    }

    [Fact]
    public async Task Apply_OneDefinition_IsOfTheCommandsKind()
    {
        await using var server = await FakeServer.StartAsync();
        (await RunAsync(server, "id: rev2\nformula: revenue * 2\n", "indicator", "apply", "-f", "-")).Output.ShouldStartWith("created tenants/acme/indicators/rev2");
        (await RunAsync(server, "id: seats\nkinds: [usage]\naggregation: sum-of-last\nfield: usage.quantity\n", "measure", "apply", "-f", "-", "--dry-run")).Output.ShouldStartWith("would be created: tenants/acme/measures/seats");
        server.Definitions.Measures.ShouldNotContainKey("tenants/acme/measures/seats");
    }

    [Theory]
    [InlineData("measures:\n  - title: x\n", "(2,5): the id is missing")]
    [InlineData("measure:\n  - id: x\n", "(1,1): unknown key 'measure'")]
    [InlineData("measures: 3\n", "(1,11): 'measures' is a list")]
    [InlineData("measures:\n  - id: x\n    kind: purchase\n", "(3,5): unknown key 'kind'")]
    [InlineData("measures:\n  - id: x\n    unit: count\n", "(3,5): unknown key 'unit'")]
    [InlineData("measures:\n  - id: x\n    aggregation: median\n", "'aggregation' is one of count, sum")]
    public async Task Apply_WrongFile_PointsAtIt(string yaml, string problem)
    {
        await using var server = await FakeServer.StartAsync();
        var run = await RunAsync(server, yaml, "measure", "apply", "-f", "-");
        run.ExitCode.ShouldBe(ExitCodes.Usage);
        run.Error.ShouldContain(problem);
    }

    [Fact]
    public async Task Apply_ExampleFile_IsReadWhole()
    {
        await using var server = await FakeServer.StartAsync();
        var run = await RunAsync(server, "", "indicator", "apply", "-f", Path.Combine(AppContext.BaseDirectory, "examples", "definitions.yaml"));
        run.Error.ShouldBeEmpty();
        run.OutputLines.Length.ShouldBe(4);
    }

    [Fact]
    public async Task List_Measures_ShowsWhatTheyMean()
    {
        await using var server = await FakeServer.StartAsync();
        await RunAsync(server, Two, "measure", "apply", "-f", "-");
        var table = (await RunAsync(server, "", "measure", "list")).Output;
        table.ShouldContain("orders");
        table.ShouldContain("count over purchase");
        var own = await RunAsync(server, "", "measure", "list", "--own", "-o", "csv");
        own.OutputLines.Length.ShouldBe(2);
        own.OutputLines[0].ShouldBe("id,title,description,unit,nature,dimensional,built_in,aggregation,field,kinds,conditions,at_least,quantile,numerator,denominator");
        own.OutputLines[1].ShouldBe("big,Big orders,,EUR,,false,false,count,,purchase,purchase.amount >= 100,0,0,,");
        (await RunAsync(server, "", "measure", "list", "-o", "json")).Output.ShouldContain("\"aggregation\": \"MEASURE_AGGREGATION_COUNT\"");
    }

    [Fact]
    public async Task Show_MeasureAndIndicator_SaysEverything()
    {
        await using var server = await FakeServer.StartAsync();
        await RunAsync(server, Two, "measure", "apply", "-f", "-");
        var measure = (await RunAsync(server, "", "measure", "show", "big")).Output;
        measure.ShouldContain("count over purchase");
        measure.ShouldContain("purchase.amount >= 100");
        (await RunAsync(server, "", "measure", "show", "orders")).Output.ShouldContain("Purchases, by the day of the order.");
        (await RunAsync(server, "", "indicator", "show", "share")).Output.ShouldContain("percent(big, orders)");
        (await RunAsync(server, "", "indicator", "show", "nothing")).ExitCode.ShouldBe(ExitCodes.Failure);
    }

    [Fact]
    public async Task Show_IndicatorThatIsBuiltIn_IsDescribed()
    {
        await using var server = await FakeServer.StartAsync();
        var table = (await RunAsync(server, "", "indicator", "show", "orders")).Output;
        table.ShouldContain("Purchases of the period.");
        table.ShouldContain("Kaplan and Norton 1996");
        var json = await RunAsync(server, "", "indicator", "show", "orders", "-o", "json");
        json.ExitCode.ShouldBe(ExitCodes.Success);
        json.Output.ShouldContain("\"definition\": \"Purchases of the period.\"");
    }

    [Fact]
    public async Task Check_RightFormula_SaysWhatItIs()
    {
        await using var server = await FakeServer.StartAsync();
        var run = await RunAsync(server, "", "indicator", "check", "percent(orders, revenue)");
        run.ExitCode.ShouldBe(ExitCodes.Success);
        run.Output.ShouldContain("a number");
        run.Output.ShouldContain("orders, revenue");
        (await RunAsync(server, "", "indicator", "check", "orders", "-o", "csv")).OutputLines[1].ShouldBe("orders,number,percent,orders;revenue,,,,,");
    }

    [Fact]
    public async Task Check_WrongFormula_PointsAtThePlaceAndFails()
    {
        await using var server = await FakeServer.StartAsync();
        var run = await RunAsync(server, "orders +\n  ? 2", "indicator", "check", "-");
        run.ExitCode.ShouldBe(ExitCodes.Failure);
        run.Output.ShouldBeEmpty();
        run.Error.ReplaceLineEndings("\n").ShouldBe("kpi: '?' is no part of a formula\n    ? 2\n    ^\n");
        var json = await RunAsync(server, "", "indicator", "check", "?", "-o", "json");
        (json.ExitCode, json.Error).ShouldBe((ExitCodes.Failure, ""));
        json.Output.ShouldContain("\"reason\": \"UNEXPECTED_CHARACTER\"");
    }

    [Fact]
    public async Task Delete_MeasureAndWhatIsInUse()
    {
        await using var server = await FakeServer.StartAsync();
        await RunAsync(server, Two, "measure", "apply", "-f", "-");
        (await RunAsync(server, "", "measure", "delete", "big")).Output.ShouldStartWith("deleted tenants/acme/measures/big");
        var used = await RunAsync(server, "", "indicator", "delete", "share");
        used.ExitCode.ShouldBe(ExitCodes.Failure);
        used.Error.ShouldContain("used by the scorecard retail");
    }
}
