using KpiPlatform.Cli.Tests.Fakes;
using KpiPlatform.Protocol.V1;
using Shouldly;
using Xunit;

namespace KpiPlatform.Cli.Tests.Commands;

public sealed class QualityCommandTests : IAsyncLifetime
{
    private FakeServer _server = null!;

    public async Task InitializeAsync() => _server = await FakeServer.StartAsync();

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [Fact]
    public async Task Show_TellsTheTotalThenTheSources()
    {
        var shop = new SourceQuality { Source = "shop", ReceivedCount = 10, AcceptedCount = 6, DuplicateCount = 2, RejectedCount = 2, ValidityPercent = 75, Rejections = { new RejectionCount { Reason = "REQUIRED", Count = 2 } } };
        var total = shop.Clone();
        total.Source = "";
        _server.Interactions.Quality = new DataQuality { Total = total, Sources = { shop } };

        var run = await CliRun.OfAsync(_server.Address, "quality", "show", "--tenant", "acme", "--from", "2026-01-01", "--to", "2026-02-01", "-o", "csv");

        run.ExitCode.ShouldBe(ExitCodes.Success, run.Error);
        run.OutputLines.Skip(1).Select(line => line.Split(',')[0]).ShouldBe(["(all)", "shop"]);
        run.OutputLines[2].ShouldBe("shop,10,6,2,2,0,0,0,75,,,REQUIRED 2");
        (_server.Interactions.LastQuality!.Parent, _server.Interactions.LastQuality.StartDate, _server.Interactions.LastQuality.EndDate).ShouldBe(("tenants/acme", "2026-01-01", "2026-02-01"));
    }

    [Fact]
    public async Task Rejected_ListsWhatCanBeSentAgain()
    {
        Reject("r1", "REQUIRED");
        var run = await CliRun.OfAsync(_server.Address, "quality", "rejected", "--tenant", "acme", "-o", "csv");
        run.OutputLines[1].ShouldBe("r1,,shop,ann,i-r1,REQUIRED,,");
    }

    [Fact]
    public async Task Resubmit_All_SaysWhatIsLeft()
    {
        Reject("r1", "REQUIRED");
        Reject("r2", "STILL_WRONG");
        var run = await CliRun.OfAsync(_server.Address, "quality", "resubmit", "--all", "--tenant", "acme");
        run.ExitCode.ShouldBe(ExitCodes.LinesRejected);
        run.Output.Trim().ShouldBe("1 accepted, 0 recorded before, 1 left");
        run.Error.ShouldContain("r2: STILL_WRONG");
    }

    [Fact]
    public async Task Resubmit_OfAReason_LeavesTheOthers()
    {
        Reject("r1", "REQUIRED");
        Reject("r2", "STILL_WRONG");
        var run = await CliRun.OfAsync(_server.Address, "quality", "resubmit", "--all", "--reason", "REQUIRED", "--tenant", "acme");
        run.ExitCode.ShouldBe(ExitCodes.Success, run.Error);
        run.Output.Trim().ShouldBe("1 accepted, 0 recorded before, 0 left");
    }

    [Fact]
    public async Task Resubmit_NeitherIdsNorAll_IsAUsageError()
    {
        (await CliRun.OfAsync(_server.Address, "quality", "resubmit", "--tenant", "acme")).ExitCode.ShouldBe(ExitCodes.Usage);
        (await CliRun.OfAsync(_server.Address, "quality", "resubmit", "x", "--all", "--tenant", "acme")).ExitCode.ShouldBe(ExitCodes.Usage);
    }

    private void Reject(string id, string reason) => _server.Interactions.Rejections.Add(
        new StoredRejection { Id = id, Reason = reason, Interaction = new Interaction { Source = "shop", Customer = "ann", Id = $"i-{id}" } });
}
