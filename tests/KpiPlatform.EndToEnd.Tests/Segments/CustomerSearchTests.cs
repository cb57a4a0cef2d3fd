using Grpc.Core;
using KpiPlatform.EndToEnd.Tests.Support;
using KpiPlatform.Protocol.V1;

namespace KpiPlatform.EndToEnd.Tests.Segments;

/// <summary>Customers found and ordered by what no index knows, and the customers behind a value.</summary>
[Collection(SharedHostsCollection.Name)]
public class CustomerSearchTests(SharedHosts hosts)
{
    [SkippableTheory]
    [MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task ListCustomers_ByIndicatorsPerformanceAndAttributes_OrdersAndPages(DatabaseKind kind)
    {
        var tenant = await FillAsync(kind);
        (await IdsAsync(tenant, orderBy: "indicator:revenue desc", period: "2025-03")).ShouldBe(["cid", "ann", "bob", "dan"]);
        (await IdsAsync(tenant, orderBy: "revenue desc")).ShouldBe(["ann", "cid", "bob", "dan"]);
        (await IdsAsync(tenant, filter: "indicator:revenue >= 10 AND indicator:orders < 3", orderBy: "indicator:revenue", period: "2025-03")).ShouldBe(["ann", "cid"]);
        (await IdsAsync(tenant, filter: "attribute:plan = \"gold\" OR attribute:seats > 5")).ShouldBe(["ann", "bob"]);
        (await IdsAsync(tenant, filter: "NOT attribute:plan PRESENT AND orders >= 1")).ShouldBe(["cid", "dan"]);
        (await IdsAsync(tenant, filter: "attribute:renewal < \"2025-06-01\"")).ShouldBe(["bob"]);
        (await IdsAsync(tenant, filter: "rfm.frequency >= 2")).ShouldBe(["ann"]);
        (await IdsAsync(tenant, filter: "csat PRESENT", orderBy: "performance desc")).ShouldBe(["cid", "dan"]);

        var list = await tenant.Client.Customers.ListCustomersAsync(new() { Parent = tenant.Name, IndicatorPeriod = "2025-03", Indicators = { "orders" }, OrderBy = "indicator:revenue desc", Token = tenant.Token });
        list.ExaminedCount.ShouldBe(4);
        list.Customers[0].PeriodIndicators.Select(value => (value.Indicator, value.Value)).ShouldBe([("orders", 1), ("revenue", 30)]);

        (await Details.ThrownByAsync(StatusCode.InvalidArgument, () => IdsAsync(tenant, orderBy: "no_such"))).Field.ShouldBe("order_by");
        (await Details.ThrownByAsync(StatusCode.InvalidArgument, () => IdsAsync(tenant, orderBy: "indicator:revenue", period: "never"))).Field.ShouldBe("indicator_period");
    }

    [SkippableTheory]
    [MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task ListContributors_PageByPage_AddUpToTheValue(DatabaseKind kind)
    {
        var tenant = await FillAsync(kind);
        var (value, all) = await ContributorsAsync(tenant, new() { Indicator = "average_purchase_value", Period = "2025-03" });
        (value.Numerator, value.Denominator).ShouldBe((50, 4));
        all.Select(one => (one.CustomerId, one.Numerator, one.Denominator)).ShouldBe([("cid", 30, 1), ("ann", 15, 1), ("bob", 4, 1), ("dan", 1, 1)]);
        all.Sum(one => one.Contribution).ShouldBe(value.Value, 1e-9);
        all[0].Share.ShouldBe(60);

        (await ContributorsAsync(tenant, new() { Indicator = "csat", Period = "2025-03", Part = ContributorPart.DenominatorOnly })).All.Select(one => one.CustomerId).ShouldBe(["dan"]);
        (await ContributorsAsync(tenant, new() { Indicator = "csat", Period = "2025-03", Part = ContributorPart.Numerator })).All.Select(one => one.CustomerId).ShouldBe(["cid"]);
        var observed = await tenant.Client.Analysis.ListContributorsAsync(new() { Parent = tenant.Name, Indicator = "study_duration", Period = "2025-03" });
        (observed.Contributors.Count, observed.EmptyReason).ShouldBe((0, "NOT_OBSERVED"));
        (await Details.ThrownByAsync(StatusCode.InvalidArgument, async () => await tenant.Client.Analysis.ListContributorsAsync(new() { Parent = tenant.Name, Indicator = "no_such", Period = "2025-03" }))).Field.ShouldBe("indicator");
    }

    private async Task<TestTenant> FillAsync(DatabaseKind kind)
    {
        var tenant = await hosts.TenantAsync(kind);
        await tenant.RecordAsync(
            Make.Purchase("ann", "2025-02-01", 40), Make.Purchase("ann", "2025-03-01", 15), Make.Purchase("bob", "2025-03-01", 4), Make.Purchase("cid", "2025-03-02", 30), Make.Purchase("dan", "2025-03-03", 1),
            Make.Answer("cid", "2025-03-04", "csat", 5), Make.Answer("dan", "2025-03-04", "csat", 1),
            Attributes("ann", ("plan", "gold"), ("seats", "3")), Attributes("bob", ("plan", "free"), ("seats", "10"), ("renewal", "2025-05-01")));
        return tenant;
    }

    private static Interaction Attributes(string customer, params (string Key, string Value)[] attributes)
    {
        var interaction = Make.At(customer, "2025-03-10");
        interaction.ProfileUpdated = new ProfileUpdated();
        foreach (var (key, value) in attributes)
            interaction.ProfileUpdated.Attributes.Add(key, value);
        return interaction;
    }

    private static async Task<List<string>> IdsAsync(TestTenant tenant, string filter = "", string orderBy = "", string period = "")
    {
        var request = new ListCustomersRequest { Parent = tenant.Name, Filter = filter, OrderBy = orderBy, IndicatorPeriod = period, PageSize = 2, Token = tenant.Token };
        var ids = new List<string>();
        do
        {
            var page = await tenant.Client.Customers.ListCustomersAsync(request);
            ids.AddRange(page.Customers.Select(customer => customer.CustomerId));
            request.PageToken = page.NextPageToken;
        }
        while (request.PageToken.Length > 0);
        return ids;
    }

    private static async Task<(IndicatorValue Value, List<Contributor> All)> ContributorsAsync(TestTenant tenant, ListContributorsRequest request)
    {
        (request.Parent, request.PageSize) = (tenant.Name, 2);
        var all = new List<Contributor>();
        ListContributorsResponse page;
        do
        {
            page = await tenant.Client.Analysis.ListContributorsAsync(request);
            all.AddRange(page.Contributors);
            request.PageToken = page.NextPageToken;
        }
        while (request.PageToken.Length > 0);
        ((long)all.Count).ShouldBe(page.ContributorCount);
        return (page.Value, all);
    }
}
