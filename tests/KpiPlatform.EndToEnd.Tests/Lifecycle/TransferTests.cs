using System.CommandLine;
using Grpc.Core;
using KpiPlatform.Dashboard.Sessions;
using KpiPlatform.EndToEnd.Tests.Samples;
using KpiPlatform.EndToEnd.Tests.Support;
using KpiPlatform.Host;
using KpiPlatform.Host.Transfer;
using KpiPlatform.Protocol.V1;
using Microsoft.Extensions.DependencyInjection;

namespace KpiPlatform.EndToEnd.Tests.Lifecycle;

/// <summary>Backup, restore and migration: the totals of a copy are those of the original, and recording goes on in it.</summary>
public sealed class TransferTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("kpi-transfer-");

    [SkippableTheory]
    [InlineData(DatabaseKind.Sqlite, DatabaseKind.PostgreSql)]
    [InlineData(DatabaseKind.PostgreSql, DatabaseKind.Sqlite)]
    [InlineData(DatabaseKind.PostgreSql, DatabaseKind.PostgreSql)]
    [InlineData(DatabaseKind.Sqlite, DatabaseKind.Sqlite)]
    public async Task Restore_OfABackupTakenWhileTheServerRuns_HasItsTotalsAndRefusesTokensFromBefore(DatabaseKind from, DatabaseKind to)
    {
        await using var database = await TestDatabase.CreateAsync(from);
        await using var empty = await TestDatabase.CreateAsync(to);
        var backup = Path.Combine(_folder.FullName, "kpi.backup");
        var interactions = Sample.Interactions();
        TestTenant tenant;
        await using (var host = await TestHost.StartAsync(database.Setting))
        {
            tenant = await FilledAsync(host.Client, interactions);
            await SignInAsync(host);
            (await RunAsync(DatabaseCommands.Backup(), backup, "--database", database.Setting)).ShouldContain("rows of");

            // What comes after is not in it.
            await tenant.RecordAsync(Make.Purchase("late", "2025-03-01", 1_000));
        }

        (await RunAsync(DatabaseCommands.Restore(), backup, "--database", empty.Setting)).ShouldContain("journal ");

        await using var restored = await TestHost.StartAsync(empty.Setting);
        var old = await Should.ThrowAsync<RpcException>(async () => await restored.Client.Customers.GetCustomerAsync(new GetCustomerRequest { Name = tenant.Customer("A"), Token = tenant.Token }));
        old.StatusCode.ShouldBe(StatusCode.InvalidArgument);
        (await Sessions(restored).ListFirstAsync(1, default)).ShouldBeEmpty("who was signed in was so at the original");
        var copy = new TestTenant(restored.Client, tenant.Name);
        await ShouldHoldAsync(copy, interactions);

        // What was lost with the time since the backup is sent again.
        (await copy.RecordAsync(Make.Purchase("late", "2025-03-01", 1_000))).AcceptedCount.ShouldBe(1);
        (await copy.SeriesAsync("revenue", Granularity.Quarter, "2025-01-01", "2025-04-01"))[0].Value.ShouldBe(1_320);
    }

    [SkippableTheory]
    [InlineData(DatabaseKind.Sqlite, DatabaseKind.PostgreSql)]
    [InlineData(DatabaseKind.PostgreSql, DatabaseKind.Sqlite)]
    public async Task Migrate_HasTheTotalsAndTakesTokensFromBefore(DatabaseKind from, DatabaseKind to)
    {
        await using var database = await TestDatabase.CreateAsync(from);
        await using var empty = await TestDatabase.CreateAsync(to);
        var interactions = Sample.Interactions();
        TestTenant tenant;
        await using (var host = await TestHost.StartAsync(database.Setting))
        {
            tenant = await FilledAsync(host.Client, interactions);
            await SignInAsync(host);

            // A server works on it.
            await Should.ThrowAsync<HostException>(() => RunAsync(DatabaseCommands.Migrate(), "--database", database.Setting, "--to", empty.Setting));
        }

        await RunAsync(DatabaseCommands.Migrate(), "--database", database.Setting, "--to", empty.Setting);

        await using var moved = await TestHost.StartAsync(empty.Setting);
        (await Sessions(moved).ListFirstAsync(1, default)).Count.ShouldBe(1, "people stay signed in");
        (await moved.Client.Customers.GetCustomerAsync(new GetCustomerRequest { Name = tenant.Customer("A"), Token = tenant.Token })).Version.ShouldBeGreaterThan(0);
        await ShouldHoldAsync(new TestTenant(moved.Client, tenant.Name), interactions);
        (await moved.Client.Tenants.CreateTenantAsync(new CreateTenantRequest { TenantId = "another", Tenant = new Tenant { CurrencyCode = "EUR" } })).Name.ShouldBe("tenants/another");

        // Full now: nothing is written over.
        (await Should.ThrowAsync<HostException>(() => RunAsync(DatabaseCommands.Migrate(), "--database", database.Setting, "--to", empty.Setting)))
            .Message.ShouldNotBeEmpty();
    }

    [Fact]
    public async Task Backup_OfNothingOrOntoAFile_IsRefused()
    {
        var nothing = Path.Combine(_folder.FullName, "nothing.db");
        (await Should.ThrowAsync<HostException>(() => RunAsync(DatabaseCommands.Backup(), nothing + ".backup", "--database", nothing))).Message.ShouldContain("is not there");
        File.Exists(nothing).ShouldBeFalse();
        await File.WriteAllTextAsync(nothing, string.Empty);
        (await Should.ThrowAsync<HostException>(() => RunAsync(DatabaseCommands.Backup(), nothing, "--database", nothing))).Message.ShouldContain("is there already");
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private static async Task<TestTenant> FilledAsync(KpiClient client, IReadOnlyList<Interaction> interactions)
    {
        var tenant = await TestTenant.CreateAsync(client);
        await tenant.RecordAllAsync([.. interactions]);
        await client.Scorecards.UpdateScorecardAsync(
            new UpdateScorecardRequest { AllowMissing = true, Scorecard = Scorecards.Of($"{tenant.Name}/scorecards/sales", "orders") });
        return tenant;
    }

    /// <summary>As in RestartTests; and everything that was recorded is known, and each number is what the journal says.</summary>
    private static async Task ShouldHoldAsync(TestTenant tenant, IReadOnlyList<Interaction> interactions)
    {
        (await tenant.StreamAsync(interactions)).ShouldBe((0, interactions.Count));
        (await tenant.SeriesAsync("orders", Granularity.Quarter, "2025-01-01", "2025-07-01")).Select(value => value.Value).ShouldBe([4, 5]);
        (await tenant.SeriesAsync("revenue", Granularity.Quarter, "2025-01-01", "2025-07-01")).Select(value => value.Value).ShouldBe([320, 255]);
        (await tenant.SeriesAsync("nps", Granularity.Quarter, "2025-01-01", "2025-04-01"))[0].Value.ShouldBe(25);
        var scorecard = await tenant.Client.Scorecards.GetScorecardAsync(new GetScorecardRequest { Name = $"{tenant.Name}/scorecards/sales", Period = "2025-Q2" });
        scorecard.Perspectives[0].Objectives[0].Indicators[0].Value.Value.ShouldBe(5);
        var customers = await tenant.Client.Customers.ListCustomersAsync(new ListCustomersRequest { Parent = tenant.Name, OrderBy = "revenue desc", PageSize = 2, Token = tenant.Token });
        customers.Customers.Select(customer => customer.CustomerId).ShouldBe(["B", "A"]);

        VerifyTenantResponse? verified = null;
        await Eventually.HoldsAsync(async () =>
        {
            verified = await tenant.Client.Tenants.VerifyTenantAsync(new VerifyTenantRequest { Name = tenant.Name });
            return verified.Interactions == interactions.Count;
        });
        verified!.DifferencesCount.ShouldBe(0);
    }

    private static async Task<string> RunAsync(Command command, params string[] args)
    {
        await using var output = new StringWriter();
        (await command.Parse(args).InvokeAsync(new InvocationConfiguration { Output = output, EnableDefaultExceptionHandler = false })).ShouldBe(0);
        return output.ToString();
    }

    private static ISessionRecords Sessions(TestHost host) => host.Services.GetRequiredService<ISessionRecords>();

    /// <summary>Somebody is signed in to the dashboard.</summary>
    private static async Task SignInAsync(TestHost host) => (await Sessions(host).WriteAsync("0000000001.a", etag: null, new byte[] { 1 }, default)).ShouldBeTrue();
}
