using Grpc.Core;
using KpiPlatform.Domain.Identity;
using KpiPlatform.Domain.Journal;
using KpiPlatform.Gateway.Names;
using KpiPlatform.Gateway.Tests.Hosting;
using KpiPlatform.Grains.Abstractions.Customers;
using KpiPlatform.Protocol.V1;
using KpiPlatform.Testing.Time;
using NodaTime;

namespace KpiPlatform.Gateway.Tests.Customers;

public sealed class CustomerServiceTests
{
    private const string Name = "tenants/acme/customers/c-1";

    private static readonly Instant Now = Instant.FromUtc(2026, 1, 15, 12, 0);

    [Fact]
    public async Task GetCustomer_Known_GivesEverythingWithUnits()
    {
        await using var server = await GatewayServer.StartAsync(time: new ManualTimeProvider());
        server.Grains.Customer("acme/c-1").View = Full();
        var customer = await server.Customers.GetCustomerAsync(new() { Name = Name });

        (customer.Name, customer.CustomerId, customer.Version, customer.InBase).ShouldBe((Name, "c-1", 9, true));
        customer.Attributes["city"].ShouldBe("Bonn");
        customer.LastOrderTime.ToDateTime().ShouldBe(new DateTime(2026, 1, 10, 0, 0, 0, DateTimeKind.Utc));
        customer.AcquireTime.ShouldNotBeNull();
        // 40 days are left of a lapse of 90, less than half.
        customer.Lifecycle.ShouldBe(LifecycleStage.Lapsing);
        customer.Indicators.Select(value => (value.Indicator, value.Unit, value.HasValue ? value.Value : double.NaN, value.SampleSize)).ShouldBe(
        [
            ("orders", "count", 3, 3),
            ("revenue", "EUR", 45.5, 3),
            ("average_purchase_value", "EUR", 45.5 / 3, 3),
            ("csat", "percent", 75, 4),
            ("nps", "points", 50, 2),
            ("ces", "points", 5.5, 2),
            ("complaints", "count", 1, 1),
            ("open_tickets", "count", 2, 2),
            ("average_resolution_time", "hours", 1.5, 2),
        ]);
        customer.Indicators.ShouldAllBe(value => value.Period == null && value.AsOfTime != null && value.DefinitionVersion == 1);
        customer.Indicators.Single(value => value.Indicator == "csat").Interval.Method.ShouldBe("wilson");
        customer.Indicators.Single(value => value.Indicator == "nps").Interval.Method.ShouldBe("adjusted-wald");
        customer.Indicators.Single(value => value.Indicator == "complaints").Direction.ShouldBe(Direction.Decrease);
    }

    [Fact]
    public async Task GetCustomer_WithAnswersAndMargin_HasAPerformanceAndRfm()
    {
        await using var server = await GatewayServer.StartAsync(time: new ManualTimeProvider());
        var today = (int)Math.Floor((Now - NodaConstants.UnixEpoch).TotalDays);
        server.Grains.Customer("acme/c-1").View = Full() with
        {
            LatestCsat = 4,
            LastActivityAtTicks = (Now - Duration.FromDays(45)).ToUnixTimeTicks(),
            LatestYear = [new(today - 365, 9, 99_999), new(today - 364, 1, 20_000), new(today, 1, 30_000)],
        };
        var customer = await server.Customers.GetCustomerAsync(new() { Name = Name });

        // CSAT 4 of 1 … 5: 75. 45 days of a lapse of 90: 50. 2 complaints of 5 … 0: 60. 500 of 0 … 1,000: 50. Mean of four: 58.75.
        customer.Performance.Value.ShouldBe(58.75);
        customer.Performance.Parts.Select(part => part.HasScore ? part.Score : -1).ShouldBe([75, -1, 50, 60, 50]);

        // Last order 5 days ago: 5. 3 orders: 3. 45.50: below 50.
        (customer.Rfm.Recency, customer.Rfm.Frequency, customer.Rfm.Monetary).ShouldBe((5, 3, 1));
    }

    [Fact]
    public async Task GetCustomer_NothingToDivideBy_NoValueButAReason()
    {
        await using var server = await GatewayServer.StartAsync();
        server.Grains.Customer("acme/c-1").View = new() { CustomerId = "c-1", Version = 1 };
        var customer = await server.Customers.GetCustomerAsync(new() { Name = Name });

        foreach (var id in new[] { "average_purchase_value", "csat", "nps", "ces", "average_resolution_time" })
        {
            var value = customer.Indicators.Single(value => value.Indicator == id);
            (value.HasValue, value.NoValueReason).ShouldBe((false, "DENOMINATOR_ZERO"), id);
        }

        (customer.InBase, customer.FirstOrderTime).ShouldBe((false, null));
    }

    [Fact]
    public async Task GetCustomer_LapsedAtThisInstant_IsNotInBase()
    {
        await using var server = await GatewayServer.StartAsync(time: new ManualTimeProvider());
        server.Grains.Customer("acme/c-1").View = Full() with { BaseUntilTicks = Now.ToUnixTimeTicks() };

        (await server.Customers.GetCustomerAsync(new() { Name = Name })).InBase.ShouldBeFalse();
    }

    [Theory]
    [InlineData(Name, "", StatusCode.NotFound, "CUSTOMER_NOT_FOUND", "name")]
    [InlineData("tenants/nobody/customers/c-1", "", StatusCode.NotFound, "TENANT_NOT_FOUND", null)]
    [InlineData("c-1", "", StatusCode.InvalidArgument, "INVALID_RESOURCE_NAME", "name")]
    [InlineData(Name, "nonsense", StatusCode.InvalidArgument, "INVALID_TOKEN", "token")]
    public async Task GetCustomer_Wrong_SaysWhat(string name, string token, StatusCode code, string reason, string? field)
    {
        await using var server = await GatewayServer.StartAsync();
        var details = await RpcErrorDetails.ThrownByAsync(code, async () => await server.Customers.GetCustomerAsync(new() { Name = name, Token = token }));

        (details.Reason, details.Field).ShouldBe((reason, field));
    }

    [Fact]
    public async Task GetCustomer_IdWithSlash_IsEncodedInItsName()
    {
        await using var server = await GatewayServer.StartAsync();
        server.Grains.Customer("acme/a/b").View = new() { CustomerId = "a/b", Version = 1 };

        (await server.Customers.GetCustomerAsync(new() { Name = "tenants/acme/customers/a%2Fb" })).Name.ShouldBe("tenants/acme/customers/a%2Fb");
    }

    [Fact]
    public async Task ListCustomers_SeveralPages_GivesEachOnceAndNoEmptyPage()
    {
        await using var server = await GatewayServer.StartAsync();
        Fill(server, 10);
        var request = new ListCustomersRequest { Parent = "tenants/acme", PageSize = 5, OrderBy = "revenue desc", Filter = "orders >= 1" };
        var first = await server.Customers.ListCustomersAsync(request);
        request.PageToken = first.NextPageToken;
        var second = await server.Customers.ListCustomersAsync(request);

        first.Customers.Concat(second.Customers).Select(customer => customer.CustomerId).ShouldBe(Enumerable.Range(0, 10).Select(i => $"c{i}"));
        second.NextPageToken.ShouldBeEmpty();
        var query = server.Ports.CustomerQueries[^2];
        (query.OrderBy, query.Descending, query.Filter.Conditions().Count(), query.Limit).ShouldBe((CustomerField.Revenue, true, 1, 5));
        query.After.ShouldBe(new CustomerPageKey(400, "c4"));
    }

    [Fact]
    public async Task ListCustomers_OfASegment_AddsItsConditionsToTheFilter()
    {
        await using var server = await GatewayServer.StartAsync();
        var acme = server.Ports.Definitions["acme"];
        server.Ports.Definitions["acme"] = new(acme.Tenant, acme.Version, acme.Settings with { Segments = [new("leaving", "", "lifecycle = \"lapsing\"")] });
        await server.Customers.ListCustomersAsync(new() { Parent = "tenants/acme", Segment = "leaving", Filter = "orders >= 2" });

        server.Ports.CustomerQueries.ShouldHaveSingleItem().Filter.Conditions().Select(condition => (condition.Field, condition.Comparison, condition.Number))
            .ShouldBe([(CustomerField.Lifecycle, Comparison.Equal, 5), (CustomerField.Orders, Comparison.GreaterOrEqual, 2)]);
        var details = await RpcErrorDetails.ThrownByAsync(
            StatusCode.InvalidArgument, async () => await server.Customers.ListCustomersAsync(new() { Parent = "tenants/acme", Segment = "nobody" }));
        (details.Reason, details.Field).ShouldBe(("UNKNOWN_SEGMENT", "segment"));
    }

    [Fact]
    public async Task ListCustomers_TokenOfAnotherRequestOrDamaged_IsRefused()
    {
        await using var server = await GatewayServer.StartAsync();
        Fill(server, 3);
        var request = new ListCustomersRequest { Parent = "tenants/acme", PageSize = 2 };
        request.PageToken = (await server.Customers.ListCustomersAsync(request)).NextPageToken;
        request.Filter = "orders > 1";
        var mismatch = await RpcErrorDetails.ThrownByAsync(StatusCode.InvalidArgument, async () => await server.Customers.ListCustomersAsync(request));
        request.Filter = string.Empty;
        request.PageToken = request.PageToken.Remove(20, 1);
        var damaged = await RpcErrorDetails.ThrownByAsync(StatusCode.InvalidArgument, async () => await server.Customers.ListCustomersAsync(request));

        (mismatch.Reason, mismatch.Field).ShouldBe(("PAGE_TOKEN_MISMATCH", "page_token"));
        (damaged.Reason, damaged.Field).ShouldBe(("INVALID_PAGE_TOKEN", "page_token"));
    }

    [Fact]
    public async Task ListCustomers_WithToken_WaitsForTheIndex()
    {
        await using var server = await GatewayServer.StartAsync();
        server.EnterCall();
        var positions = PositionVector.Of(new(1, 5));
        await server.Customers.ListCustomersAsync(new() { Parent = "tenants/acme", Token = ConsistencyToken.Encode(positions) });
        server.Ports.Waits.ShouldBe([positions]);

        server.Ports.WaitFailure = new TimeoutException();
        var details = await RpcErrorDetails.ThrownByAsync(
            StatusCode.Unavailable,
            async () => await server.Customers.ListCustomersAsync(new() { Parent = "tenants/acme", Token = ConsistencyToken.Encode(positions) }));
        details.RetryInfo.ShouldNotBeNull();
    }

    [Theory]
    [InlineData(0, 50)]
    [InlineData(7, 7)]
    [InlineData(5_000, 1_000)]
    public async Task ListCustomers_PageSize_DefaultsAndIsCut(int asked, int used)
    {
        await using var server = await GatewayServer.StartAsync();
        await server.Customers.ListCustomersAsync(new() { Parent = "tenants/acme", PageSize = asked });

        server.Ports.CustomerQueries.ShouldHaveSingleItem().Limit.ShouldBe(used);
    }

    [Theory]
    [InlineData("tenants/acme", -1, "", "", "page_size")]
    [InlineData("tenants/acme", 0, "orders >", "", "filter")]
    [InlineData("tenants/acme", 0, "", "name", "order_by")]
    [InlineData("acme", 0, "", "", "parent")]
    public async Task ListCustomers_Wrong_NamesTheField(string parent, int size, string filter, string orderBy, string field)
    {
        await using var server = await GatewayServer.StartAsync();
        var details = await RpcErrorDetails.ThrownByAsync(
            StatusCode.InvalidArgument,
            async () => await server.Customers.ListCustomersAsync(new() { Parent = parent, PageSize = size, Filter = filter, OrderBy = orderBy }));

        details.Field.ShouldBe(field);
    }

    [Fact]
    public async Task ListCustomers_ACustomerErasedMeanwhile_IsLeftOutAndAnyOtherFailureFails()
    {
        await using var server = await GatewayServer.StartAsync();
        Fill(server, 3);
        server.Grains.Customer("acme/c1").View = null;
        (await server.Customers.ListCustomersAsync(new() { Parent = "tenants/acme" })).Customers.Select(customer => customer.CustomerId).ShouldBe(["c0", "c2"]);

        server.Grains.Customer("acme/c2").Failure = new TimeoutException();
        await RpcErrorDetails.ThrownByAsync(StatusCode.Unavailable, async () => await server.Customers.ListCustomersAsync(new() { Parent = "tenants/acme" }));
    }

    [Fact]
    public async Task WatchCustomer_Changes_AreSentWithASequence()
    {
        await using var server = await GatewayServer.StartAsync();
        var grain = server.Grains.Customer("acme/c-1");
        grain.View = new() { CustomerId = "c-1", Version = 1 };
        using var call = server.Customers.WatchCustomer(new() { Name = Name });
        (await NextAsync(call)).ShouldBe((1, 1));
        grain.Push(new() { CustomerId = "c-1", Version = 2 });
        (await NextAsync(call)).ShouldBe((2, 2));
        grain.Push(new() { CustomerId = "c-1", Version = 5 });
        (await NextAsync(call)).ShouldBe((3, 5));
    }

    [Fact]
    public async Task WatchCustomer_GrainPutToRest_GoesOnWithoutRepeating()
    {
        await using var server = await GatewayServer.StartAsync();
        var grain = server.Grains.Customer("acme/c-1");
        grain.View = new() { CustomerId = "c-1", Version = 1 };
        using var call = server.Customers.WatchCustomer(new() { Name = Name });
        (await NextAsync(call)).ShouldBe((1, 1));
        grain.Break(new EnumerationAbortedException("gone"));
        grain.Push(new() { CustomerId = "c-1", Version = 2 });

        (await NextAsync(call)).ShouldBe((2, 2));
    }

    [Fact]
    public async Task WatchCustomer_Unknown_NotFound()
    {
        await using var server = await GatewayServer.StartAsync();
        using var call = server.Customers.WatchCustomer(new() { Name = Name });
        var details = await RpcErrorDetails.ThrownByAsync(StatusCode.NotFound, () => call.ResponseStream.MoveNext(CancellationToken.None));

        details.Reason.ShouldBe("CUSTOMER_NOT_FOUND");
    }

    [Fact]
    public async Task WatchCustomer_MoreThanAllowed_ResourceExhaustedUntilOneLeaves()
    {
        await using var server = await GatewayServer.StartAsync(options => options.MaxWatchers = 1);
        server.Grains.Customer("acme/c-1").View = new() { CustomerId = "c-1", Version = 1 };
        var first = server.Customers.WatchCustomer(new() { Name = Name });
        await NextAsync(first);
        using (var second = server.Customers.WatchCustomer(new() { Name = Name }))
            (await RpcErrorDetails.ThrownByAsync(StatusCode.ResourceExhausted, () => second.ResponseStream.MoveNext(CancellationToken.None))).Reason.ShouldBe("TOO_MANY_WATCHERS");

        first.Dispose();
        for (var attempt = 0; ; attempt++)
        {
            // The server hears of the leaving a little later.
            using var third = server.Customers.WatchCustomer(new() { Name = Name });
            try
            {
                (await NextAsync(third)).ShouldBe((1, 1));
                break;
            }
            catch (RpcException) when (attempt < 1_000)
            {
                await Task.Yield();
            }
        }
    }

    private static async Task<(long Sequence, long Version)> NextAsync(AsyncServerStreamingCall<WatchCustomerResponse> call)
    {
        (await call.ResponseStream.MoveNext(CancellationToken.None)).ShouldBeTrue();
        return (call.ResponseStream.Current.Sequence, call.ResponseStream.Current.Customer.Version);
    }

    private static void Fill(GatewayServer server, int count)
    {
        for (var i = 0; i < count; i++)
        {
            server.Grains.Customer($"acme/c{i}").View = new() { CustomerId = $"c{i}", Version = 1 };
            server.Ports.Customers.Add(new(
                CustomerId.Parse($"c{i}"),
                new() { Tenant = new(1), Customer = new(i + 1), Version = 1, Orders = 1, RevenueMinor = i * 100 }));
        }
    }

    private static CustomerView Full() => new()
    {
        CustomerId = "c-1",
        Version = 9,
        Definition = 1,
        Attributes = [new("city", "Bonn")],
        AcquiredAtTicks = (Now - Duration.FromDays(50)).ToUnixTimeTicks(),
        FirstOrderAtTicks = (Now - Duration.FromDays(50)).ToUnixTimeTicks(),
        LastOrderAtTicks = Instant.FromUtc(2026, 1, 10, 0, 0).ToUnixTimeTicks(),
        LastInteractionAtTicks = Now.ToUnixTimeTicks(),
        BaseUntilTicks = (Now + Duration.FromDays(40)).ToUnixTimeTicks(),
        Orders = 3,
        RevenueMinor = 4_550,
        CsatAnswers = 4,
        CsatSatisfied = 3,
        NpsContacts = 2,
        NpsPromoters = 1,
        CesAnswers = 2,
        CesSumMicro = 11_000_000,
        Complaints = 1,
        OpenTickets = 2,
        ResolvedTickets = 2,
        ResolutionMilliseconds = 3 * 3_600_000,
    };
}
