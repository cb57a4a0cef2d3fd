using Google.Protobuf.WellKnownTypes;
using KpiPlatform.Protocol.V1;

namespace KpiPlatform.EndToEnd.Tests.Support;

/// <summary>A tenant of a test's own, and short ways to record to it and to read from it. Reads see everything recorded through it.</summary>
internal sealed class TestTenant(KpiClient client, string name)
{
    private const int BatchSize = 500;

    public KpiClient Client { get; } = client;

    /// <summary>"tenants/{id}".</summary>
    public string Name { get; } = name;

    /// <summary>Acknowledges the latest batch.</summary>
    public string Token { get; private set; } = string.Empty;

    public static async Task<TestTenant> CreateAsync(KpiClient client, Action<Tenant>? configure = null)
    {
        var tenant = new Tenant
        {
            CurrencyCode = "EUR",
            TimeZone = "Europe/Berlin",
            Surveys =
            {
                new Survey { Id = "csat", Type = SurveyType.Csat },
                new Survey { Id = "nps", Type = SurveyType.Nps },
                new Survey { Id = "ces", Type = SurveyType.Ces },
            },
        };
        configure?.Invoke(tenant);
        var request = new CreateTenantRequest { TenantId = $"t-{Guid.NewGuid():N}", Tenant = tenant };
        return new(client, (await client.Tenants.CreateTenantAsync(request)).Name);
    }

    /// <summary>The same tenant over another connection.</summary>
    public TestTenant Through(KpiClient other) => new(other, Name);

    public string Customer(string id) => $"{Name}/customers/{id}";

    /// <summary>Records one batch and answers its acknowledgement.</summary>
    public async Task<RecordInteractionsResponse> RecordAsync(params Interaction[] interactions) =>
        await SendAsync(new RecordInteractionsRequest { Sequence = 1, Interactions = { interactions } });

    /// <summary>Sends one message on a stream of its own.</summary>
    public async Task<RecordInteractionsResponse> SendAsync(RecordInteractionsRequest request)
    {
        if (request.Parent.Length == 0)
            request.Parent = Name;
        using var call = Client.Interactions.RecordInteractions();
        await call.RequestStream.WriteAsync(request);
        await call.RequestStream.CompleteAsync();
        (await call.ResponseStream.MoveNext(CancellationToken.None)).ShouldBeTrue();
        var response = call.ResponseStream.Current;
        if (response.Token.Length > 0)
            Token = response.Token;
        return response;
    }

    /// <summary>Records many and requires that all of them are new.</summary>
    public async Task RecordAllAsync(IReadOnlyCollection<Interaction> interactions)
    {
        var (accepted, duplicates) = await StreamAsync(interactions);
        accepted.ShouldBe(interactions.Count);
        duplicates.ShouldBe(0);
    }

    /// <summary>Records many over one stream; answers how many were new and how many known.</summary>
    public async Task<(int Accepted, int Duplicates)> StreamAsync(IEnumerable<Interaction> interactions)
    {
        using var call = Client.Interactions.RecordInteractions();
        var accepted = 0;
        var duplicates = 0;
        var reading = Task.Run(async () =>
        {
            while (await call.ResponseStream.MoveNext(CancellationToken.None))
            {
                var response = call.ResponseStream.Current;
                response.Error.ShouldBeNull();
                response.Rejected.ShouldBeEmpty();
                accepted += response.AcceptedCount;
                duplicates += response.DuplicateCount;
                Token = response.Token;
            }
        });
        var sequence = 0;
        foreach (var batch in interactions.Chunk(BatchSize))
            await call.RequestStream.WriteAsync(new RecordInteractionsRequest { Parent = Name, Sequence = ++sequence, Interactions = { batch } });
        await call.RequestStream.CompleteAsync();
        await reading;
        return (accepted, duplicates);
    }

    /// <summary>Waits until the tenant's settings are as wanted and everything recorded has been counted under them; answers the tenant.</summary>
    public async Task<Tenant> CountedAsync(Func<Tenant, bool> wanted)
    {
        using var bound = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        while (true)
        {
            var tenant = await Client.Tenants.GetTenantAsync(new GetTenantRequest { Name = Name }, cancellationToken: bound.Token);
            if (wanted(tenant) && tenant.Backfill?.State != Backfill.Types.State.Running)
                return tenant;
            await Task.Delay(50, bound.Token);
        }
    }

    public async Task<Customer> GetCustomerAsync(string id) =>
        await Client.Customers.GetCustomerAsync(new GetCustomerRequest { Name = Customer(id), Token = Token });

    /// <summary>One value of an indicator for [start, end).</summary>
    public async Task<IndicatorValue> IndicatorAsync(string indicator, string startDate, string endDate, DateTimeOffset? asOf = null) =>
        (await SeriesAsync(indicator, Granularity.Custom, startDate, endDate, asOf)).ShouldHaveSingleItem();

    public async Task<IReadOnlyList<IndicatorValue>> SeriesAsync(
        string indicator, Granularity granularity, string startDate, string endDate, DateTimeOffset? asOf = null)
    {
        var request = new QueryIndicatorRequest
        {
            Parent = Name,
            Indicator = indicator,
            Granularity = granularity,
            StartDate = startDate,
            EndDate = endDate,
            Token = Token,
        };
        if (asOf is { } instant)
            request.AsOfTime = Timestamp.FromDateTimeOffset(instant);
        return (await Client.Scorecards.QueryIndicatorAsync(request)).Series.ShouldHaveSingleItem().Values;
    }

    /// <summary>Orders and revenue of all time before 2030.</summary>
    public async Task<(double Orders, double Revenue)> TotalsAsync()
    {
        var orders = await SeriesAsync("orders", Granularity.Year, "2023-01-01", "2027-01-01");
        var revenue = await SeriesAsync("revenue", Granularity.Year, "2023-01-01", "2027-01-01");
        return (orders.Sum(value => value.Value), revenue.Sum(value => value.Value));
    }
}
