using System.Globalization;
using Grpc.Core;
using Grpc.Net.Client;
using KpiPlatform.Protocol.V1;

namespace KpiPlatform.Crash;

/// <summary>What the rig asks of a server beside recording.</summary>
internal static class RigCalls
{
    /// <summary>The tenant that every run uses.</summary>
    public const string Tenant = "rig";

    private const string From = "2000-01-01";
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    /// <summary>The credential.</summary>
    public static Metadata Headers { get; } = new() { { "authorization", $"Bearer {RigHost.Key}" } };

    /// <summary>Whether a call was refused because of a row that is damaged in the database.</summary>
    public static bool IsDamage(RpcException exception) => exception.StatusCode == StatusCode.DataLoss;

    /// <summary>Creates the tenant, unless it is there.</summary>
    public static async Task CreateTenantAsync(Uri address, CancellationToken cancellationToken)
    {
        using var channel = GrpcChannel.ForAddress(address);
        try
        {
            await new TenantService.TenantServiceClient(channel).CreateTenantAsync(
                new()
                {
                    TenantId = Tenant,
                    Tenant = new()
                    {
                        CurrencyCode = "EUR",
                        TimeZone = "Europe/Berlin",
                        Surveys = { new Survey { Id = "csat", Type = SurveyType.Csat, ScaleMin = 1, ScaleMax = 5, SatisfiedFrom = 4 } },
                    },
                },
                Options(cancellationToken));
        }
        catch (RpcException exception) when (exception.StatusCode == StatusCode.AlreadyExists)
        {
            // Created before the last crash.
        }

        try
        {
            await CreateScorecardAsync(channel, Tenant, cancellationToken);
        }
        catch (RpcException exception) when (exception.StatusCode == StatusCode.AlreadyExists)
        {
            // The same.
        }
    }

    /// <summary>Creates the scorecard of another tenant.</summary>
    public static async Task CreateScorecardAsync(Uri address, string tenant, CancellationToken cancellationToken)
    {
        using var channel = GrpcChannel.ForAddress(address);
        await CreateScorecardAsync(channel, tenant, cancellationToken);
    }

    /// <summary>Name of a tenant's scorecard.</summary>
    public static string ScorecardName(string tenant) => $"tenants/{tenant}/scorecards/{Tenant}";

    /// <summary>An indicator of the scorecard, summed over the years in which the rig's interactions may lie.</summary>
    public static async Task<double> ScorecardTotalAsync(ChannelBase channel, string indicator, CancellationToken cancellationToken)
    {
        var client = new ScorecardService.ScorecardServiceClient(channel);
        var year = TimeProvider.System.GetUtcNow().Year;
        double total = 0;
        foreach (var period in new[] { year - 1, year, year + 1 })
        {
            var scorecard = await client.GetScorecardAsync(
                new() { Name = ScorecardName(Tenant), Period = period.ToString(CultureInfo.InvariantCulture) }, Options(cancellationToken));
            total += scorecard.Perspectives.SelectMany(perspective => perspective.Objectives).SelectMany(objective => objective.Indicators)
                .Where(result => result.Value.Indicator == indicator).Sum(result => result.Value.Value);
        }

        return total;
    }

    /// <summary>How many interactions a customer's own grain holds; 0 if nobody knows the customer.</summary>
    public static async Task<long> CustomerVersionAsync(ChannelBase channel, string customer, CancellationToken cancellationToken)
    {
        try
        {
            return (await new CustomerService.CustomerServiceClient(channel).GetCustomerAsync(
                new() { Name = $"tenants/{Tenant}/customers/{customer}" }, Options(cancellationToken))).Version;
        }
        catch (RpcException exception) when (exception.StatusCode == StatusCode.NotFound)
        {
            return 0;
        }
    }

    /// <summary>Sum over all years of an indicator's numerator, or of its value where it has none.</summary>
    public static Task<double> TotalAsync(ChannelBase channel, string indicator, string token, CancellationToken cancellationToken) =>
        TotalAsync(channel, Tenant, indicator, token, cancellationToken);

    /// <summary>The same of another tenant.</summary>
    public static async Task<double> TotalAsync(ChannelBase channel, string tenant, string indicator, string token, CancellationToken cancellationToken)
    {
        var end = TimeProvider.System.GetUtcNow().AddDays(3).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        var reply = await new ScorecardService.ScorecardServiceClient(channel).QueryIndicatorAsync(
            new() { Parent = $"tenants/{tenant}", Indicator = indicator, Granularity = Granularity.Year, StartDate = From, EndDate = end, Token = token },
            Options(cancellationToken));
        return reply.Series.SelectMany(series => series.Values).Sum(value => value.HasNumerator ? value.Numerator : value.Value);
    }

    /// <summary>Recounts the journal and compares it with what readers see.</summary>
    public static async Task<VerifyTenantResponse> VerifyAsync(ChannelBase channel, CancellationToken cancellationToken) =>
        await new TenantService.TenantServiceClient(channel).VerifyTenantAsync(new() { Name = $"tenants/{Tenant}" }, Options(cancellationToken));

    /// <summary>Every interaction that is stored.</summary>
    public static async Task<List<Interaction>> ListInteractionsAsync(ChannelBase channel, CancellationToken cancellationToken)
    {
        var client = new InteractionService.InteractionServiceClient(channel);
        var listed = new List<Interaction>();
        var page = string.Empty;
        do
        {
            var reply = await client.ListInteractionsAsync(new() { Parent = $"tenants/{Tenant}", PageSize = 1000, PageToken = page }, Options(cancellationToken));
            listed.AddRange(reply.Interactions.Select(recorded => recorded.Interaction));
            page = reply.NextPageToken;
        }
        while (page.Length > 0);
        return listed;
    }

    private static async Task CreateScorecardAsync(ChannelBase channel, string tenant, CancellationToken cancellationToken) =>
        await new ScorecardService.ScorecardServiceClient(channel).CreateScorecardAsync(
            new() { Parent = $"tenants/{tenant}", ScorecardId = Tenant, Scorecard = Definition() }, Options(cancellationToken));

    private static ScorecardDefinition Definition() => new()
    {
        Title = "What the rig counts",
        Perspectives =
        {
            new Perspective
            {
                Id = "counted",
                Title = "Counted",
                Weight = 1,
                Objectives = { new Objective { Id = "sales", Title = "Sales", Owner = "rig", Indicators = { Indicator("orders"), Indicator("revenue") } } },
            },
        },
    };

    private static ScorecardIndicator Indicator(string id) => new()
    {
        Id = id,
        Indicator = id,
        Weight = 1,
        Baseline = 0,
        Target = 1_000_000,
        BaselineDate = "2000-01-01",
        Deadline = "2099-12-31",
    };

    private static CallOptions Options(CancellationToken cancellationToken) =>
        new(Headers, (TimeProvider.System.GetUtcNow() + Deadline).UtcDateTime, cancellationToken);
}
