using Grpc.Core;
using KpiPlatform.Domain.Identity;
using KpiPlatform.Domain.Interactions;
using KpiPlatform.Domain.Journal;
using KpiPlatform.Gateway.Interactions;
using KpiPlatform.Gateway.Tests.Hosting;
using KpiPlatform.Protocol.V1;
using KpiPlatform.Testing.Interactions;
using NodaTime;

namespace KpiPlatform.Gateway.Tests.Listing;

public sealed class ListInteractionsTests
{
    private const string OfCustomer = "tenants/acme/customers/c-1";

    [Fact]
    public async Task ListInteractions_SeveralPages_GivesEachOnceAsItWasSent()
    {
        await using var server = await StartAsync(rows: 6);
        var request = new ListInteractionsRequest { Parent = OfCustomer, PageSize = 3, Source = "shop" };
        var first = await server.Interactions.ListInteractionsAsync(request);
        request.PageToken = first.NextPageToken;
        var second = await server.Interactions.ListInteractionsAsync(request);

        var all = first.Interactions.Concat(second.Interactions).ToList();
        all.Select(recorded => recorded.Interaction.Id).ShouldBe(Enumerable.Range(1, 6).Select(i => $"i{i}"));
        all.Select(recorded => recorded.Version).ShouldBe([1, 2, 3, 4, 5, 6]);
        all[0].Interaction.Customer.ShouldBe("c-1");
        all[0].Interaction.Purchase.Amount.Units.ShouldBe(10);
        all[0].RecordTime.ToDateTime().Year.ShouldBe(2026);
        second.NextPageToken.ShouldBeEmpty();
        var query = server.Ports.JournalQueries.Single(query => query.After is not null && query.Limit == 3);
        (query.Tenant, query.Customer, query.Source).ShouldBe((new TenantNumber(1), new CustomerNumber(77), "shop"));
        query.After.ShouldBe(KeyOf(server.Ports.Rows[2].Row));
    }

    [Fact]
    public async Task ListInteractions_OfTenantAndTime_PassesTheBoundsOn()
    {
        await using var server = await StartAsync(rows: 1);
        await server.Interactions.ListInteractionsAsync(new()
        {
            Parent = "tenants/acme",
            StartTime = new() { Seconds = 10 },
            EndTime = new() { Seconds = 20, Nanos = 1_000 },
        });

        var query = server.Ports.JournalQueries.ShouldHaveSingleItem();
        (query.Customer, query.Source, query.Limit).ShouldBe((null, null, 100));
        query.From.ShouldBe(Instant.FromUnixTimeSeconds(10));
        query.To.ShouldBe(Instant.FromUnixTimeSeconds(20) + Duration.FromNanoseconds(1_000));
    }

    [Fact]
    public async Task ListInteractions_TokenWithAnyFieldChanged_IsRefused()
    {
        await using var server = await StartAsync(rows: 3);
        var request = new ListInteractionsRequest { Parent = "tenants/acme", PageSize = 2, Source = "shop", EndTime = new() { Seconds = 2_000_000_000 } };
        request.PageToken = (await server.Interactions.ListInteractionsAsync(request)).NextPageToken;
        Action<ListInteractionsRequest>[] changes =
        [
            changed => changed.Parent = OfCustomer,
            changed => changed.Source = "other",
            changed => changed.StartTime = new() { Seconds = 1 },
            changed => changed.EndTime = null,
        ];
        foreach (var change in changes)
        {
            var changed = request.Clone();
            change(changed);
            var details = await RpcErrorDetails.ThrownByAsync(StatusCode.InvalidArgument, async () => await server.Interactions.ListInteractionsAsync(changed));
            (details.Reason, details.Field).ShouldBe(("PAGE_TOKEN_MISMATCH", "page_token"));
        }

        request.PageSize = 1;
        (await server.Interactions.ListInteractionsAsync(request)).Interactions.ShouldHaveSingleItem().Version.ShouldBe(3);
    }

    [Fact]
    public async Task ListInteractions_ErasedCustomer_LeavesItEmpty()
    {
        await using var server = await StartAsync(rows: 1);
        server.Ports.Rows[0] = server.Ports.Rows[0] with { CustomerId = null };

        (await server.Interactions.ListInteractionsAsync(new() { Parent = "tenants/acme" })).Interactions.ShouldHaveSingleItem().Interaction.Customer.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("tenants/acme/customers/nobody", StatusCode.NotFound, "CUSTOMER_NOT_FOUND")]
    [InlineData("tenants/nobody", StatusCode.NotFound, "TENANT_NOT_FOUND")]
    [InlineData("tenants/acme/scorecards/x", StatusCode.InvalidArgument, "INVALID_RESOURCE_NAME")]
    public async Task ListInteractions_WrongParent_SaysWhat(string parent, StatusCode code, string reason)
    {
        await using var server = await StartAsync(rows: 0);
        var details = await RpcErrorDetails.ThrownByAsync(code, async () => await server.Interactions.ListInteractionsAsync(new() { Parent = parent }));

        details.Reason.ShouldBe(reason);
    }

    [Fact]
    public async Task ListInteractions_EndNotAfterStart_IsRefused()
    {
        await using var server = await StartAsync(rows: 0);
        var request = new ListInteractionsRequest { Parent = "tenants/acme", StartTime = new() { Seconds = 5 }, EndTime = new() { Seconds = 5 } };
        var details = await RpcErrorDetails.ThrownByAsync(StatusCode.InvalidArgument, async () => await server.Interactions.ListInteractionsAsync(request));

        details.Field.ShouldBe("end_time");
    }

    private static ListingKey KeyOf(JournalRow row) =>
        new(row.Interaction.OccurredAt, row.Interaction.Source, row.Interaction.IdentityHash, row.Customer, row.Version);

    private static async Task<GatewayServer> StartAsync(int rows)
    {
        var server = await GatewayServer.StartAsync();
        server.Ports.CustomerNumbers["c-1"] = new CustomerNumber(77);
        for (var i = 1; i <= rows; i++)
        {
            var read = InteractionReader.Read(Samples.Purchase("c-1", $"i{i}"), string.Empty, InteractionGenerator.Definition, Instant.FromUtc(2026, 6, 1, 0, 0));
            var encoded = InteractionCodec.Encode(read.Interaction.ShouldNotBeNull(), InteractionGenerator.Definition.FactAttributes);
            var row = new JournalRow(new CustomerNumber(77), i, new JournalPosition(1, i), Instant.FromUtc(2026, 1, 1, 0, 0), 1, encoded);
            server.Ports.Rows.Add(new ListedRow(row, CustomerId.Parse("c-1")));
        }

        return server;
    }
}
