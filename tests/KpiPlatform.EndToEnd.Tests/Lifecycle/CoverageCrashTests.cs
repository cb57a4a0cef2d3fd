using Grpc.Core;
using KpiPlatform.EndToEnd.Tests.Support;
using KpiPlatform.Protocol.V1;

namespace KpiPlatform.EndToEnd.Tests.Lifecycle;

/// <summary>A real process, killed while it deletes facts: numbers and journal agree after a restart, and calling again brings it to its end.</summary>
public class CoverageCrashTests
{
    private const int Customers = 3_000;

    [SkippableTheory]
    [MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task Kill_WhileFactsAreDeleted_CalledAgainItIsDone(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind);
        string name;
        var (killed, address) = await HostProcess.ServeAsync(database.Setting);
        await using (killed)
        {
            using var client = new KpiClient(address);
            var tenant = await TestTenant.CreateAsync(client);
            name = tenant.Name;
            await tenant.StreamAsync(Interactions());
            var deleting = DeleteAsync(tenant);
            await Eventually.HoldsAsync(async () => (await tenant.TotalsAsync()).Orders < 2 * Customers);
            await killed.KillAsync();
            await Should.ThrowAsync<RpcException>(deleting);
        }

        var (restarted, newAddress) = await HostProcess.ServeAsync(database.Setting);
        await using (restarted)
        {
            using var client = new KpiClient(newAddress);
            var tenant = new TestTenant(client, name);

            // Compared as of some seconds ago: once what was deleted just before the kill lies further back, nothing differs.
            await Eventually.HoldsAsync(async () => (await VerifyAsync(tenant)).DifferencesCount == 0);
            (await client.Tenants.GetTenantAsync(new GetTenantRequest { Name = name })).CoverageStartDate.ShouldBe("2025-03-01");

            var again = await DeleteAsync(tenant);

            again.CustomersLeftCount.ShouldBe(0);
            again.DeletedCount.ShouldBeInRange(1, Customers - 1);
            await Eventually.HoldsAsync(async () => await tenant.TotalsAsync() == (Customers, Customers * 7));
            (await VerifyAsync(tenant)).DifferencesCount.ShouldBe(0);
        }
    }

    private static IEnumerable<Interaction> Interactions() => Enumerable.Range(0, Customers).SelectMany(number => (Interaction[])
    [
        Make.Purchase($"c-{number}", "2025-01-15", 5, id: $"o-{number}"),
        Make.Purchase($"c-{number}", "2025-03-15", 7, id: $"p-{number}"),
    ]);

    private static async Task<DeleteFactsResponse> DeleteAsync(TestTenant tenant) =>
        await tenant.Client.Tenants.DeleteFactsAsync(new DeleteFactsRequest { Name = tenant.Name, StartDate = "2025-03-01" });

    private static async Task<VerifyTenantResponse> VerifyAsync(TestTenant tenant) =>
        await tenant.Client.Tenants.VerifyTenantAsync(new VerifyTenantRequest { Name = tenant.Name });
}
