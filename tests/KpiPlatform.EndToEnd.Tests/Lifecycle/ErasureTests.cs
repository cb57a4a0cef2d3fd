using System.Text;
using System.Text.Json;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using KpiPlatform.EndToEnd.Tests.Support;
using KpiPlatform.Protocol.V1;

namespace KpiPlatform.EndToEnd.Tests.Lifecycle;

[Collection(SharedHostsCollection.Name)]
public sealed class ErasureTests(SharedHosts hosts)
{
    [SkippableTheory]
    [MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task EraseCustomer_WithHistory_ForgetsThePersonAndKeepsEveryTotal(DatabaseKind kind)
    {
        var tenant = await hosts.TenantAsync(kind, settings => settings.Dimensions.Add(new Dimension { Id = "region", Source = "attribute:region", Values = { "north", "south" } }));
        var complaint = Make.Complaint("jane", "2025-02-03");
        complaint.Contact = "planted-contact";
        var answer = Make.Answer("jane", "2025-02-01", "nps", 9);
        answer.SurveyAnswered.Comment = "planted-comment";
        var registered = Make.At("jane", "2025-01-01");
        registered.CustomerRegistered = new CustomerRegistered { Attributes = { ["region"] = "north", ["email"] = "planted@mail" } };
        var purchase = Make.Purchase("jane", "2025-01-10", 50, id: "jane-1");
        await tenant.RecordAllAsync([registered, purchase, complaint, answer, Make.Purchase("joe", "2025-01-11", 20)]);
        var refused = Make.Purchase("jane", "2025-01-12", 5);
        refused.Purchase.Amount.CurrencyCode = "XXX";
        (await tenant.RecordAsync(refused)).Rejected.Count.ShouldBe(1);

        var exported = await ExportAsync(tenant, "jane");
        foreach (var planted in (string[])["planted-comment", "planted-contact", "planted@mail", "jane-1", "XXX"])
            exported.ShouldContain(planted);
        using (var document = JsonDocument.Parse(exported))
        {
            document.RootElement.GetProperty("interactions").GetArrayLength().ShouldBe(4);
            document.RootElement.GetProperty("customer").GetProperty("customerId").GetString().ShouldBe("jane");
        }

        var before = await ReadTotalsAsync(tenant);
        var erased = await tenant.Client.Customers.EraseCustomerAsync(new EraseCustomerRequest { Name = tenant.Customer("jane") });

        erased.InteractionsKeptCount.ShouldBe(4);
        erased.PersonalPartsDeletedCount.ShouldBe(3);
        erased.RejectionsDeletedCount.ShouldBe(1);
        (await ReadTotalsAsync(tenant)).ShouldBe(before);
        (await VerifyAsync(tenant)).DifferencesCount.ShouldBe(0);
        (await Should.ThrowAsync<RpcException>(() => tenant.GetCustomerAsync("jane"))).StatusCode.ShouldBe(StatusCode.NotFound);
        (await Should.ThrowAsync<RpcException>(() => ExportAsync(tenant, "jane"))).StatusCode.ShouldBe(StatusCode.NotFound);
        var list = await tenant.Client.Customers.ListCustomersAsync(new ListCustomersRequest { Parent = tenant.Name, Token = tenant.Token });
        list.Customers.Select(customer => customer.CustomerId).ShouldBe(["joe"]);
        var everything = (await tenant.Client.Interactions.ListInteractionsAsync(new ListInteractionsRequest { Parent = tenant.Name })).ToString()
            + await tenant.Client.Interactions.ListRejectedInteractionsAsync(new ListRejectedInteractionsRequest { Parent = tenant.Name });
        everything.ShouldNotContain("planted");
        everything.ShouldNotContain("\"jane\"");

        // Late: a duplicate. Then the same id begins anew, and erasing it again leaves both counted.
        var late = await tenant.RecordAsync(purchase);
        late.DuplicateCount.ShouldBe(1);
        (await Should.ThrowAsync<RpcException>(() => tenant.GetCustomerAsync("jane"))).StatusCode.ShouldBe(StatusCode.NotFound);
        await tenant.RecordAsync(Make.Purchase("jane", "2025-03-01", 7, id: "jane-2"));
        (await tenant.GetCustomerAsync("jane")).Version.ShouldBe(1);
        await tenant.Client.Customers.EraseCustomerAsync(new EraseCustomerRequest { Name = tenant.Customer("jane") });
        (await tenant.Client.Customers.EraseCustomerAsync(new EraseCustomerRequest { Name = tenant.Customer("jane") })).AlreadyErased.ShouldBeTrue();
        (await tenant.TotalsAsync()).ShouldBe((3, 77));

        // Counting anew goes over what is left.
        await tenant.Client.Tenants.UpdateTenantAsync(new UpdateTenantRequest { Tenant = new Tenant { Name = tenant.Name, LapseDays = 30 }, UpdateMask = FieldMask.FromString("lapse_days") });
        Tenant counted;
        do
            counted = await tenant.Client.Tenants.GetTenantAsync(new GetTenantRequest { Name = tenant.Name });
        while (counted.Backfill.State is Backfill.Types.State.Running);
        counted.Backfill.CustomersErased.ShouldBe(2);
        (await tenant.TotalsAsync()).ShouldBe((3, 77));
    }

    [SkippableTheory]
    [MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task EraseCustomer_WhomOthersNamedAsTheirReferrer_IsNamedNoMore(DatabaseKind kind)
    {
        var tenant = await hosts.TenantAsync(kind);
        var registered = Make.At("joe", "2025-01-01");
        registered.CustomerRegistered = new CustomerRegistered { Referrer = "planted-jane", Attributes = { ["email"] = "joe@mail" } };
        var refused = Make.At("ann", "2025-01-01");
        refused.CustomerRegistered = new CustomerRegistered { Referrer = "planted-jane" };
        refused.Source = string.Empty;
        await tenant.RecordAllAsync([registered, Make.Purchase("planted-jane", "2025-01-10", 50)]);
        (await tenant.RecordAsync(refused)).Rejected.Count.ShouldBe(1);
        var referred = await tenant.SeriesAsync("referral_share", Granularity.Month, "2025-01-01", "2025-02-01");

        var erased = await tenant.Client.Customers.EraseCustomerAsync(new EraseCustomerRequest { Name = tenant.Customer("planted-jane") });

        erased.RejectionsDeletedCount.ShouldBe(1);
        var left = await ExportAsync(tenant, "joe");
        left.ShouldNotContain("planted-jane");
        left.ShouldContain("joe@mail");
        (await tenant.RecordAsync(registered)).DuplicateCount.ShouldBe(1);
        (await VerifyAsync(tenant)).DifferencesCount.ShouldBe(0);
        (await tenant.SeriesAsync("referral_share", Granularity.Month, "2025-01-01", "2025-02-01")).Select(value => value.Value).ShouldBe(referred.Select(value => value.Value));
    }

    [SkippableTheory]
    [MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task RecordInteractions_CorrectionForAnErasedCustomer_IsRejectedAndNotKept(DatabaseKind kind)
    {
        var tenant = await hosts.TenantAsync(kind);
        await tenant.RecordAsync(Make.Purchase("planted-jane", "2025-01-10", 50, id: "jane-1"));
        await tenant.Client.Customers.EraseCustomerAsync(new EraseCustomerRequest { Name = tenant.Customer("planted-jane") });

        var late = await tenant.RecordAsync(Make.Purchase("planted-jane", "2025-01-10", 51, id: "jane-1"));

        late.Rejected.Single().Reason.ShouldBe("CUSTOMER_ERASED");
        var kept = await tenant.Client.Interactions.ListRejectedInteractionsAsync(new ListRejectedInteractionsRequest { Parent = tenant.Name });
        kept.Rejections.ShouldBeEmpty();
    }

    [SkippableTheory]
    [MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task EraseCustomer_NeverRecorded_IsNotFound(DatabaseKind kind)
    {
        var tenant = await hosts.TenantAsync(kind);
        var error = await Should.ThrowAsync<RpcException>(async () => await tenant.Client.Customers.EraseCustomerAsync(new EraseCustomerRequest { Name = tenant.Customer("nobody") }));
        error.StatusCode.ShouldBe(StatusCode.NotFound);
    }

    private static async Task<VerifyTenantResponse> VerifyAsync(TestTenant tenant) =>
        await tenant.Client.Tenants.VerifyTenantAsync(new VerifyTenantRequest { Name = tenant.Name });

    private static async Task<string> ReadTotalsAsync(TestTenant tenant)
    {
        var text = new StringBuilder();
        foreach (var indicator in (string[])["orders", "revenue", "nps", "complaints_rate", "active_customers", "new_customers"])
            text.Append(indicator).Append(' ').AppendJoin(' ', (await tenant.SeriesAsync(indicator, Granularity.Month, "2025-01-01", "2025-07-01")).Select(value => value.HasValue ? value.Value : double.NaN)).AppendLine();
        return text.ToString();
    }

    private static async Task<string> ExportAsync(TestTenant tenant, string customer)
    {
        using var call = tenant.Client.Customers.ExportCustomer(new ExportCustomerRequest { Name = tenant.Customer(customer) });
        var bytes = new MemoryStream();
        while (await call.ResponseStream.MoveNext(CancellationToken.None))
            call.ResponseStream.Current.Json.WriteTo(bytes);
        return Encoding.UTF8.GetString(bytes.ToArray());
    }
}
