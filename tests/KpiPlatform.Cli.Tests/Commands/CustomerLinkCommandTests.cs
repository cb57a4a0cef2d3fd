using KpiPlatform.Cli.Tests.Fakes;
using KpiPlatform.Protocol.V1;
using Shouldly;
using Xunit;

namespace KpiPlatform.Cli.Tests.Commands;

public sealed class CustomerLinkCommandTests : IAsyncLifetime
{
    private FakeServer _server = null!;

    public async Task InitializeAsync() => _server = await FakeServer.StartAsync();

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [Fact]
    public async Task Link_TwoCustomers_RecordsThatOneIsTheOther()
    {
        var run = await RunAsync("link", "ann-old", "ann", "--id", "merge-1");

        run.ExitCode.ShouldBe(ExitCodes.Success, run.Error);
        run.OutputLines.ShouldBe(["ann-old is folded into ann."]);
        var recorded = _server.Interactions.Recorded.Values.Single();
        (recorded.Customer, recorded.Source, recorded.Id, recorded.IdentityLinked.Survivor).ShouldBe(("ann-old", "kpi", "merge-1", "ann"));
        recorded.OccurTime.ShouldNotBeNull();
        (await RunAsync("link", "ann-old", "ann", "--id", "merge-1")).OutputLines.ShouldBe(["ann-old is folded into ann. That was recorded before."]);
    }

    [Fact]
    public async Task Unlink_WithoutAnId_IsARecordOfItsOwnEachTime()
    {
        (await RunAsync("unlink", "ann-old", "ann")).OutputLines.ShouldBe(["ann-old is no longer folded into ann."]);
        (await RunAsync("unlink", "ann-old", "ann")).OutputLines.ShouldBe(["ann-old is no longer folded into ann."]);
        _server.Interactions.Recorded.Values.Select(one => one.IdentityUnlinked.Survivor).ShouldBe(["ann", "ann"]);
    }

    [Fact]
    public async Task Link_Refused_SaysWhy()
    {
        _server.Interactions.Reject = one => one.Customer == one.IdentityLinked?.Survivor ? new RejectedInteraction { Reason = "SAME_CUSTOMER", Message = "a customer is not linked to itself" } : null;
        var run = await RunAsync("link", "ann", "ann");

        run.ExitCode.ShouldBe(ExitCodes.Failure);
        run.Output.ShouldBeEmpty();
        run.Error.ShouldContain("a customer is not linked to itself");
        (await RunAsync("link", "ann")).ExitCode.ShouldBe(ExitCodes.Usage);
    }

    private Task<CliRun> RunAsync(params string[] args) => CliRun.OfAsync(_server.Address, ["customer", .. args, "--tenant", "acme"]);
}
