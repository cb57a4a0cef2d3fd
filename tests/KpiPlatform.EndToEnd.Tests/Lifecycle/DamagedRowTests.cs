using Grpc.Core;
using KpiPlatform.EndToEnd.Tests.Support;
using KpiPlatform.Protocol.V1;

namespace KpiPlatform.EndToEnd.Tests.Lifecycle;

/// <summary>A bit of a stored row flips while the server is down: what rests on it says so, all else goes on.</summary>
public class DamagedRowTests
{
    [SkippableTheory]
    [MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task Start_WithADamagedInteraction_ItsCustomerSaysSo_AndTheOthersGoOn(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind);
        var name = await RecordTwoAsync(database);
        await Tables.ExecuteAsync(database.Setting, "update journal set revision = revision + 16 where customer = (select customer from customer where external_id = 'ann')");

        await using var host = await TestHost.StartAsync(database.Setting);
        var tenant = new TestTenant(host.Client, name);
        var thrown = await Should.ThrowAsync<RpcException>(() => tenant.GetCustomerAsync("ann"));
        (thrown.StatusCode, Details.ReasonOf(thrown)).ShouldBe((StatusCode.DataLoss, "ROW_DAMAGED"));
        (await tenant.GetCustomerAsync("bob")).CustomerId.ShouldBe("bob");

        var response = await tenant.SendAsync(new RecordInteractionsRequest
        {
            Sequence = 1,
            Interactions = { Make.Purchase("ann", "2025-03-02", 1), Make.Purchase("bob", "2025-03-02", 1) },
        });
        response.AcceptedCount.ShouldBe(1);
        (response.Error.Code, response.Error.Reason, response.Error.Retryable).ShouldBe(((int)StatusCode.DataLoss, "ROW_DAMAGED", false));
        response.Error.Indexes.ShouldBe([0]);
        response.Error.Message.ShouldContain("backup");
        (await tenant.GetCustomerAsync("bob")).Version.ShouldBe(2);
        (await tenant.TotalsAsync()).Orders.ShouldBe(3, "measures rest on what was committed, which is not damaged");
    }

    [SkippableTheory]
    [MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task Start_WithADamagedCell_IndicatorsSaySo_UntilTheTenantIsCountedAnew(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind);
        var name = await RecordTwoAsync(database);
        await Tables.ExecuteAsync(database.Setting, "update measure_cell set value = value + 16");

        await using var host = await TestHost.StartAsync(database.Setting);
        var tenant = new TestTenant(host.Client, name);
        var thrown = await Should.ThrowAsync<RpcException>(tenant.TotalsAsync);
        (thrown.StatusCode, Details.ReasonOf(thrown)).ShouldBe((StatusCode.DataLoss, "ROW_DAMAGED"));
        thrown.Status.Detail.ShouldContain("kpi tenant backfill");
        await tenant.RecordAsync(Make.Purchase("bob", "2025-03-02", 8));

        await host.Client.Tenants.RecountTenantAsync(new RecountTenantRequest { Name = name });
        await tenant.CountedAsync(_ => true);
        (await tenant.TotalsAsync()).ShouldBe((3, 50));
    }

    private static async Task<string> RecordTwoAsync(TestDatabase database)
    {
        await using var host = await TestHost.StartAsync(database.Setting);
        var tenant = await TestTenant.CreateAsync(host.Client);
        await tenant.RecordAsync(Make.Purchase("ann", "2025-03-01", 40), Make.Purchase("bob", "2025-03-01", 2));
        return tenant.Name;
    }
}
