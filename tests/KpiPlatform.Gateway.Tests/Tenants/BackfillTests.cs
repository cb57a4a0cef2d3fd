using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using KpiPlatform.Domain.Measures;
using KpiPlatform.Domain.Periods;
using KpiPlatform.Gateway.Tests.Hosting;
using KpiPlatform.Protocol.V1;
using Granularity = KpiPlatform.Domain.Periods.Granularity;

namespace KpiPlatform.Gateway.Tests.Tenants;

public sealed class BackfillTests
{
    [Fact]
    public async Task RecountTenant_ShowsHowFarItIs()
    {
        await using var server = await GatewayServer.StartAsync();
        (await server.Tenants.CreateTenantAsync(new() { TenantId = "globex" })).Backfill.ShouldBeNull();
        var tenant = await server.Tenants.RecountTenantAsync(new() { Name = "tenants/globex" });
        tenant.Backfill.ShouldBe(new Backfill
        {
            TargetVersion = 2,
            State = Backfill.Types.State.Running,
            CustomersDone = 3,
            CustomersTotal = 10,
            CustomersErased = 1,
            StartTime = new Timestamp { Seconds = 2 },
        });
        server.Ports.Forgotten.ShouldBe(["globex", "globex"]);
    }

    [Fact]
    public async Task RecountTenant_Unknown_IsNotFound()
    {
        await using var server = await GatewayServer.StartAsync();
        await RpcErrorDetails.ThrownByAsync(StatusCode.NotFound, async () => await server.Tenants.RecountTenantAsync(new() { Name = "tenants/nobody" }));
        await RpcErrorDetails.ThrownByAsync(StatusCode.NotFound, async () => await server.Tenants.VerifyTenantAsync(new() { Name = "tenants/nobody" }));
    }

    [Fact]
    public async Task VerifyTenant_NamesWhatDiffers()
    {
        await using var server = await GatewayServer.StartAsync();
        var key = CellKey.Of(BuiltInMeasures.Buyers, Granularity.Month, DimensionValue.Of(1, 2), TenantCalendar.DayNumber(new(2026, 1, 31)));
        server.Grains.Measures.Comparison = new(30_000_000, 4, 1_000, 50, 1, [new(key.Packed, 7, 8)]);
        var response = await server.Tenants.VerifyTenantAsync(new() { Name = GatewayServer.Tenant });
        response.ShouldBe(new VerifyTenantResponse
        {
            AsOfTime = new Timestamp { Seconds = 3 },
            DefinitionVersion = 4,
            Interactions = 1_000,
            Numbers = 50,
            DifferencesCount = 1,
            Differences = { new NumberDifference { Measure = 31, Granularity = "month", DimensionValue = (2 << 16) + 2, Date = "2026-01-31", Held = 7, Folded = 8 } },
        });
    }

    [Fact]
    public async Task UpdateTenant_ValidateOnly_ChangesNothing()
    {
        await using var server = await GatewayServer.StartAsync();
        await server.Tenants.CreateTenantAsync(new() { TenantId = "globex", Tenant = new() { LapseDays = 90 } });
        var checkedOnly = await server.Tenants.UpdateTenantAsync(new()
        {
            Tenant = new() { Name = "tenants/globex", LapseDays = 30 },
            UpdateMask = new() { Paths = { "lapse_days" } },
            ValidateOnly = true,
        });
        checkedOnly.LapseDays.ShouldBe(30);
        (await server.Tenants.GetTenantAsync(new() { Name = "tenants/globex" })).LapseDays.ShouldBe(90);
    }
}
