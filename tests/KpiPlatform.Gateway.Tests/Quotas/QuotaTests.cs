using Google.Protobuf.WellKnownTypes;
using Google.Rpc;
using Grpc.Core;
using KpiPlatform.Domain.Access;
using KpiPlatform.Domain.Identity;
using KpiPlatform.Domain.Tenants;
using KpiPlatform.Gateway.Analysis;
using KpiPlatform.Gateway.Quotas;
using KpiPlatform.Gateway.Recording;
using KpiPlatform.Gateway.Tests.Access;
using KpiPlatform.Gateway.Tests.Hosting;
using KpiPlatform.Gateway.Tests.Recording;
using KpiPlatform.Gateway.Tests.Scorecards;
using KpiPlatform.Grains.Abstractions;
using KpiPlatform.Protocol.V1;
using KpiPlatform.Testing.Interactions;
using KpiPlatform.Testing.Time;
using Microsoft.Extensions.DependencyInjection;

namespace KpiPlatform.Gateway.Tests.Quotas;

/// <summary>Calls beyond a quota are RESOURCE_EXHAUSTED, and say whose quota and when to come again.</summary>
public sealed class QuotaTests
{
    private readonly ManualTimeProvider _time = new(TimeProvider.System.GetUtcNow());

    [Fact]
    public async Task RecordInteractions_BeyondTheRate_IsRefusedByBatchAndLetInAfterTheDelay()
    {
        await using var server = await StartAsync(new() { InteractionsPerSecond = 2, InteractionsBurst = 3 });
        using var call = server.Interactions.RecordInteractions();
        (await call.SendAsync(Samples.Batch(1, "ann", "bob", "cleo"))).AcceptedCount.ShouldBe(3);

        var refused = await call.SendAsync(Samples.Batch(2, "ann", "bob"));

        // Two at 2 per second: one second.
        refused.AcceptedCount.ShouldBe(0);
        refused.Error.Code.ShouldBe((int)StatusCode.ResourceExhausted);
        refused.Error.Reason.ShouldBe("QUOTA_INTERACTIONS_PER_SECOND");
        refused.Error.Retryable.ShouldBeTrue();
        refused.Error.RetryDelay.ToTimeSpan().TotalSeconds.ShouldBe(1, 0.001);

        // The stream is not read until then.
        await call.RequestStream.WriteAsync(Samples.Batch(3, "ann", "bob"));
        var answer = call.ReadAsync();
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (!answer.IsCompleted)
        {
            _time.Advance(TimeSpan.FromMilliseconds(100));
            await Task.Delay(TimeSpan.FromMilliseconds(5), patience.Token);
        }

        (await answer).AcceptedCount.ShouldBe(2);
    }

    [Fact]
    public async Task RecordInteractions_OfATenantBeyondItsQuota_AreWorkedOnAFewCustomersAtATime()
    {
        const int Customers = 40;
        await using var server = await StartAsync(new() { InteractionsPerSecond = Customers, InteractionsBurst = Customers });
        var gate = new Gate();
        server.Grains.Record = gate.Pass;
        using var call = server.Interactions.RecordInteractions();
        var names = Enumerable.Range(0, Customers).Select(i => $"c{i}").ToArray();

        // Within the quota: all at once.
        await call.RequestStream.WriteAsync(Samples.Batch(1, names));
        await gate.WhenArrivedAsync(Customers);
        gate.Open();
        (await call.ReadAsync()).AcceptedCount.ShouldBe(Customers);

        (await call.SendAsync(Samples.Batch(2, names))).Error.Reason.ShouldBe("QUOTA_INTERACTIONS_PER_SECOND");
        gate = new Gate();
        server.Grains.Record = gate.Pass;
        using var another = server.Interactions.RecordInteractions();
        _time.Advance(TimeSpan.FromSeconds(1));
        await another.RequestStream.WriteAsync(Samples.Batch(1, names));
        await gate.WhenArrivedAsync(BatchRecorder.CustomersPerTurn);

        // The rest waits for these.
        gate.Arrived.ShouldBe(BatchRecorder.CustomersPerTurn);
        gate.Open();
        (await another.ReadAsync()).AcceptedCount.ShouldBe(Customers);
        gate.Arrived.ShouldBe(Customers);
    }

    [Fact]
    public async Task RecordInteraction_BeyondTheRate_HasRetryInfoAndQuotaFailure()
    {
        await using var server = await StartAsync(new() { InteractionsPerSecond = 4, InteractionsBurst = 1 });
        var request = new RecordInteractionRequest { Parent = GatewayServer.Tenant, Interaction = Samples.Purchase("ann", "1") };
        await server.Interactions.RecordInteractionAsync(request);

        var details = await RpcErrorDetails.ThrownByAsync(StatusCode.ResourceExhausted, () => server.Interactions.RecordInteractionAsync(request).ResponseAsync);

        details.Reason.ShouldBe("QUOTA_INTERACTIONS_PER_SECOND");
        details.RetryInfo!.RetryDelay.ToTimeSpan().TotalMilliseconds.ShouldBe(250, 1);
        var failure = details.Status.Details.Single(any => any.Is(QuotaFailure.Descriptor)).Unpack<QuotaFailure>();
        failure.Violations.Single().Subject.ShouldBe("tenants/acme");
        failure.Violations.Single().Description.ShouldContain("4 interactions per second");
    }

    [Fact]
    public async Task RecordInteractions_MonthIsUsedUp_IsRefusedUntilTheNext()
    {
        await using var server = await StartAsync(new() { InteractionsPerMonth = 2 });
        using var call = server.Interactions.RecordInteractions();

        // What is stored is read in the background, from the first batch on.
        var check = Samples.Batch(0, "ann");
        check.ValidateOnly = true;
        await call.SendAsync(check);
        await server.Services.GetRequiredService<QuotaGuard>().Of(TenantId.Parse("acme")).Month.Reading;
        (await call.SendAsync(Samples.Batch(1, "ann", "bob"))).AcceptedCount.ShouldBe(2);

        var refused = await call.SendAsync(Samples.Batch(2, "cleo"));

        refused.Error.Reason.ShouldBe("QUOTA_INTERACTIONS_PER_MONTH");
        refused.Error.Retryable.ShouldBeFalse();
        refused.Error.RetryDelay.ToTimeSpan().ShouldBeInRange(TimeSpan.Zero, TimeSpan.FromDays(31));
    }

    [Fact]
    public async Task RecordInteractions_TooManyStreams_IsRefusedUntilOneEnds()
    {
        await using var server = await StartAsync(new() { Streams = 1 });
        using var first = server.Interactions.RecordInteractions();
        await first.SendAsync(Samples.Batch(1, "ann"));

        using var second = server.Interactions.RecordInteractions();
        await second.RequestStream.WriteAsync(Samples.Batch(1, "bob"));
        (await RpcErrorDetails.ThrownByAsync(StatusCode.ResourceExhausted, () => second.ResponseStream.MoveNext(default))).Reason.ShouldBe("QUOTA_STREAMS");
        (await server.Tenants.GetTenantUsageAsync(new() { Name = GatewayServer.Tenant })).OpenStreamsCount.ShouldBe(1);

        await first.RequestStream.CompleteAsync();
        (await first.ResponseStream.MoveNext(default)).ShouldBeFalse();
        using var third = server.Interactions.RecordInteractions();
        (await third.SendAsync(Samples.Batch(1, "bob"))).AcceptedCount.ShouldBe(1);
    }

    [Fact]
    public async Task Calls_BeyondTheCost_AreRefusedBeforeTheyAreRead()
    {
        await using var server = await StartAsync(new() { QueryCostPerSecond = 1, QueryCostBurst = 2 });
        var key = TestKeys.Header(await TestKeys.AddAsync(server, "acme", AccessRoles.TenantAdmin));
        await server.Access.WhoAmIAsync(new(), key);
        await server.Access.WhoAmIAsync(new(), key);

        // Even nonsense is refused for its cost: it was not looked at.
        var details = await RpcErrorDetails.ThrownByAsync(StatusCode.ResourceExhausted, () => server.Tenants.GetTenantAsync(new() { Name = "nonsense" }, key).ResponseAsync);
        details.Reason.ShouldBe("QUOTA_QUERY_COST");
        details.RetryInfo!.RetryDelay.ToTimeSpan().TotalSeconds.ShouldBe(1, 0.001);

        // What platform admins ask costs the tenant nothing.
        await server.Tenants.GetTenantUsageAsync(new() { Name = GatewayServer.Tenant });
        _time.Advance(TimeSpan.FromSeconds(1.001));
        await server.Access.WhoAmIAsync(new(), key);
    }

    [Fact]
    public async Task CreateSegment_BeyondTheQuota_IsRefused()
    {
        await using var server = await StartAsync(new() { Definitions = 1 });
        server.Ports.Definitions["acme"] = new(new(1), 1, InteractionGenerator.Settings with { Segments = [new("big", string.Empty, "orders >= 2")] }) { Quotas = new() { Definitions = 1 } };

        var details = await RpcErrorDetails.ThrownByAsync(
            StatusCode.ResourceExhausted,
            () => new SegmentService.SegmentServiceClient(server.Channel).CreateSegmentAsync(
                new() { Parent = GatewayServer.Tenant, SegmentId = "more", Segment = new() { Filter = "orders >= 3" } }).ResponseAsync);

        details.Reason.ShouldBe("QUOTA_DEFINITIONS");
        details.RetryInfo.ShouldBeNull();
    }

    [Fact]
    public async Task UpdateTenantQuota_SomeFields_ChangesThoseAndZeroIsTheDefault()
    {
        await using var server = await StartAsync(TenantQuotas.Default);
        await server.Tenants.CreateTenantAsync(new() { TenantId = "acme", Tenant = new() });

        var quota = await server.Tenants.UpdateTenantQuotaAsync(new() { Quota = new() { Name = GatewayServer.Tenant, InteractionsPerSecond = 7, Customers = 9 }, UpdateMask = Mask("interactions_per_second") });

        quota.InteractionsPerSecond.ShouldBe(7);
        quota.InteractionsBurst.ShouldBe(14);
        quota.Customers.ShouldBe(10_000_000);
        (await server.Tenants.GetTenantQuotaAsync(new() { Name = GatewayServer.Tenant })).ShouldBe(quota);
        (await server.Tenants.UpdateTenantQuotaAsync(new() { Quota = new() { Name = GatewayServer.Tenant }, UpdateMask = Mask("*") })).InteractionsPerSecond.ShouldBe(50_000);

        var details = await RpcErrorDetails.ThrownByAsync(
            StatusCode.InvalidArgument,
            () => server.Tenants.UpdateTenantQuotaAsync(new() { Quota = new() { Name = GatewayServer.Tenant, Streams = -1 }, UpdateMask = Mask("streams") }).ResponseAsync);
        details.Field.ShouldBe("quota.streams");
    }

    [Fact]
    public async Task UpdateTenantQuota_StaleEtag_IsAborted()
    {
        await using var server = await StartAsync(TenantQuotas.Default);
        await server.Tenants.CreateTenantAsync(new() { TenantId = "acme", Tenant = new() });
        var first = await server.Tenants.GetTenantQuotaAsync(new() { Name = GatewayServer.Tenant });
        var second = await SetAsync("customers", new() { Name = GatewayServer.Tenant, Customers = 9, Etag = first.Etag });
        second.Etag.ShouldNotBe(first.Etag);

        var details = await RpcErrorDetails.ThrownByAsync(StatusCode.Aborted, () => SetAsync("streams", new() { Name = GatewayServer.Tenant, Streams = 4, Etag = first.Etag }));

        (details.Reason, details.Field).ShouldBe(("ETAG_MISMATCH", "quota.etag"));
        (await SetAsync("streams", new() { Name = GatewayServer.Tenant, Streams = 4, Etag = second.Etag })).Customers.ShouldBe(9);

        async Task<TenantQuota> SetAsync(string path, TenantQuota quota) => await server.Tenants.UpdateTenantQuotaAsync(new() { Quota = quota, UpdateMask = Mask(path) });
    }

    [Fact]
    public async Task UpdateTenantQuota_ChangedMeanwhile_KeepsWhatBothChanged()
    {
        await using var server = await StartAsync(TenantQuotas.Default);
        await server.Tenants.CreateTenantAsync(new() { TenantId = "acme", Tenant = new() });
        var grain = server.Grains.Tenant("acme");
        grain.BeforeWrite = () =>
        {
            grain.BeforeWrite = null;
            grain.Document = grain.Document! with { QuotasJson = GrainJson.Write(new TenantQuotas { Customers = 9 }) };
        };

        var quota = await server.Tenants.UpdateTenantQuotaAsync(new() { Quota = new() { Name = GatewayServer.Tenant, Streams = 4 }, UpdateMask = Mask("streams") });

        (quota.Customers, quota.Streams).ShouldBe((9, 4));
    }

    [Theory]
    [InlineData(29, false)]
    [InlineData(30, true)]
    public async Task ExportScorecard_CostsWhatItReads(int burst, bool isAllowed)
    {
        // 10, and 10 for the series of each of two indicators.
        await using var server = await StartAsync(new() { QueryCostPerSecond = 1, QueryCostBurst = burst });
        var indicators = (string[])["orders", "revenue", "orders"];
        var card = server.Grains.Scorecard("acme/main");
        card.Values = Results.Of(50);
        card.Document = new(
            GrainJson.Write(new Domain.Scorecards.ScorecardDefinition
            {
                Perspectives = [new() { Id = "p", Objectives = [new() { Id = "o", Indicators = [.. indicators.Select((indicator, i) => new Domain.Scorecards.ScorecardIndicatorDefinition { Id = $"i{i}", Indicator = indicator, Baseline = 0, Target = 100, Deadline = "2026-12-31" })] }] }],
            }),
            1,
            "etag",
            0,
            10_000_000);
        var key = TestKeys.Header(await TestKeys.AddAsync(server, "acme", AccessRoles.Viewer));
        using var call = server.Scorecards.ExportScorecard(new() { Name = $"{GatewayServer.Tenant}/scorecards/main", Format = ExportFormat.Csv }, key);

        // What comes of the fake values is of no matter here; that they are read is.
        var refusal = await Record.ExceptionAsync(() => call.ResponseStream.MoveNext(default));
        (refusal is RpcException { StatusCode: StatusCode.ResourceExhausted }).ShouldBe(!isAllowed, refusal?.ToString());
        (server.Grains.Measures.Queries.Count > 0).ShouldBe(isAllowed);
    }

    [Fact]
    public async Task Trim_ATenantThatIsDeleted_IsKeptNoMore()
    {
        await using var server = await StartAsync(new() { Streams = 1 });
        var quotas = server.Services.GetRequiredService<QuotaGuard>();
        var acme = quotas.Of(TenantId.Parse("acme"));
        server.Ports.Tenants.Add(new(new(1), TenantId.Parse("acme")));
        var gone = quotas.EnterStream(TenantId.Parse("gone"), server.Ports.Definitions["acme"]);

        await quotas.TrimAsync(server.Services.GetRequiredService<ITenantRegistry>(), default);

        quotas.Tenants.ShouldBe(1);
        quotas.Of(TenantId.Parse("acme")).ShouldBeSameAs(acme);
        gone.Dispose();
    }

    [Fact]
    public async Task JournalScan_Ended_KeepsNothingOfTheTenant()
    {
        await using var server = await StartAsync(TenantQuotas.Default);
        var scan = server.Services.GetRequiredService<JournalScan>();
        server.Ports.Definitions["other"] = new(new(2), 1, InteractionGenerator.Settings);

        await Task.WhenAll(Enumerable.Range(0, 6).Select(i => scan.RunAsync(
            server.Ports.Definitions[i % 2 == 0 ? "acme" : "other"], null, (_, _) => scan.Tenants.ShouldBeInRange(1, 2), default)));

        scan.Tenants.ShouldBe(0);
    }

    private static FieldMask Mask(params string[] paths) => new() { Paths = { paths } };

    private async Task<GatewayServer> StartAsync(TenantQuotas quotas)
    {
        var server = await GatewayServer.StartAsync(time: _time);
        server.Ports.Definitions["acme"] = new(new(1), 1, InteractionGenerator.Settings) { Quotas = quotas };
        return server;
    }
}
