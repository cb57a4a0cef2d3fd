using Grpc.Core;
using KpiPlatform.EndToEnd.Tests.Samples;
using KpiPlatform.EndToEnd.Tests.Support;
using KpiPlatform.Protocol.V1;

namespace KpiPlatform.EndToEnd.Tests.Recording;

/// <summary>Once, whatever is sent how often, in whatever order.</summary>
[Collection(SharedHostsCollection.Name)]
public class RecordingTests(SharedHosts hosts)
{
    [SkippableTheory]
    [MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task Record_TheSameAgain_CountsOnceAndCarriesAToken(DatabaseKind kind)
    {
        var tenant = await hosts.TenantAsync(kind);
        var purchase = Make.Purchase("ann", "2025-03-01", 40, id: "o-1");
        var first = await tenant.RecordAsync(purchase);

        var second = await tenant.RecordAsync(purchase, purchase);

        first.AcceptedCount.ShouldBe(1);
        (second.AcceptedCount, second.DuplicateCount).ShouldBe((0, 2));
        second.Token.ShouldNotBeEmpty();
        (await tenant.TotalsAsync()).ShouldBe((1, 40));
        (await tenant.GetCustomerAsync("ann")).Version.ShouldBe(1);
    }

    [SkippableTheory]
    [MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task Record_OtherContentUnderTheSameId_IsRefusedNamingTheField(DatabaseKind kind)
    {
        var tenant = await hosts.TenantAsync(kind);
        await tenant.RecordAsync(Make.Purchase("ann", "2025-03-01", 40, id: "o-1"));

        var response = await tenant.RecordAsync(Make.Purchase("bob", "2025-03-01", 5), Make.Purchase("ann", "2025-03-01", 41, id: "o-1"));

        response.AcceptedCount.ShouldBe(1);
        var rejected = response.Rejected.ShouldHaveSingleItem();
        rejected.Index.ShouldBe(1);
        rejected.Reason.ShouldBe("CONTENT_DIFFERS");
        rejected.Field.ShouldBe("interactions[1].purchase.amount");
        (await tenant.TotalsAsync()).ShouldBe((2, 45));

        var unary = await Should.ThrowAsync<RpcException>(async () => await tenant.Client.Interactions.RecordInteractionAsync(
            new RecordInteractionRequest { Parent = tenant.Name, Interaction = Make.Purchase("ann", "2025-03-01", 41, id: "o-1") }));
        unary.StatusCode.ShouldBe(StatusCode.AlreadyExists);
        Details.FieldOf(unary).ShouldBe("interaction.purchase.amount");
    }

    [SkippableTheory]
    [MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task Record_ARevision_ReplacesTheLowerOneInEitherOrder(DatabaseKind kind)
    {
        var tenant = await hosts.TenantAsync(kind);
        await tenant.RecordAsync(Make.Purchase("ann", "2025-03-01", 40, id: "o-1"), Make.Purchase("bob", "2025-04-02", 7, id: "o-2", revision: 3));

        var response = await tenant.RecordAsync(
            Make.Purchase("ann", "2025-05-01", 25, id: "o-1", revision: 2),
            Make.Purchase("bob", "2025-03-02", 70, id: "o-2"));

        response.AcceptedCount.ShouldBe(2);
        var revenue = await tenant.SeriesAsync("revenue", Granularity.Month, "2025-03-01", "2025-06-01");
        revenue.Select(value => value.Value).ShouldBe([0, 7, 25]);
        (await tenant.TotalsAsync()).ShouldBe((2, 32));
    }

    [SkippableTheory]
    [MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task Record_ALateFirstPurchase_MovesTheAcquisition(DatabaseKind kind)
    {
        var tenant = await hosts.TenantAsync(kind);
        await tenant.RecordAsync(Make.Purchase("ann", "2025-06-01", 10), Make.Purchase("bob", "2025-06-02", 10));
        (await Monthly()).ShouldBe([0, 0, 2]);

        await tenant.RecordAsync(Make.Purchase("ann", "2025-04-15", 10));

        (await Monthly()).ShouldBe([1, 0, 1]);
        (await tenant.IndicatorAsync("repeat_customer_rate", "2025-06-01", "2025-07-01")).Value.ShouldBe(50);

        async Task<IEnumerable<double>> Monthly() =>
            (await tenant.SeriesAsync("new_customers", Granularity.Month, "2025-04-01", "2025-07-01")).Select(value => value.Value);
    }

    [SkippableTheory]
    [MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task Record_InAnyOrderAndAnyBatches_GivesTheSameNumbers(DatabaseKind kind)
    {
        var sorted = await hosts.TenantAsync(kind);
        var shuffled = await hosts.TenantAsync(kind);
        var interactions = Sample.Interactions().Select(interaction => interaction.Clone()).ToArray();
        await sorted.RecordAllAsync([.. interactions.OrderBy(interaction => interaction.OccurTime)]);
        new Random(7).Shuffle(interactions);

        foreach (var single in interactions)
            await shuffled.RecordAsync(single);

        string[] indicators =
        [
            "orders", "revenue", "new_customers", "customer_retention_rate", "active_customers", "average_purchase_value", "purchase_frequency",
            "repeat_customer_rate", "repeat_in_period_rate", "return_after_first_purchase", "csat", "nps", "ces", "complaints_rate",
            "average_resolution_time", "first_contact_resolution", "base_movement",
        ];
        foreach (var indicator in indicators)
        {
            var expected = await sorted.SeriesAsync(indicator, Granularity.Month, "2024-09-01", "2025-08-01");
            var actual = await shuffled.SeriesAsync(indicator, Granularity.Month, "2024-09-01", "2025-08-01");
            actual.Select(Plain).ShouldBe(expected.Select(Plain), indicator);
        }

        static string Plain(IndicatorValue value)
        {
            var copy = value.Clone();
            copy.AsOfTime = null;
            return copy.ToString();
        }
    }

    [SkippableTheory]
    [MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task Record_ValidateOnly_ChecksEverythingAndRecordsNothing(DatabaseKind kind)
    {
        var tenant = await hosts.TenantAsync(kind);
        await tenant.RecordAsync(Make.Purchase("ann", "2025-03-01", 40, id: "o-1"));

        var response = await tenant.SendAsync(new RecordInteractionsRequest
        {
            Sequence = 1,
            ValidateOnly = true,
            Interactions =
            {
                Make.Purchase("ann", "2025-03-01", 40, id: "o-1"),
                Make.Purchase("ann", "2025-03-02", 1),
                Make.Purchase("ann", "2025-03-03", -1),
                Make.Purchase("new", "2025-03-03", 1),
            },
        });

        (response.AcceptedCount, response.DuplicateCount).ShouldBe((2, 1));
        response.Rejected.ShouldHaveSingleItem().Field.ShouldBe("interactions[2].purchase.amount");
        (await tenant.TotalsAsync()).ShouldBe((1, 40));
        (await Should.ThrowAsync<RpcException>(() => tenant.GetCustomerAsync("new"))).StatusCode.ShouldBe(StatusCode.NotFound);
    }

    [SkippableTheory]
    [MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task Record_AskedForCustomers_AnswersTheirIndicatorsAfterTheBatch(DatabaseKind kind)
    {
        var tenant = await hosts.TenantAsync(kind);

        var response = await tenant.SendAsync(new RecordInteractionsRequest
        {
            Sequence = 5,
            ReturnCustomers = true,
            Interactions = { Make.Purchase("ann", "2025-03-01", 40), Make.Purchase("ann", "2025-03-02", 2), Make.Purchase("bob", "2025-03-02", 3) },
        });

        response.Sequence.ShouldBe(5);
        response.Customers.ToDictionary(customer => customer.CustomerId, customer => customer.Indicators.Single(value => value.Indicator == "revenue").Value)
            .ShouldBe(new Dictionary<string, double> { ["ann"] = 42, ["bob"] = 3 }, ignoreOrder: true);
    }
}
