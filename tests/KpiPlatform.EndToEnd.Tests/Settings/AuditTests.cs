using Grpc.Core;
using KpiPlatform.EndToEnd.Tests.Support;
using KpiPlatform.Protocol.V1;

namespace KpiPlatform.EndToEnd.Tests.Settings;

/// <summary>What the audit log says of calls with keys, and what a suspension does to them.</summary>
public class AuditTests
{
    private const string PlatformKey = "kpi_end_to_end_platform_key";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    [SkippableTheory]
    [MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task Calls_OfATenantsKey_StandInItsLogDeniedOnesToo(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind);
        var options = TestHost.Options(database.Setting);
        options.Anonymous = false;
        options.Key = PlatformKey;
        await using var host = await TestHost.StartAsync(options);
        using var platform = new KpiClient(host.Address, PlatformKey);
        await platform.Tenants.CreateTenantAsync(new CreateTenantRequest { TenantId = "acme" });
        await platform.Tenants.CreateTenantAsync(new CreateTenantRequest { TenantId = "globex" });
        var made = await new AccessService.AccessServiceClient(platform.Invoker).CreateKeyAsync(
            new CreateKeyRequest { Parent = "tenants/acme", Key = new Key { Principal = "service", Roles = { Role.TenantAdmin, Role.Ingest } } });
        using var acme = new KpiClient(host.Address, made.Secret);
        var tenant = new TestTenant(acme, "tenants/acme");
        await tenant.RecordAllAsync([Make.Purchase("jane", "2025-01-10", 5)]);
        await acme.Customers.EraseCustomerAsync(new EraseCustomerRequest { Name = "tenants/acme/customers/jane" });
        await Should.ThrowAsync<RpcException>(async () => await acme.Tenants.GetTenantAsync(new GetTenantRequest { Name = "tenants/globex" }));

        var audit = new AuditService.AuditServiceClient(acme.Invoker);
        var events = (await audit.ListAuditEventsAsync(new ListAuditEventsRequest { Parent = "tenants/acme" })).Events;

        var erased = events.Single(one => one.Method == "/kpi.v1.CustomerService/EraseCustomer");
        erased.Allowed.ShouldBeTrue();
        erased.Resource.ShouldBe("tenants/acme/customers/-");
        erased.Principal.ShouldStartWith("key:");
        erased.Source.ShouldNotBeEmpty();
        var denied = events.Single(one => !one.Allowed);
        denied.Method.ShouldBe("/kpi.v1.TenantService/GetTenant");
        denied.Reason.ShouldBe("TENANT_DENIED");
        events.ToString().ShouldNotContain("jane");
        events.ToString().ShouldNotContain(made.Secret);
        (await audit.VerifyAuditLogAsync(new VerifyAuditLogRequest { Parent = "tenants/acme" })).Problem.ShouldBeEmpty();
        (await Should.ThrowAsync<RpcException>(async () => await audit.ListAuditEventsAsync(new ListAuditEventsRequest()))).StatusCode.ShouldBe(StatusCode.PermissionDenied);
    }

    [Fact]
    public async Task SuspendTenant_WithOpenStreams_EndsThemWithTheReason()
    {
        await using var database = await TestDatabase.CreateAsync(DatabaseKind.Sqlite);
        var options = TestHost.Options(database.Setting);
        options.Anonymous = false;
        options.Key = PlatformKey;
        await using var host = await TestHost.StartAsync(options);
        using var platform = new KpiClient(host.Address, PlatformKey);
        await platform.Tenants.CreateTenantAsync(new CreateTenantRequest { TenantId = "acme" });
        var made = await new AccessService.AccessServiceClient(platform.Invoker).CreateKeyAsync(
            new CreateKeyRequest { Parent = "tenants/acme", Key = new Key { Principal = "service", Roles = { Role.TenantAdmin, Role.Ingest } } });
        using var acme = new KpiClient(host.Address, made.Secret);
        await new TestTenant(acme, "tenants/acme").RecordAllAsync([Make.Purchase("jane", "2025-01-10", 5)]);
        using var watch = acme.Customers.WatchCustomer(new WatchCustomerRequest { Name = "tenants/acme/customers/jane" });
        (await watch.ResponseStream.MoveNext(CancellationToken.None)).ShouldBeTrue();

        await platform.Tenants.SuspendTenantAsync(new SuspendTenantRequest { Name = "tenants/acme", Reason = "unpaid" });

        var ended = await Should.ThrowAsync<RpcException>(() => watch.ResponseStream.MoveNext(CancellationToken.None).WaitAsync(Patience));
        ended.StatusCode.ShouldBe(StatusCode.Unauthenticated);
        ended.Status.Detail.ShouldContain("unpaid");
        var refused = await Should.ThrowAsync<RpcException>(async () => await acme.Tenants.GetTenantAsync(new GetTenantRequest { Name = "tenants/acme" }));
        Details.ReasonOf(refused).ShouldBe("TENANT_SUSPENDED");
        await platform.Tenants.ResumeTenantAsync(new ResumeTenantRequest { Name = "tenants/acme" });
        (await acme.Tenants.GetTenantAsync(new GetTenantRequest { Name = "tenants/acme" })).State.ShouldBe(TenantState.Active);
    }
}
