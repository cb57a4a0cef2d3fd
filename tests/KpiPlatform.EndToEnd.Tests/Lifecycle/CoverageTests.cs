using System.Globalization;
using Grpc.Core;
using KpiPlatform.EndToEnd.Tests.Support;
using KpiPlatform.Host.Hosting;
using KpiPlatform.Protocol.V1;
using Microsoft.Extensions.DependencyInjection;

namespace KpiPlatform.EndToEnd.Tests.Lifecycle;

[Collection(SharedHostsCollection.Name)]
public sealed class CoverageTests(SharedHosts hosts)
{
    [SkippableTheory]
    [MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task DeleteFacts_BeforeADay_LeavesWhatCameSinceAndShowsWhereItStarts(DatabaseKind kind)
    {
        var tenant = await hosts.TenantAsync(kind);
        var scorecard = $"{tenant.Name}/scorecards/kept";
        await tenant.Client.Scorecards.UpdateScorecardAsync(new UpdateScorecardRequest { AllowMissing = true, Scorecard = Scorecards.Of(scorecard, "orders") });
        var old = Make.Purchase("ann", "2025-01-15", 40, id: "a-1");
        await tenant.RecordAsync(old, Make.Purchase("ann", "2025-03-10", 10), Make.Purchase("bob", "2025-02-02", 20));
        await tenant.Client.Scorecards.ClosePeriodAsync(new ClosePeriodRequest { Name = scorecard, Period = "2025-01", ClosedBy = "Kim" });

        var deleted = await DeleteAsync(tenant, "2025-03-01");

        deleted.ShouldBe(new DeleteFactsResponse { CoverageStartDate = "2025-03-01", DeletedCount = 2, CustomersCount = 2 });
        (await tenant.Client.Tenants.GetTenantAsync(new GetTenantRequest { Name = tenant.Name })).CoverageStartDate.ShouldBe("2025-03-01");
        await Eventually.HoldsAsync(async () => await tenant.TotalsAsync() == (1, 10));
        (await VerifyAsync(tenant)).DifferencesCount.ShouldBe(0);
        var months = await tenant.SeriesAsync("orders", Granularity.Month, "2025-02-01", "2025-04-01");
        months.Select(month => (month.Value, month.BeforeCoverage)).ShouldBe([(0d, true), (1d, false)]);
        (await tenant.Client.Interactions.ListInteractionsAsync(new ListInteractionsRequest { Parent = tenant.Name })).Interactions.Count.ShouldBe(1);
        var card = await tenant.Client.Scorecards.GetScorecardAsync(new GetScorecardRequest { Name = scorecard, Period = "2025-01", Token = tenant.Token });
        var kept = card.Perspectives[0].Objectives[0].Indicators[0].Value;
        (kept.Value, kept.Late, kept.BeforeCoverage).ShouldBe((1, false, false));
        var open = await tenant.Client.Scorecards.GetScorecardAsync(new GetScorecardRequest { Name = scorecard, Period = "2025-Q1", Token = tenant.Token });
        open.Perspectives[0].Objectives[0].Indicators[0].Value.BeforeCoverage.ShouldBeTrue();

        // Late: neither counted nor kept.
        (await tenant.RecordAsync(old)).Rejected.Single().Reason.ShouldBe("BEFORE_COVERAGE");
        (await tenant.Client.Interactions.ListRejectedInteractionsAsync(new ListRejectedInteractionsRequest { Parent = tenant.Name })).Rejections.ShouldBeEmpty();
        (await tenant.TotalsAsync()).ShouldBe((1, 10));

        // It only ever moves on, and counting anew goes over what is left.
        (await DeleteAsync(tenant, "2025-02-01")).ShouldBe(new DeleteFactsResponse { CoverageStartDate = "2025-03-01" });
        await tenant.Client.Tenants.RecountTenantAsync(new RecountTenantRequest { Name = tenant.Name });
        await tenant.CountedAsync(_ => true);
        (await tenant.TotalsAsync()).ShouldBe((1, 10));
    }

    [SkippableTheory]
    [MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task DeleteFacts_ADayThatIsNoneOrToCome_IsRefused(DatabaseKind kind)
    {
        var tenant = await hosts.TenantAsync(kind);
        foreach (var date in (string[])["", "yesterday", "2999-01-01"])
        {
            var error = await Should.ThrowAsync<RpcException>(() => DeleteAsync(tenant, date));
            error.StatusCode.ShouldBe(StatusCode.InvalidArgument, date);
        }
    }

    [SkippableTheory]
    [MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task DeleteFacts_OfAnErasedPerson_TakesThemOutOfTotals(DatabaseKind kind)
    {
        var tenant = await hosts.TenantAsync(kind);
        var old = Make.Purchase("ann", "2025-01-15", 40, id: "a-1");
        await tenant.RecordAsync(old, Make.Purchase("ann", "2025-03-10", 10), Make.Purchase("bob", "2025-03-11", 20));
        await tenant.Client.Customers.EraseCustomerAsync(new EraseCustomerRequest { Name = tenant.Customer("ann") });

        (await DeleteAsync(tenant, "2025-03-01")).ShouldBe(new DeleteFactsResponse { CoverageStartDate = "2025-03-01", DeletedCount = 1, CustomersCount = 1 });

        await Eventually.HoldsAsync(async () => await tenant.TotalsAsync() == (2, 30));
        (await VerifyAsync(tenant)).DifferencesCount.ShouldBe(0);
        (await tenant.RecordAsync(old)).AcceptedCount.ShouldBe(0);
    }

    [SkippableTheory]
    [MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task FactsRetention_OnceADay_MovesTheStartOn(DatabaseKind kind)
    {
        const int Days = 100;
        var tenant = await hosts.TenantAsync(kind, settings => settings.FactsRetentionDays = Days);
        var today = TimeProvider.System.GetUtcNow();
        string Ago(int days) => today.AddDays(-days).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        await tenant.RecordAsync(Make.Purchase("ann", Ago(Days + 30), 40), Make.Purchase("ann", Ago(Days - 30), 10), Make.Purchase("bob", Ago(Days + 30), 20));
        var sweep = ActivatorUtilities.CreateInstance<RetentionSweep>((await hosts.HostAsync(kind)).Services);

        (await sweep.SweepAsync(CancellationToken.None)).ShouldBeGreaterThanOrEqualTo(2);

        var shown = await tenant.Client.Tenants.GetTenantAsync(new GetTenantRequest { Name = tenant.Name });
        shown.FactsRetentionDays.ShouldBe(Days);
        new[] { Ago(Days + 1), Ago(Days), Ago(Days - 1) }.ShouldContain(shown.CoverageStartDate);
        await Eventually.HoldsAsync(async () => await tenant.TotalsAsync() == (1, 10));
        (await VerifyAsync(tenant)).DifferencesCount.ShouldBe(0);
    }

    private static async Task<DeleteFactsResponse> DeleteAsync(TestTenant tenant, string date) =>
        await tenant.Client.Tenants.DeleteFactsAsync(new DeleteFactsRequest { Name = tenant.Name, StartDate = date });

    private static async Task<VerifyTenantResponse> VerifyAsync(TestTenant tenant) =>
        await tenant.Client.Tenants.VerifyTenantAsync(new VerifyTenantRequest { Name = tenant.Name });
}
