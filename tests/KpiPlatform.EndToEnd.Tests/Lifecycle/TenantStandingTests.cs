using System.Text;
using System.Text.Json;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using KpiPlatform.EndToEnd.Tests.Support;
using KpiPlatform.Domain.Tenants;
using KpiPlatform.Grains.Abstractions.Tenants;
using KpiPlatform.Grains.Embedded;
using KpiPlatform.Host.Hosting;
using KpiPlatform.Protocol.V1;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace KpiPlatform.EndToEnd.Tests.Lifecycle;

[Collection(SharedHostsCollection.Name)]
public sealed class TenantStandingTests(SharedHosts hosts)
{
    [SkippableTheory]
    [MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task SuspendTenant_ThenResume_RefusesRecordingWithTheReasonAndLosesNothing(DatabaseKind kind)
    {
        var tenant = await hosts.TenantAsync(kind);
        await tenant.RecordAllAsync([Make.Purchase("joe", "2025-01-11", 20)]);
        var suspended = await tenant.Client.Tenants.SuspendTenantAsync(new SuspendTenantRequest { Name = tenant.Name, Reason = "unpaid since March" });
        suspended.State.ShouldBe(TenantState.Suspended);

        var refused = await tenant.RecordAsync(Make.Purchase("joe", "2025-01-12", 5));
        refused.Error.Reason.ShouldBe("TENANT_SUSPENDED");
        refused.Error.Message.ShouldContain("unpaid since March");
        refused.Error.Retryable.ShouldBeFalse();
        var error = await Should.ThrowAsync<RpcException>(async () =>
            await tenant.Client.Interactions.RecordInteractionAsync(new RecordInteractionRequest { Parent = tenant.Name, Interaction = Make.Purchase("joe", "2025-01-12", 5) }));
        error.StatusCode.ShouldBe(StatusCode.FailedPrecondition);

        var resumed = await tenant.Client.Tenants.ResumeTenantAsync(new ResumeTenantRequest { Name = tenant.Name });
        resumed.State.ShouldBe(TenantState.Active);
        await tenant.RecordAllAsync([Make.Purchase("joe", "2025-01-13", 7)]);
        (await tenant.TotalsAsync()).ShouldBe((2, 27));
    }

    [SkippableTheory]
    [MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task UpdateTenantQuota_OfCustomers_IsInForceWithoutARestartAndKeepsThoseThatThereAre(DatabaseKind kind)
    {
        var tenant = await hosts.TenantAsync(kind);
        await tenant.RecordAllAsync([Make.Purchase("joe", "2025-01-11", 20)]);
        await SetCustomersAsync(1);

        // About how many there are is counted in the background.
        var refused = await UntilAsync(answer => answer.Error is not null);
        refused.Error.Code.ShouldBe((int)StatusCode.ResourceExhausted);
        refused.Error.Reason.ShouldBe("QUOTA_CUSTOMERS");
        refused.Error.Retryable.ShouldBeFalse();
        var alone = await Should.ThrowAsync<RpcException>(async () =>
            await tenant.Client.Interactions.RecordInteractionAsync(new RecordInteractionRequest { Parent = tenant.Name, Interaction = Make.Purchase("stranger", "2025-01-12", 5) }));
        alone.StatusCode.ShouldBe(StatusCode.ResourceExhausted);
        (await tenant.RecordAsync(Make.Purchase("joe", "2025-01-13", 7))).AcceptedCount.ShouldBe(1);
        (await tenant.Client.Tenants.GetTenantUsageAsync(new GetTenantUsageRequest { Name = tenant.Name })).Quota.Customers.ShouldBe(1);

        await SetCustomersAsync(0);
        (await UntilAsync(answer => answer.Error is null)).AcceptedCount.ShouldBe(1);

        async Task SetCustomersAsync(long customers) => await tenant.Client.Tenants.UpdateTenantQuotaAsync(new UpdateTenantQuotaRequest
        {
            Quota = new TenantQuota { Name = tenant.Name, Customers = customers },
            UpdateMask = FieldMask.FromString("customers"),
        });

        async Task<RecordInteractionsResponse> UntilAsync(Func<RecordInteractionsResponse, bool> condition)
        {
            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
            while (true)
            {
                var answer = await tenant.RecordAsync(Make.Purchase($"new-{Guid.NewGuid():N}", "2025-01-12", 5));
                if (condition(answer))
                    return answer;
                await Task.Delay(TimeSpan.FromMilliseconds(50), patience.Token);
            }
        }
    }

    [SkippableTheory]
    [MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task ExportTenant_WithHistory_HasEverything(DatabaseKind kind)
    {
        var tenant = await hosts.TenantAsync(kind);
        await PlantAsync(tenant);
        (await tenant.RecordAsync(Refused("jim"))).Rejected.Count.ShouldBe(1);

        // What was rejected just now is in it.
        var lines = (await ExportAsync(tenant)).Split('\n', StringSplitOptions.RemoveEmptyEntries);

        var kinds = lines.Select(line => JsonDocument.Parse(line).RootElement.EnumerateObject().First().Name).ToList();
        kinds.Count(name => name == "interaction").ShouldBe(204);
        kinds.Count(name => name == "rejection").ShouldBe(2);
        kinds.Count(name => name == "document").ShouldBeGreaterThanOrEqualTo(2);
        lines[^1].ShouldBe($$"""{"end":{{lines.Length - 1}}}""");
        var usage = await tenant.Client.Tenants.GetTenantUsageAsync(new GetTenantUsageRequest { Name = tenant.Name });
        usage.CustomersCount.ShouldBe(3);
        usage.ErasedCustomersCount.ShouldBe(1);
        usage.ScorecardsCount.ShouldBe(1);
    }

    [SkippableTheory]
    [MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task DeleteTenant_AfterTheGrace_NothingIsLeftInAnyTable(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind);
        var time = new ShiftedTime();
        await using var host = await TestHost.StartAsync(database.Setting, builder => builder.Services.AddSingleton<TimeProvider>(time));
        var doomed = await TestTenant.CreateAsync(host.Client);
        var other = await TestTenant.CreateAsync(host.Client);
        await PlantAsync(doomed);
        await PlantAsync(other);
        var id = doomed.Name["tenants/".Length..];
        var removal = ActivatorUtilities.CreateInstance<TenantRemoval>(host.Services);
        await host.Client.Tenants.DeleteTenantAsync(new DeleteTenantRequest { Name = doomed.Name, ConfirmTenantId = id, Grace = Duration.FromTimeSpan(TimeSpan.FromMinutes(1)) });
        (await removal.SweepAsync(CancellationToken.None)).ShouldBe(0);
        (await Tables.DumpAsync(database.Setting)).Where(table => table.Value.Contains(id, StringComparison.Ordinal)).ShouldNotBeEmpty();

        time.Shift = TimeSpan.FromMinutes(2);
        var quick = new TenantRemoval(
            host.Services.GetRequiredService<IGrainFactory>(),
            host.Services.GetRequiredService<ITenantRegistry>(),
            host.Services.GetRequiredService<ITenantDefinitions>(),
            host.Services.GetRequiredService<ITenantData>(),
            time,
            host.Services.GetRequiredService<ILogger<TenantRemoval>>()) { Settling = TimeSpan.Zero };
        (await quick.SweepAsync(CancellationToken.None)).ShouldBe(1);

        var number = await Tables.NumberOfAsync(database.Setting, id);
        foreach (var (table, rows) in await Tables.DumpAsync(database.Setting))
        {
            if (table == "tenant")
                continue;
            rows.ShouldNotContain(id, Case.Sensitive, table);
            (await Tables.CountOfTenantAsync(database.Setting, table, number)).ShouldBe(0, table);
        }

        Should.Throw<RpcException>(() => host.Client.Tenants.GetTenant(new GetTenantRequest { Name = doomed.Name })).StatusCode.ShouldBe(StatusCode.NotFound);
        var again = Should.Throw<RpcException>(() => host.Client.Tenants.CreateTenant(new CreateTenantRequest { TenantId = id }));
        Details.ReasonOf(again).ShouldBe("TENANT_ID_RETIRED");

        // The neighbour stands as it stood.
        (await other.TotalsAsync()).Orders.ShouldBe(203);
        (await host.Client.Tenants.VerifyTenantAsync(new VerifyTenantRequest { Name = other.Name })).DifferencesCount.ShouldBe(0);
    }

    [SkippableTheory]
    [MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task DeleteTenant_NotConfirmedOrTooSoon_IsRefused(DatabaseKind kind)
    {
        var tenant = await hosts.TenantAsync(kind);
        var id = tenant.Name["tenants/".Length..];
        foreach (var (request, field) in ((DeleteTenantRequest, string)[])
            [(new() { Name = tenant.Name, ConfirmTenantId = "other" }, "confirm_tenant_id"), (new() { Name = tenant.Name, ConfirmTenantId = id, Grace = Duration.FromTimeSpan(TimeSpan.FromSeconds(1)) }, "grace")])
        {
            var error = Should.Throw<RpcException>(() => tenant.Client.Tenants.DeleteTenant(request));
            error.StatusCode.ShouldBe(StatusCode.InvalidArgument);
            error.Status.Detail.ShouldNotBeEmpty();
            Details.FieldOf(error).ShouldBe(field);
        }

        (await tenant.Client.Tenants.DeleteTenantAsync(new DeleteTenantRequest { Name = tenant.Name, ConfirmTenantId = id })).State.ShouldBe(TenantState.Deleting);
        (await tenant.Client.Tenants.ResumeTenantAsync(new ResumeTenantRequest { Name = tenant.Name })).DeleteTime.ShouldBeNull();
    }

    /// <summary>Something in every table that there is: 204 interactions, a rejection, a snapshot, an erased customer, a scorecard with a comment.</summary>
    private static async Task PlantAsync(TestTenant tenant)
    {
        var mention = Make.Answer("jane", "2025-02-01", "nps", 9);
        mention.SurveyAnswered.Comment = "planted";
        await tenant.RecordAllAsync([mention, Make.Purchase("jane", "2025-01-10", 50), Make.Purchase("gone", "2025-01-11", 20), .. Enumerable.Range(0, 201).Select(i => Make.Purchase("joe", "2025-01-12", 1))]);
        await tenant.RecordAsync(Refused("jane"));
        await tenant.Client.Customers.EraseCustomerAsync(new EraseCustomerRequest { Name = tenant.Customer("gone") });
        await tenant.Client.Scorecards.CreateScorecardAsync(new CreateScorecardRequest { Parent = tenant.Name, ScorecardId = "main", Template = "crm" });
        await tenant.TotalsAsync();
    }

    private static Interaction Refused(string customer)
    {
        var refused = Make.Purchase(customer, "2025-01-12", 5);
        refused.Purchase.Amount.CurrencyCode = "XXX";
        return refused;
    }

    private static async Task<string> ExportAsync(TestTenant tenant)
    {
        using var call = tenant.Client.Tenants.ExportTenant(new ExportTenantRequest { Name = tenant.Name });
        var bytes = new MemoryStream();
        while (await call.ResponseStream.MoveNext(CancellationToken.None))
            call.ResponseStream.Current.JsonLines.WriteTo(bytes);
        return Encoding.UTF8.GetString(bytes.ToArray());
    }

    private sealed class ShiftedTime : TimeProvider
    {
        public TimeSpan Shift { get; set; }

        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + Shift;
    }
}
