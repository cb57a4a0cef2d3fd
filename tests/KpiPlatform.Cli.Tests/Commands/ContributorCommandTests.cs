using KpiPlatform.Cli.Tests.Fakes;
using KpiPlatform.Protocol.V1;
using Shouldly;
using Xunit;

namespace KpiPlatform.Cli.Tests.Commands;

public sealed class ContributorCommandTests : IAsyncLifetime
{
    private FakeServer _server = null!;

    public async Task InitializeAsync()
    {
        _server = await FakeServer.StartAsync();
        _server.Analysis.Contributors = new()
        {
            Contributors =
            {
                new Contributor { CustomerId = "ann", Numerator = 1, Denominator = 1, Share = 50, Contribution = 25 },
                new Contributor { CustomerId = "bob", Numerator = 0, Denominator = 1, Share = 0, Contribution = 0 },
            },
            Value = new() { Indicator = "churn_rate", Unit = "percent", Value = 40 },
            Basis = ContributionBasis.Additive,
            ContributorCount = 5,
        };
    }

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [Fact]
    public async Task Contributors_Table_HasEachPartAndTheWhole()
    {
        var run = await RunAsync("churn_rate", "--period", "2026-03", "--part", "denominator-only", "--as-of", "2026-04-01T00:00:00Z");

        run.ExitCode.ShouldBe(ExitCodes.Success, run.Error);
        run.OutputLines.ShouldAllBe(line => line.TrimEnd().Length <= 80);
        foreach (var text in new[] { "Customer", "Contribution", "ann", "25", "bob" })
            run.Output.ShouldContain(text);
        run.OutputLines[^1].ShouldBe("churn_rate: 40.0 %, 5 customers.");
        var asked = (ListContributorsRequest)_server.Analysis.Asked.Single();
        (asked.Parent, asked.Indicator, asked.Period, asked.Part).ShouldBe(("tenants/acme", "churn_rate", "2026-03", ContributorPart.DenominatorOnly));
        asked.AsOfTime.ToDateTimeOffset().ShouldBe(new(2026, 4, 1, 0, 0, 0, TimeSpan.Zero));
    }

    [Fact]
    public async Task Contributors_CsvAndJson_HaveTheNumbersAlone()
    {
        (await RunAsync("churn_rate", "--period", "2026-03", "-o", "csv")).OutputLines.ShouldBe(["customer_id,numerator,denominator,share,contribution", "ann,1,1,50,25", "bob,0,1,0,0"]);
        (await RunAsync("churn_rate", "--period", "2026-03", "-o", "json")).Output.ShouldContain("\"contribution\": 25");
    }

    [Fact]
    public async Task Contributors_OfAMedianOrNobody_SaysWhatThatMeans()
    {
        _server.Analysis.Contributors = new()
        {
            Contributors = { new Contributor { CustomerId = "ann", Contribution = -3.5 } }, Value = new() { Indicator = "response_time", Unit = "minutes", Value = 60 }, Basis = ContributionBasis.Influence, ContributorCount = 1,
        };
        (await RunAsync("response_time", "--period", "2026-03")).OutputLines[^1].ShouldContain("what the value would lose without each; they do not add up to it");

        _server.Analysis.Contributors = new() { Value = new() { Indicator = "staff_fraction", Unit = "percent", Value = 20 }, EmptyReason = "NO_CUSTOMERS" };
        var empty = await RunAsync("staff_fraction", "--period", "2026-03");
        empty.Error.ShouldContain("No customers.");
        empty.OutputLines[^1].ShouldContain("(NO_CUSTOMERS)");
    }

    [Theory]
    [InlineData("churn_rate")]
    [InlineData("churn_rate", "--period", "2026-03", "--part", "half")]
    [InlineData("churn_rate", "--period", "2026-03", "--as-of", "then")]
    public async Task Contributors_WrongCommandLine_IsAUsageError(params string[] args) => (await RunAsync(args)).ExitCode.ShouldBe(ExitCodes.Usage);

    private Task<CliRun> RunAsync(params string[] args) => CliRun.OfAsync(_server.Address, ["indicator", "contributors", .. args, "--tenant", "acme"]);
}
