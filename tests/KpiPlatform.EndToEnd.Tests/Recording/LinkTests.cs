using Grpc.Core;
using KpiPlatform.EndToEnd.Tests.Support;
using KpiPlatform.Protocol.V1;

namespace KpiPlatform.EndToEnd.Tests.Recording;

/// <summary>Customers that turn out to be the same, and do not after all.</summary>
[Collection(SharedHostsCollection.Name)]
public class LinkTests(SharedHosts hosts)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [SkippableTheory]
    [MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task Link_OfTwoWhoBoughtOnceEach_MakesOneWhoBoughtTwice_AndAnUnlinkUndoesIt(DatabaseKind kind)
    {
        var tenant = await hosts.TenantAsync(kind);
        await tenant.RecordAsync(Make.Purchase("ann", "2025-03-01", 40, id: "p1"), Make.Purchase("anna", "2025-03-02", 2, id: "p2"));

        // 0 of 2 buyers bought twice.
        (await RateAsync(tenant)).ShouldBe(0);
        var before = await LastRecordTimeAsync(tenant);
        await AcceptAsync(tenant, Link("anna", "ann", "l1"));

        // 1 of 1 buyer bought twice; what was known before stays what it was.
        (await RateAsync(tenant)).ShouldBe(100);
        foreach (var granularity in new[] { Granularity.Quarter, Granularity.Custom })
            (await tenant.SeriesAsync("repeat_customer_rate", granularity, "2025-01-01", "2025-04-01", before))[0].Value.ShouldBe(0);
        (await tenant.SeriesAsync("repeat_customer_rate", Granularity.Custom, "2025-01-01", "2025-04-01"))[0].Value.ShouldBe(100);

        var folded = await tenant.GetCustomerAsync("anna");
        (folded.CustomerId, folded.Name, folded.Survivor).ShouldBe(("ann", tenant.Customer("ann"), tenant.Customer("ann")));
        var survivor = await tenant.GetCustomerAsync("ann");
        survivor.Survivor.ShouldBeEmpty();
        survivor.FoldedCustomers.ShouldBe([tenant.Customer("anna")]);
        survivor.Indicators.Single(value => value.Indicator == "orders").Value.ShouldBe(2);
        (await ListAsync(tenant)).ShouldBe(["ann"]);
        var interactions = await tenant.Client.Interactions.ListInteractionsAsync(new ListInteractionsRequest { Parent = tenant.Customer("anna"), Token = tenant.Token });
        interactions.Survivor.ShouldBe(tenant.Customer("ann"));
        interactions.Interactions.Select(row => (row.Interaction.Customer, row.Interaction.Id)).ShouldBe([("ann", "p1"), ("anna", "p2"), ("anna", "l1")]);

        // What was sent before is known afterwards, and what is sent now counts as the survivor's.
        (await tenant.RecordAsync(Make.Purchase("anna", "2025-03-02", 2, id: "p2"))).DuplicateCount.ShouldBe(1);
        await AcceptAsync(tenant, Make.Purchase("anna", "2025-03-03", 8, id: "p3"));
        (await tenant.GetCustomerAsync("ann")).Indicators.Single(value => value.Indicator == "revenue").Value.ShouldBe(50);

        await AcceptAsync(tenant, Unlink("anna", "ann", "u1"));

        // ann bought once, anna twice: 1 of 2.
        (await RateAsync(tenant)).ShouldBe(50);
        (await ListAsync(tenant)).ShouldBe(["ann", "anna"]);
        (await tenant.GetCustomerAsync("anna")).Survivor.ShouldBeEmpty();
        (await tenant.GetCustomerAsync("ann")).FoldedCustomers.ShouldBeEmpty();
        (await tenant.Client.Interactions.ListInteractionsAsync(new ListInteractionsRequest { Parent = tenant.Customer("ann"), Token = tenant.Token })).Interactions.Count.ShouldBe(1);
        (await tenant.Client.Tenants.VerifyTenantAsync(new VerifyTenantRequest { Name = tenant.Name })).DifferencesCount.ShouldBe(0);
    }

    [SkippableTheory]
    [MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task Link_ToItselfOrInACircle_IsRefusedNamingTheField(DatabaseKind kind)
    {
        var tenant = await hosts.TenantAsync(kind);
        await AcceptAsync(tenant, Link("a", "b", "l1"));
        await AcceptAsync(tenant, Link("b", "c", "l2"));
        var circle = await tenant.RecordAsync(Link("c", "a", "l3"), Link("c", "c", "l4"));
        circle.Rejected.Select(rejected => (rejected.Index, rejected.Reason)).ShouldBe([(0, "LINK_CYCLE"), (1, "SAME_CUSTOMER")]);
        circle.Rejected.ShouldAllBe(rejected => rejected.Field.EndsWith("identity_linked.survivor", StringComparison.Ordinal));

        // Nobody of them was known before; the last of the chain is who there is.
        (await ListAsync(tenant)).ShouldBe(["c"]);
        (await tenant.GetCustomerAsync("a")).CustomerId.ShouldBe("c");
    }

    [SkippableTheory]
    [MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task WatchCustomer_OfAFoldedOne_ShowsTheSurvivor_AndItselfAfterTheUnlink(DatabaseKind kind)
    {
        var tenant = await hosts.TenantAsync(kind);
        await tenant.RecordAsync(Make.Purchase("anna", "2025-03-02", 2), Link("anna", "ann", "l1"));
        using var timeout = new CancellationTokenSource(Patience);
        using var call = tenant.Client.Customers.WatchCustomer(new WatchCustomerRequest { Name = tenant.Customer("anna"), Token = tenant.Token }, cancellationToken: timeout.Token);
        (await NextAsync(call.ResponseStream, timeout.Token)).CustomerId.ShouldBe("ann");

        await AcceptAsync(tenant, Make.Purchase("ann", "2025-03-03", 40));
        var both = await NextAsync(call.ResponseStream, timeout.Token);
        (both.Survivor, both.Indicators.Single(value => value.Indicator == "orders").Value).ShouldBe((tenant.Customer("ann"), 2));

        await AcceptAsync(tenant, Unlink("anna", "ann", "u1"));
        Customer alone;
        do
            alone = await NextAsync(call.ResponseStream, timeout.Token);
        while (alone.CustomerId != "anna");
        (alone.Survivor, alone.Indicators.Single(value => value.Indicator == "orders").Value).ShouldBe((string.Empty, 1));
    }

    [SkippableTheory]
    [MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task EraseCustomer_OfAFoldedOne_ErasesThePersonUnderAllIds_AndTheTotalsStay(DatabaseKind kind)
    {
        var tenant = await hosts.TenantAsync(kind);
        await tenant.RecordAsync(Make.Purchase("ann", "2025-03-01", 40), Make.Purchase("anna", "2025-03-02", 2), Make.Purchase("bob", "2025-03-02", 2), Link("anna", "ann", "l1"));
        var totals = await tenant.TotalsAsync();

        (await tenant.Client.Customers.EraseCustomerAsync(new EraseCustomerRequest { Name = tenant.Customer("anna") })).InteractionsKeptCount.ShouldBe(3);

        foreach (var id in new[] { "ann", "anna" })
            (await Should.ThrowAsync<RpcException>(() => tenant.GetCustomerAsync(id))).StatusCode.ShouldBe(StatusCode.NotFound);
        (await ListAsync(tenant)).ShouldBe(["bob"]);
        (await tenant.TotalsAsync()).ShouldBe(totals);

        // The two of them are one buyer still, of two, who bought twice.
        (await RateAsync(tenant)).ShouldBe(50);
        (await tenant.SeriesAsync("repeat_customer_rate", Granularity.Custom, "2025-01-01", "2025-04-01"))[0].Value.ShouldBe(50);
        (await tenant.Client.Tenants.VerifyTenantAsync(new VerifyTenantRequest { Name = tenant.Name })).DifferencesCount.ShouldBe(0);
    }

    [SkippableTheory]
    [MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task Link_WhileBothAreRecordedOf_LosesNothing(DatabaseKind kind)
    {
        const int Pairs = 20;
        const int Orders = 40;
        var tenant = await hosts.TenantAsync(kind);
        var random = new Random(7);
        Interaction[] interactions =
        [
            .. Enumerable.Range(0, Pairs).SelectMany(pair => Enumerable.Range(0, Orders).Select(order => Make.Purchase($"{(order % 2 == 0 ? "x" : "y")}{pair}", "2025-03-01", 1))),
            .. Enumerable.Range(0, Pairs).Select(pair => Link($"x{pair}", $"y{pair}", $"l{pair}")),
        ];
        random.Shuffle(interactions);

        await Task.WhenAll(interactions.Chunk(100).Select(part => new TestTenant(tenant.Client, tenant.Name).RecordAllAsync(part)));

        await tenant.StreamAsync([Link("x0", "y0", "l0")]);
        (await tenant.TotalsAsync()).ShouldBe((Pairs * Orders, Pairs * Orders));
        (await ListAsync(tenant)).Count.ShouldBe(Pairs);
        for (var pair = 0; pair < Pairs; pair++)
            (await tenant.GetCustomerAsync($"x{pair}")).Indicators.Single(value => value.Indicator == "orders").Value.ShouldBe(Orders);
        (await tenant.Client.Tenants.VerifyTenantAsync(new VerifyTenantRequest { Name = tenant.Name })).DifferencesCount.ShouldBe(0);
    }

    internal static Interaction Link(string from, string to, string id)
    {
        var interaction = Make.At(from, "2025-03-10", id);
        interaction.IdentityLinked = new IdentityLinked { Survivor = to };
        return interaction;
    }

    private static Interaction Unlink(string from, string to, string id)
    {
        var interaction = Make.At(from, "2025-03-11", id);
        interaction.IdentityUnlinked = new IdentityUnlinked { Survivor = to };
        return interaction;
    }

    private static async Task AcceptAsync(TestTenant tenant, Interaction interaction)
    {
        var response = await tenant.RecordAsync(interaction);
        response.Rejected.ShouldBeEmpty();
        response.AcceptedCount.ShouldBe(1);
    }

    private static async Task<double> RateAsync(TestTenant tenant) =>
        (await tenant.SeriesAsync("repeat_customer_rate", Granularity.Quarter, "2025-01-01", "2025-04-01"))[0].Value;

    private static async Task<DateTimeOffset> LastRecordTimeAsync(TestTenant tenant) =>
        (await tenant.Client.Interactions.ListInteractionsAsync(new ListInteractionsRequest { Parent = tenant.Name, Token = tenant.Token }))
            .Interactions.Max(row => row.RecordTime.ToDateTimeOffset());

    private static async Task<IReadOnlyList<string>> ListAsync(TestTenant tenant) =>
        [.. (await tenant.Client.Customers.ListCustomersAsync(new ListCustomersRequest { Parent = tenant.Name, PageSize = 1000, Token = tenant.Token })).Customers.Select(customer => customer.CustomerId)];

    private static async Task<Customer> NextAsync(IAsyncStreamReader<WatchCustomerResponse> responses, CancellationToken cancellationToken)
    {
        (await responses.MoveNext(cancellationToken)).ShouldBeTrue();
        return responses.Current.Customer;
    }
}
