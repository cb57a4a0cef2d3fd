using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using KpiPlatform.EndToEnd.Tests.Support;
using KpiPlatform.Protocol.V1;

namespace KpiPlatform.EndToEnd.Tests.Recording;

/// <summary>What is wrong is told with its field; what is good in the same batch is kept; the host lives.</summary>
[Collection(SharedHostsCollection.Name)]
public class BadInputTests(SharedHosts hosts)
{
    public static TheoryData<string, string> BadInteractions => new()
    {
        { "customer with a control character", "customer" },
        { "customer too long", "customer" },
        { "source empty", "source" },
        { "id empty", "id" },
        { "id too long", "id" },
        { "revision negative", "revision" },
        { "time missing", "occur_time" },
        { "time in the future", "occur_time" },
        { "no kind", "kind" },
        { "NaN", "survey_answered.value" },
        { "off the scale", "survey_answered.value" },
        { "unknown survey", "survey_answered.survey" },
        { "negative amount", "purchase.amount" },
        { "discount above amount", "purchase.discount" },
        { "finer than a cent", "purchase.amount" },
        { "foreign currency without rate", "purchase.exchange_rate" },
        { "no such currency", "purchase.amount" },
        { "unknown enum", "call.outcome" },
        { "enum not given", "ticket_message.author" },
        { "quantity infinite", "usage.quantity" },
    };

    [Theory]
    [MemberData(nameof(BadInteractions))]
    public async Task Record_ABadInteraction_IsRejectedWithItsFieldAndTheOthersAreKept(string what, string field)
    {
        var tenant = await hosts.TenantAsync(DatabaseKind.Sqlite);

        var response = await tenant.RecordAsync(Make.Purchase("ann", "2025-03-01", 40), Bad(what), Make.Purchase("bob", "2025-03-01", 2));

        response.Error.ShouldBeNull();
        response.AcceptedCount.ShouldBe(2);
        var rejected = response.Rejected.ShouldHaveSingleItem();
        rejected.Index.ShouldBe(1);
        rejected.Reason.ShouldMatch("^[A-Z][A-Z0-9_]+$");
        rejected.Message.ShouldNotBeEmpty();
        rejected.Field.ShouldStartWith($"interactions[1].{field}");
        (await tenant.TotalsAsync()).ShouldBe((2, 42));

        var unary = await Should.ThrowAsync<RpcException>(async () =>
            await tenant.Client.Interactions.RecordInteractionAsync(new RecordInteractionRequest { Parent = tenant.Name, Interaction = Bad(what) }));
        unary.StatusCode.ShouldBe(StatusCode.InvalidArgument);
        Details.FieldOf(unary).ShouldStartWith($"interaction.{field}");
    }

    [SkippableTheory]
    [MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task Record_ToAnUnknownTenant_IsNotFound(DatabaseKind kind)
    {
        var client = (await hosts.HostAsync(kind)).Client;

        var error = await Should.ThrowAsync<RpcException>(() => new TestTenant(client, "tenants/nobody").RecordAsync(Make.Purchase("ann", "2025-03-01", 1)));

        error.StatusCode.ShouldBe(StatusCode.NotFound);
    }

    [Theory]
    [InlineData("nobody")]
    [InlineData("tenants/")]
    [InlineData("tenants/UPPER")]
    [InlineData("tenants/a/b")]
    [InlineData("")]
    public async Task Record_ToAMalformedName_IsInvalid(string parent)
    {
        var client = (await hosts.HostAsync(DatabaseKind.Sqlite)).Client;

        var error = await Should.ThrowAsync<RpcException>(async () => await client.Interactions.RecordInteractionAsync(
            new RecordInteractionRequest { Parent = parent, Interaction = Make.Purchase("ann", "2025-03-01", 1) }));

        error.StatusCode.ShouldBe(StatusCode.InvalidArgument);
        Details.FieldOf(error).ShouldBe("parent");
    }

    [SkippableTheory]
    [MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task Record_AnEmptyAndAnOversizeBatch_AreErrorsOfThatBatchAlone(DatabaseKind kind)
    {
        var tenant = await hosts.TenantAsync(kind);
        using var call = tenant.Client.Interactions.RecordInteractions();
        var oversize = new RecordInteractionsRequest { Sequence = 2 };
        for (var i = 0; i < 5_001; i++)
            oversize.Interactions.Add(Make.Purchase("c", "2025-03-01", 1, id: $"{i}"));
        await call.RequestStream.WriteAsync(new RecordInteractionsRequest { Parent = tenant.Name, Sequence = 1 });
        await call.RequestStream.WriteAsync(oversize);
        await call.RequestStream.WriteAsync(new RecordInteractionsRequest { Sequence = 3, Interactions = { Make.Purchase("ann", "2025-03-01", 40) } });
        await call.RequestStream.CompleteAsync();

        var responses = await call.ResponseStream.ReadAllAsync().ToListAsync();

        responses.Select(response => response.Sequence).ShouldBe([1, 2, 3]);
        responses[0].Error.Code.ShouldBe((int)StatusCode.InvalidArgument);
        responses[1].Error.Code.ShouldBe((int)StatusCode.InvalidArgument);
        responses[1].Error.Retryable.ShouldBeFalse();
        responses[2].Error.ShouldBeNull();
        responses[2].AcceptedCount.ShouldBe(1);
    }

    [Fact]
    public async Task Record_TooManyBytes_IsRefusedByTheInteractionAndByTheBatch()
    {
        var tenant = await hosts.TenantAsync(DatabaseKind.Sqlite);
        var large = Make.Purchase("ann", "2025-03-01", 1);
        for (var line = 0; line < 200; line++)
            large.Purchase.Lines.Add(new OrderLine { Product = new string('p', 400), Quantity = 1, UnitPrice = Make.Euros(1) });
        var full = new RecordInteractionsRequest { Sequence = 2 };
        for (var i = 0; i < 1_000; i++)
        {
            var interaction = Make.Purchase("ann", "2025-03-01", 1);
            interaction.Labels["filler"] = new string('x', 200);
            for (var label = 0; label < 5; label++)
                interaction.Labels[$"filler-{label}"] = new string('x', 200);
            full.Interactions.Add(interaction);
        }

        var single = await tenant.RecordAsync(large, Make.Purchase("bob", "2025-03-01", 2));
        var batch = await tenant.SendAsync(full);

        full.CalculateSize().ShouldBeInRange(1024 * 1024, 4 * 1024 * 1024);
        single.Rejected.ShouldHaveSingleItem().Index.ShouldBe(0);
        single.AcceptedCount.ShouldBe(1);
        batch.Error.Reason.ShouldBe("BATCH_TOO_LARGE");
        (await tenant.TotalsAsync()).ShouldBe((1, 2));
    }

    [SkippableTheory]
    [MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task Record_InvalidUtf8_IsInvalidArgument(DatabaseKind kind)
    {
        var tenant = await hosts.TenantAsync(kind);
        var bytes = new RecordInteractionRequest { Parent = tenant.Name, Interaction = Make.Purchase("customer-utf8", "2025-03-01", 1) }.ToByteArray();
        var at = bytes.AsSpan().IndexOf("customer-utf8"u8);
        bytes[at] = 0xC3;
        bytes[at + 1] = 0x28;
        var marshaller = Marshallers.Create<byte[]>(message => message, message => message);
        var method = new Method<byte[], byte[]>(MethodType.Unary, "kpi.v1.InteractionService", "RecordInteraction", marshaller, marshaller);

        var error = await Should.ThrowAsync<RpcException>(async () => await tenant.Client.Invoker.AsyncUnaryCall(method, null, new CallOptions(), bytes));

        error.StatusCode.ShouldBe(StatusCode.InvalidArgument);
        (await tenant.RecordAsync(Make.Purchase("ann", "2025-03-01", 1))).AcceptedCount.ShouldBe(1);
    }

    [SkippableTheory]
    [MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task Record_AStreamThatStopsHalfWay_KeepsWhatWasAcknowledgedAndIsFinishedByTheNext(DatabaseKind kind)
    {
        var tenant = await hosts.TenantAsync(kind);
        var interactions = Enumerable.Range(0, 2_000).Select(i => Make.Purchase($"c-{i % 50}", "2025-03-01", 1, id: $"o-{i}")).ToArray();
        using (var call = tenant.Client.Interactions.RecordInteractions())
        {
            for (var batch = 0; batch < 4; batch++)
            {
                await call.RequestStream.WriteAsync(new RecordInteractionsRequest
                {
                    Parent = tenant.Name,
                    Sequence = batch + 1,
                    Interactions = { interactions.Skip(batch * 250).Take(250) },
                });
            }

            (await call.ResponseStream.MoveNext(CancellationToken.None)).ShouldBeTrue();
            call.ResponseStream.Current.AcceptedCount.ShouldBe(250);
        }

        var (accepted, duplicates) = await tenant.StreamAsync(interactions);

        (accepted + duplicates).ShouldBe(interactions.Length);
        duplicates.ShouldBeGreaterThanOrEqualTo(250);
        (await tenant.TotalsAsync()).ShouldBe((2_000, 2_000));
    }

    private static Interaction Bad(string what)
    {
        var interaction = Make.Purchase("ann", "2025-03-01", 10);
        switch (what)
        {
            case "customer with a control character":
                interaction.Customer = "a\u0007b";
                break;
            case "customer too long":
                interaction.Customer = new string('c', 129);
                break;
            case "source empty":
                interaction.Source = string.Empty;
                break;
            case "id empty":
                interaction.Id = string.Empty;
                break;
            case "id too long":
                interaction.Id = new string('i', 65);
                break;
            case "revision negative":
                interaction.Revision = -1;
                break;
            case "time missing":
                interaction.OccurTime = null;
                break;
            case "time in the future":
                interaction.OccurTime = Timestamp.FromDateTimeOffset(TimeProvider.System.GetUtcNow().AddMinutes(10));
                break;
            case "no kind":
                interaction.ClearKind();
                break;
            case "NaN":
                interaction.SurveyAnswered = new SurveyAnswered { Survey = "csat", Value = double.NaN };
                break;
            case "off the scale":
                interaction.SurveyAnswered = new SurveyAnswered { Survey = "csat", Value = 6 };
                break;
            case "unknown survey":
                interaction.SurveyAnswered = new SurveyAnswered { Survey = "nothing", Value = 3 };
                break;
            case "negative amount":
                interaction.Purchase.Amount = Make.Euros(-1);
                break;
            case "discount above amount":
                interaction.Purchase.Discount = Make.Euros(11);
                break;
            case "finer than a cent":
                interaction.Purchase.Amount = Make.Euros(1.001m);
                break;
            case "foreign currency without rate":
                interaction.Purchase.Amount.CurrencyCode = "USD";
                break;
            case "no such currency":
                interaction.Purchase.Amount.CurrencyCode = "euro";
                break;
            case "unknown enum":
                interaction.Call = new Call { Call_ = "call-1", Outcome = (CallOutcome)99 };
                break;
            case "enum not given":
                interaction.TicketMessage = new TicketMessage { Ticket = "t-1" };
                break;
            case "quantity infinite":
                interaction.Usage = new Usage { Meter = "m", Quantity = double.PositiveInfinity };
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(what), what, "No such fault.");
        }

        return interaction;
    }
}
