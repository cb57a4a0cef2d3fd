using Grpc.Core;
using KpiPlatform.Domain.Access;
using KpiPlatform.Domain.Identity;
using KpiPlatform.Gateway.Tests.Access;
using KpiPlatform.Gateway.Tests.Hosting;
using KpiPlatform.Protocol.V1;

namespace KpiPlatform.Gateway.Tests.Tenants;

public sealed class TenantServiceTests
{
    [Fact]
    public async Task CreateTenant_EveryField_ComesBack()
    {
        await using var server = await GatewayServer.StartAsync();
        var sent = Full();
        var created = await server.Tenants.CreateTenantAsync(new() { TenantId = "globex", Tenant = sent });
        var got = await server.Tenants.GetTenantAsync(new() { Name = "tenants/globex" });

        got.ShouldBe(created);
        (created.Name, created.Etag, created.DefinitionVersion).ShouldBe(("tenants/globex", "etag-1", 1));
        created.UpdateTime.Seconds.ShouldBe(1);
        var expected = sent.Clone();
        (expected.Name, expected.Etag, expected.DefinitionVersion) = (created.Name, created.Etag, created.DefinitionVersion);
        (expected.CreateTime, expected.UpdateTime, expected.State) = (created.CreateTime, created.UpdateTime, TenantState.Active);
        created.ShouldBe(expected);
        server.Ports.Forgotten.ShouldBe(["globex"]);
    }

    [Theory]
    [InlineData("Globex")]
    [InlineData("")]
    [InlineData("1globex")]
    public async Task CreateTenant_BadId_NamesTheField(string id)
    {
        await using var server = await GatewayServer.StartAsync();
        var details = await RpcErrorDetails.ThrownByAsync(StatusCode.InvalidArgument, async () => await server.Tenants.CreateTenantAsync(new() { TenantId = id }));

        details.Field.ShouldBe("tenant_id");
    }

    [Fact]
    public async Task CreateTenant_UnknownKind_NamesItsPosition()
    {
        await using var server = await GatewayServer.StartAsync();
        var request = new CreateTenantRequest { TenantId = "globex", Tenant = new() { BaseActivityKinds = { "purchase", "smile" } } };
        var details = await RpcErrorDetails.ThrownByAsync(StatusCode.InvalidArgument, async () => await server.Tenants.CreateTenantAsync(request));

        details.Field.ShouldBe("tenant.base_activity_kinds[1]");
    }

    [Fact]
    public async Task CreateTenant_Taken_AlreadyExists()
    {
        await using var server = await GatewayServer.StartAsync();
        await server.Tenants.CreateTenantAsync(new() { TenantId = "globex" });
        var details = await RpcErrorDetails.ThrownByAsync(StatusCode.AlreadyExists, async () => await server.Tenants.CreateTenantAsync(new() { TenantId = "globex" }));

        details.Field.ShouldBe("tenant_id");
    }

    [Fact]
    public async Task UpdateTenant_Mask_ChangesOnlyWhatItNames()
    {
        await using var server = await GatewayServer.StartAsync();
        await server.Tenants.CreateTenantAsync(new() { TenantId = "globex", Tenant = Full() });
        var updated = await server.Tenants.UpdateTenantAsync(new()
        {
            Tenant = new() { Name = "tenants/globex", DisplayName = "New", LapseDays = 1 },
            UpdateMask = new() { Paths = { "display_name", "etag" } },
        });

        (updated.DisplayName, updated.LapseDays, updated.Surveys.Count).ShouldBe(("New", 30, 2));
        server.Ports.Forgotten.ShouldBe(["globex", "globex"]);
    }

    [Fact]
    public async Task UpdateTenant_Star_ChangesEverything()
    {
        await using var server = await GatewayServer.StartAsync();
        await server.Tenants.CreateTenantAsync(new() { TenantId = "globex", Tenant = Full() });
        var updated = await server.Tenants.UpdateTenantAsync(new()
        {
            Tenant = new() { Name = "tenants/globex", DisplayName = "New", TimeZone = "Etc/UTC" },
            UpdateMask = new() { Paths = { "*" } },
        });

        (updated.DisplayName, updated.TimeZone, updated.Surveys.Count, updated.BaseActivityKinds.Count).ShouldBe(("New", "Etc/UTC", 0, 0));
    }

    [Fact]
    public async Task UpdateTenant_MeasuresShards_AreThePlatformsToSet()
    {
        await using var server = await GatewayServer.StartAsync(options => options.AllowAnonymous = false);
        var platform = TestKeys.Header(await TestKeys.AddAsync(server, null, AccessRoles.PlatformAdmin));
        var admin = TestKeys.Header(await TestKeys.AddAsync(server, "globex", AccessRoles.TenantAdmin));
        await server.Tenants.CreateTenantAsync(new() { TenantId = "globex", Tenant = Full() }, platform);
        var request = new UpdateTenantRequest { Tenant = new() { Name = "tenants/globex", MeasuresShards = 8 }, UpdateMask = new() { Paths = { "measures_shards" } } };
        var details = await RpcErrorDetails.ThrownByAsync(StatusCode.PermissionDenied, async () => await server.Tenants.UpdateTenantAsync(request, admin));
        (details.Reason, details.Field).ShouldBe(("ROLE_MISSING", "tenant.measures_shards"));

        (await server.Tenants.UpdateTenantAsync(request, platform)).MeasuresShards.ShouldBe(8);

        // Who sends back what it read, or knows nothing of them, changes nothing of them.
        request = new() { Tenant = Full(), UpdateMask = new() { Paths = { "*" } } };
        (request.Tenant.Name, request.Tenant.MeasuresShards) = ("tenants/globex", 8);
        (await server.Tenants.UpdateTenantAsync(request, admin)).MeasuresShards.ShouldBe(8);
        request.Tenant.MeasuresShards = 0;
        (await server.Tenants.UpdateTenantAsync(request, admin)).MeasuresShards.ShouldBe(8);
    }

    [Theory]
    [InlineData(new string[0], "REQUIRED")]
    [InlineData(new[] { "nonsense" }, "INVALID_UPDATE_MASK")]
    [InlineData(new[] { "surveys.id" }, "INVALID_UPDATE_MASK")]
    [InlineData(new[] { "*", "display_name" }, "INVALID_UPDATE_MASK")]
    public async Task UpdateTenant_BadMask_IsRefused(string[] paths, string reason)
    {
        await using var server = await GatewayServer.StartAsync();
        await server.Tenants.CreateTenantAsync(new() { TenantId = "globex" });
        var request = new UpdateTenantRequest { Tenant = new() { Name = "tenants/globex" }, UpdateMask = new() { Paths = { paths } } };
        var details = await RpcErrorDetails.ThrownByAsync(StatusCode.InvalidArgument, async () => await server.Tenants.UpdateTenantAsync(request));

        (details.Reason, details.Field).ShouldBe((reason, "update_mask"));
    }

    [Fact]
    public async Task UpdateTenant_StaleEtag_Aborted()
    {
        await using var server = await GatewayServer.StartAsync();
        await server.Tenants.CreateTenantAsync(new() { TenantId = "globex" });
        var details = await RpcErrorDetails.ThrownByAsync(StatusCode.Aborted, async () => await server.Tenants.UpdateTenantAsync(Rename("New", etag: "etag-0")));

        (details.Reason, details.Field).ShouldBe(("ETAG_MISMATCH", "tenant.etag"));
        (await server.Tenants.UpdateTenantAsync(Rename("New", etag: "etag-1"))).Etag.ShouldBe("etag-2");
    }

    [Fact]
    public async Task UpdateTenant_WithoutEtagWhileAnotherUpdates_KeepsBothChanges()
    {
        await using var server = await GatewayServer.StartAsync();
        await server.Tenants.CreateTenantAsync(new() { TenantId = "globex" });
        var grain = server.Grains.Tenant("globex");
        var raced = 0;
        grain.BeforeWrite = () =>
        {
            if (raced++ == 0)
                grain.Document = grain.Document! with { SettingsJson = grain.Document.SettingsJson.Replace("\"lapseDays\":0", "\"lapseDays\":7"), Etag = "raced" };
        };
        var updated = await server.Tenants.UpdateTenantAsync(Rename("New"));

        (updated.DisplayName, updated.LapseDays).ShouldBe(("New", 7));
    }

    [Fact]
    public async Task UpdateTenant_RaceThatNeverEnds_Aborted()
    {
        await using var server = await GatewayServer.StartAsync();
        await server.Tenants.CreateTenantAsync(new() { TenantId = "globex" });
        var grain = server.Grains.Tenant("globex");
        grain.BeforeWrite = () => grain.Document = grain.Document! with { Etag = Guid.NewGuid().ToString() };

        await RpcErrorDetails.ThrownByAsync(StatusCode.Aborted, async () => await server.Tenants.UpdateTenantAsync(Rename("New")));
    }

    [Fact]
    public async Task UpdateTenant_Unknown_NotFound()
    {
        await using var server = await GatewayServer.StartAsync();

        await RpcErrorDetails.ThrownByAsync(StatusCode.NotFound, async () => await server.Tenants.UpdateTenantAsync(Rename("New")));
        var details = await RpcErrorDetails.ThrownByAsync(StatusCode.InvalidArgument, async () => await server.Tenants.UpdateTenantAsync(new()));
        details.Field.ShouldBe("tenant");
    }

    [Fact]
    public async Task ListTenants_SeveralPages_GivesEachOnceWithoutThoseNotCreated()
    {
        await using var server = await GatewayServer.StartAsync();
        for (var i = 0; i < 5; i++)
        {
            await server.Tenants.CreateTenantAsync(new() { TenantId = $"t{i}" });
            server.Ports.Tenants.Add(new(new TenantNumber(i + 1), TenantId.Parse($"t{i}")));
        }

        server.Grains.Tenant("t1").Document = null;
        var request = new ListTenantsRequest { PageSize = 3 };
        var first = await server.Tenants.ListTenantsAsync(request);
        request.PageToken = first.NextPageToken;
        var second = await server.Tenants.ListTenantsAsync(request);

        first.Tenants.Select(tenant => tenant.Name).ShouldBe(["tenants/t0", "tenants/t2"]);
        second.Tenants.Select(tenant => tenant.Name).ShouldBe(["tenants/t3", "tenants/t4"]);
        second.NextPageToken.ShouldBeEmpty();
    }

    private static UpdateTenantRequest Rename(string name, string etag = "") => new()
    {
        Tenant = new() { Name = "tenants/globex", DisplayName = name, Etag = etag },
        UpdateMask = new() { Paths = { "display_name" } },
    };

    private static Tenant Full() => new()
    {
        DisplayName = "Globex",
        TimeZone = "Europe/Berlin",
        CurrencyCode = "USD",
        FiscalYearStartMonth = 4,
        LapseDays = 30,
        ReturnWindowDays = 60,
        MeasuresShards = 4,
        BaseActivityKinds = { "purchase", "visit" },
        Surveys = { new Survey { Id = "s", Type = SurveyType.Ces, ScaleMin = 1, ScaleMax = 7, SatisfiedFrom = 5, Reversed = true }, new Survey { Id = "t", Type = SurveyType.Csat, ScaleMin = -2, ScaleMax = 2, SatisfiedFrom = 0 } },
        Dimensions = { new Dimension { Id = "d", Source = "channel", Values = { "web", "store" } } },
        Journeys = { new Journey { Id = "j", Steps = { "one", "two" }, WindowDays = 14 } },
        Lifecycle = new() { NewDays = 14, ReturnedDays = 21, LapsingPercent = 60 },
        Performance = new() { Parts = { new PerformancePartSettings { Part = PerformancePart.Complaints, Weight = 2, Worst = 3, Best = 0 } } },
        Segments = { new Segment { Id = "leaving", DisplayName = "Leaving", Filter = "lifecycle = \"lapsing\"" } },
        Rfm = new() { RecencyDays = { 1, 2, 3, 4 }, FrequencyOrders = { 5, 6, 7, 8 }, Monetary = { 0.5, 1, 2, 3 } },
    };
}
