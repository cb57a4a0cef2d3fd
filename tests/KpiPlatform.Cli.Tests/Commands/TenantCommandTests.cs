using System.Text.Json;
using KpiPlatform.Cli.Tests.Fakes;
using KpiPlatform.Protocol.V1;
using Shouldly;
using Xunit;

namespace KpiPlatform.Cli.Tests.Commands;

public sealed class TenantCommandTests : IAsyncLifetime
{
    private FakeServer _server = null!;

    public async Task InitializeAsync() => _server = await FakeServer.StartAsync();

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [Fact]
    public async Task Create_Options_BecomeSettings()
    {
        var run = await CliRun.OfAsync(
            _server.Address, "tenant", "create", "beta", "--time-zone", "Europe/Paris", "--currency", "EUR", "--lapse-days", "60",
            "--survey", "rel=nps", "--survey", "sat=csat", "--dimension", "region=label:region:north,south", "--journey", "signup=visit,pay", "-o", "json");

        run.ExitCode.ShouldBe(ExitCodes.Success, run.Error);
        var tenant = _server.Tenants.Tenants["tenants/beta"];
        tenant.TimeZone.ShouldBe("Europe/Paris");
        tenant.LapseDays.ShouldBe(60);
        tenant.Surveys.Select(s => (s.Id, s.Type)).ShouldBe([("rel", SurveyType.Nps), ("sat", SurveyType.Csat)]);
        tenant.Dimensions.Single().ShouldBe(new Dimension { Id = "region", Source = "label:region", Values = { "north", "south" } });
        tenant.Journeys.Single().Steps.ShouldBe(["visit", "pay"]);
        JsonDocument.Parse(run.Output).RootElement.GetProperty("timeZone").GetString().ShouldBe("Europe/Paris");
    }

    [Fact]
    public async Task Update_FileAndOptions_ChangeOnlyWhatIsGiven()
    {
        var run = await CliRun.WithInputAsync(
            _server.Address, "display_name: From file\nsurveys:\n  - {id: ces1, type: ces, scale_max: 7, scale_min: 1}\n",
            "tenant", "update", "acme", "-f", "-", "--display-name", "From option");

        run.ExitCode.ShouldBe(ExitCodes.Success, run.Error);
        _server.Tenants.LastUpdate!.UpdateMask.Paths.ShouldBe(["display_name", "surveys"]);
        _server.Tenants.LastUpdate.Tenant.DisplayName.ShouldBe("From option");
        _server.Tenants.LastUpdate.Tenant.Surveys.Single().ScaleMax.ShouldBe(7);
    }

    [Fact]
    public async Task Update_MeasuresShards_AreSentAndShownWhereTheyAreSeveral()
    {
        (await CliRun.OfAsync(_server.Address, "tenant", "get", "acme")).Output.ShouldNotContain("shards");

        var run = await CliRun.OfAsync(_server.Address, "tenant", "update", "acme", "--measures-shards", "8");

        run.ExitCode.ShouldBe(ExitCodes.Success, run.Error);
        _server.Tenants.LastUpdate!.UpdateMask.Paths.ShouldBe(["measures_shards"]);
        _server.Tenants.LastUpdate.Tenant.MeasuresShards.ShouldBe(8);
        _server.Tenants.Tenants["tenants/acme"].MeasuresShards = 8;
        (await CliRun.OfAsync(_server.Address, "tenant", "get", "acme")).Output.ShouldMatch("Measures shards\\W+8");
    }

    [Fact]
    public async Task Update_Nothing_IsAUsageError()
    {
        var run = await CliRun.OfAsync(_server.Address, "tenant", "update", "acme");

        run.ExitCode.ShouldBe(ExitCodes.Usage);
        _server.Tenants.LastUpdate.ShouldBeNull();
    }

    [Fact]
    public async Task QuotaShow_PrintsWhatIsInForce()
    {
        var run = await CliRun.OfAsync(_server.Address, "tenant", "quota", "show", "acme");

        run.ExitCode.ShouldBe(ExitCodes.Success, run.Error);
        run.Output.ShouldContain("50,000");
        run.Output.ShouldContain("1,000");
    }

    [Fact]
    public async Task QuotaSet_ChangesWhatIsGivenAlone()
    {
        var run = await CliRun.OfAsync(_server.Address, "tenant", "quota", "set", "acme", "--interactions-per-second", "2000", "--customers", "0");

        run.ExitCode.ShouldBe(ExitCodes.Success, run.Error);
        _server.Tenants.LastQuota!.Quota.Name.ShouldBe("tenants/acme");
        _server.Tenants.LastQuota.Quota.InteractionsPerSecond.ShouldBe(2_000);
        _server.Tenants.LastQuota.UpdateMask.Paths.ShouldBe(["interactions_per_second", "customers"]);
        (await CliRun.OfAsync(_server.Address, "tenant", "quota", "set", "acme")).ExitCode.ShouldBe(ExitCodes.Usage);
    }

    [Fact]
    public async Task Backfill_Wait_TellsTheProgressUntilItIsInForce()
    {
        _server.Tenants.Backfills.Enqueue(new Backfill { TargetVersion = 3, State = Backfill.Types.State.Running, CustomersDone = 1_000, CustomersTotal = 4_000 });
        _server.Tenants.Backfills.Enqueue(new Backfill { TargetVersion = 3, State = Backfill.Types.State.Settling, CustomersDone = 4_000, CustomersTotal = 4_000 });

        var run = await CliRun.OfAsync(_server.Address, "tenant", "backfill", "acme", "--wait");

        run.ExitCode.ShouldBe(ExitCodes.Success, run.Error);
        run.Error.Trim().ShouldBe("definition 3: 1,000 of 4,000 customers counted (25 %)");
        run.Output.ShouldContain("done, the old numbers are being removed");
    }

    [Fact]
    public async Task Backfill_GivenUp_FailsAndSaysWhy()
    {
        _server.Tenants.Backfills.Enqueue(new Backfill { TargetVersion = 3, State = Backfill.Types.State.Running });
        _server.Tenants.Backfills.Enqueue(new Backfill { TargetVersion = 3, State = Backfill.Types.State.Aborted, Problem = "Too many cells." });

        var run = await CliRun.OfAsync(_server.Address, "tenant", "backfill", "acme", "--wait");

        run.ExitCode.ShouldBe(ExitCodes.Failure);
        run.Error.ShouldContain("definition 3 was given up: Too many cells.");
    }

    [Theory]
    [InlineData(0, ExitCodes.Success, "all agree")]
    [InlineData(1, ExitCodes.Failure, "1 differ")]
    public async Task Verify_AnswersByItsExitCode(int differences, int exitCode, string text)
    {
        _server.Tenants.Verification = new VerifyTenantResponse { DefinitionVersion = 2, Interactions = 10, Numbers = 20, DifferencesCount = differences };
        if (differences > 0)
            _server.Tenants.Verification.Differences.Add(new NumberDifference { Measure = 31, Granularity = "month", Date = "2026-01-31", Held = 7, Folded = 8 });

        var run = await CliRun.OfAsync(_server.Address, "tenant", "verify", "acme");

        run.ExitCode.ShouldBe(exitCode, run.Error);
        run.Output.ShouldContain(text);
        run.Output.Contains("2026-01-31", StringComparison.Ordinal).ShouldBe(differences > 0);
    }

    [Theory]
    [InlineData(0, ExitCodes.Success, "none")]
    [InlineData(2, ExitCodes.Failure, "run it again")]
    public async Task DeleteFacts_Confirmed_AnswersByItsExitCode(int left, int exitCode, string text)
    {
        _server.Tenants.Deletion = new DeleteFactsResponse { CoverageStartDate = "2024-01-01", DeletedCount = 7, CustomersCount = 3, CustomersLeftCount = left };

        var run = await CliRun.OfAsync(_server.Address, "tenant", "delete-facts", "acme", "--before", "2024-01-01", "--confirm", "acme");

        run.ExitCode.ShouldBe(exitCode, run.Error);
        _server.Tenants.LastDeletion.ShouldBe(new DeleteFactsRequest { Name = "tenants/acme", StartDate = "2024-01-01" });
        run.Output.ShouldContain("2024-01-01");
        run.Output.ShouldContain(text);
    }

    [Fact]
    public async Task DeleteFacts_NotConfirmed_SendsNothing()
    {
        var run = await CliRun.OfAsync(_server.Address, "tenant", "delete-facts", "acme", "--before", "2024-01-01");

        run.ExitCode.ShouldBe(ExitCodes.Usage);
        run.Error.ShouldContain("--confirm");
        _server.Tenants.LastDeletion.ShouldBeNull();
    }

    [Fact]
    public async Task Update_ValidateOnly_IsSent()
    {
        var run = await CliRun.OfAsync(_server.Address, "tenant", "update", "acme", "--lapse-days", "30", "--validate-only");

        run.ExitCode.ShouldBe(ExitCodes.Success, run.Error);
        _server.Tenants.LastUpdate!.ValidateOnly.ShouldBeTrue();
    }

    [Fact]
    public async Task List_Pages_AreJoined()
    {
        await CliRun.OfAsync(_server.Address, "tenant", "create", "zeta");

        var run = await CliRun.OfAsync(_server.Address, "tenant", "list", "-o", "csv");

        run.OutputLines.Skip(1).Select(l => l.Split(',')[0]).ShouldBe(["acme", "cdnow", "zeta"]);
    }

    [Fact]
    public async Task Get_Key_IsSentAsBearer()
    {
        var run = await CliRun.OfAsync(_server.Address, "tenant", "get", "acme", "--key", "secret");

        run.ExitCode.ShouldBe(ExitCodes.Success, run.Error);
        run.Output.ShouldContain("Europe/Berlin");
        _server.Tenants.LastAuthorization.ShouldBe("Bearer secret");
    }
}
