using System.Globalization;
using Google.Protobuf.WellKnownTypes;
using KpiPlatform.Protocol.V1;

namespace KpiPlatform.Dashboard.Tests.Support;

/// <summary>A tenant whose texts try to get out of where they are put, and something for every page to show.</summary>
internal static class Shop
{
    public const string Tenant = "shop";
    public const string Parent = "tenants/" + Tenant;
    public const string Scorecard = "main";

    /// <summary>What no page may contain unescaped.</summary>
    public const string Attack = "<script>document.title='owned'</script>";

    public const string HostileTitle = "Sales \"><img src=x onerror=\"document.title='owned'\"> & co";
    public const string HostileCustomer = "</td><script>document.title='owned'</script>/%25&'\"";

    public static CreateTenantRequest CreateTenant() => new()
    {
        TenantId = Tenant,
        RequestId = Tenant,
        Tenant = new Tenant
        {
            DisplayName = "Shop " + Attack,
            CurrencyCode = "EUR",
            TimeZone = "Europe/Berlin",
            Dimensions = { new Dimension { Id = "channel", Source = "channel", Values = { "store", "web" } } },
            Surveys = { new Survey { Id = "csat", Type = SurveyType.Csat } },
        },
    };

    /// <summary>Two perspectives, a line of the strategy map from the second to the first, an initiative.</summary>
    public static ScorecardDefinition Card(DateTimeOffset now)
    {
        var (start, end) = (Day(now.AddYears(-1)), Day(now.AddYears(1)));
        return new ScorecardDefinition
        {
            Name = $"{Parent}/scorecards/{Scorecard}",
            Title = "Main " + Attack,
            Description = "What we look at. " + Attack,
            Perspectives =
            {
                new Perspective
                {
                    Id = "growth",
                    Title = "Growth",
                    Objectives =
                    {
                        new Objective
                        {
                            Id = "sell",
                            Title = HostileTitle,
                            Owner = "owner " + Attack,
                            Indicators = { Goal("orders", 0, 50), Goal("revenue", 0, 5_000) },
                        },
                    },
                },
                new Perspective
                {
                    Id = "loyalty",
                    Title = "Loyalty",
                    Objectives = { new Objective { Id = "keep", Title = "Keep them", Indicators = { Goal("churn_rate", 60, 10), Goal("csat", 50, 90) } } },
                },
            },
            StrategyMap = { new StrategyLink { Cause = "loyalty/keep", Effect = "growth/sell", Description = "Who stays buys again. " + Attack } },
            Initiatives = { new Initiative { Id = "club", Title = "Club " + Attack, Owner = "crm", Budget = 1_000, Spent = 250, Progress = 30 } },
        };

        ScorecardIndicator Goal(string indicator, double baseline, double target) =>
            new() { Indicator = indicator, Baseline = baseline, Target = target, BaselineDate = start, Deadline = end };
    }

    /// <summary>Customers who buy month after month, up to now; one of them has a hostile id.</summary>
    public static IEnumerable<Interaction> History(DateTimeOffset now)
    {
        for (var customer = 0; customer < 12; customer++)
        {
            // Customer k begins k months before the last one and buys each month since, the last time before today.
            for (var month = customer % 6; month >= 0; month--)
            {
                yield return Purchase(
                    customer == 0 ? HostileCustomer : $"c-{customer:00}",
                    $"order-{customer}-{month}",
                    20 + customer,
                    now.AddDays(-30 * month).AddHours(-1),
                    customer % 3 == 0 ? "store" : "web");
            }
        }
    }

    public static Interaction Purchase(string customer, string id, long euros, DateTimeOffset time, string channel = "web") => new()
    {
        Customer = customer,
        Source = "till",
        Id = id,
        OccurTime = Timestamp.FromDateTimeOffset(time),
        Channel = channel,
        Purchase = new Purchase { Amount = new Money { Units = euros } },
    };

    private static string Day(DateTimeOffset time) => time.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
