using System.Globalization;
using KpiPlatform.Protocol.V1;

namespace KpiPlatform.Host.Demo;

/// <summary>The demo's tenant and its scorecard: a web shop with a help desk and a subscription club.</summary>
internal static class DemoDefinitions
{
    private const int GoalMonths = 12;

    /// <summary>Settings of the tenant.</summary>
    public static Tenant Tenant() => new()
    {
        DisplayName = "Demo shop",
        CurrencyCode = "EUR",
        TimeZone = "Europe/Berlin",
        Surveys =
        {
            new Survey { Id = "csat", Type = SurveyType.Csat },
            new Survey { Id = "nps", Type = SurveyType.Nps },
            new Survey { Id = "ces", Type = SurveyType.Ces },
        },
        Dimensions =
        {
            new Dimension { Id = "channel", Source = "channel", Values = { "app", "phone", "store", "web" } },
            new Dimension { Id = "region", Source = "label:region", Values = { "east", "north", "south", "west" } },
        },
    };

    /// <summary>The scorecard: goals from the start of the history to a year after its end.</summary>
    /// <param name="from">Start of the history.</param>
    /// <param name="to">Its end.</param>
    public static ScorecardDefinition Scorecard(DateTimeOffset from, DateTimeOffset to)
    {
        var goals = new Goals(Day(from), Day(to.AddMonths(GoalMonths)));
        return new ScorecardDefinition
        {
            Name = $"{DemoConstants.TenantName}/scorecards/{DemoConstants.Scorecard}",
            Title = "Customer scorecard",
            Description = "How the shop stands with its customers, this month.",
            Perspectives =
            {
                Perspective("growth", "Growth", 30,
                    Objective("sales", "Sell more", "sales", goals.Of("orders", 500, 1_500, 2), goals.Of("revenue", 25_000, 90_000, 3)),
                    Objective("acquire", "Win customers", "marketing", goals.Of("new_customers", 60, 180), goals.Of("active_customers", 500, 1_600))),
                Perspective("loyalty", "Loyalty", 30,
                    Objective("keep", "Keep customers", "crm", goals.Of("customer_retention_rate", 40, 92, 3), goals.Of("churn_rate", 60, 8)),
                    Objective("return", "Bring them back", "crm",
                        goals.Of("repeat_customer_rate", 30, 75), goals.Of("repeat_in_period_rate", 10, 50), goals.Of("return_after_first_purchase", 25, 60)),
                    Objective("value", "Make each visit worthwhile", "sales",
                        goals.Of("average_purchase_value", 40, 70), goals.Of("purchase_frequency", 8, 30))),
                Perspective("experience", "Experience", 25,
                    Objective("satisfy", "Satisfy", "customer-experience",
                        goals.Of("csat", 55, 92, 2), goals.Of("nps", 0, 60, 2), goals.Of("ces", 4, 6.5))),
                Perspective("service", "Service", 15,
                    Objective("solve", "Solve problems", "help-desk",
                        goals.Of("complaints_rate", 5, 1), goals.Of("average_resolution_time", 48, 12), goals.Of("first_contact_resolution", 50, 85)))
            },
            StrategyMap =
            {
                Helps("service/solve", "experience/satisfy", "Who is helped at once stays content."),
                Helps("experience/satisfy", "loyalty/keep", "Content customers stay."),
                Helps("loyalty/keep", "loyalty/return", "Who stays comes back."),
                Helps("loyalty/return", "growth/sales", "Each return is an order."),
                Helps("loyalty/value", "growth/sales", "Larger orders are more revenue."),
                Helps("experience/satisfy", "growth/acquire", "Content customers recommend the shop."),
                Helps("growth/acquire", "growth/sales", "New customers buy."),
            },
        };
    }

    private static StrategyLink Helps(string cause, string effect, string why) => new() { Cause = cause, Effect = effect, Description = why };

    private static string Day(DateTimeOffset instant) => instant.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static Perspective Perspective(string id, string title, double weight, params ReadOnlySpan<Objective> objectives)
    {
        var perspective = new Perspective { Id = id, Title = title, Weight = weight };
        foreach (var objective in objectives)
            perspective.Objectives.Add(objective);
        return perspective;
    }

    private static Objective Objective(string id, string title, string owner, params ReadOnlySpan<ScorecardIndicator> indicators)
    {
        var objective = new Objective { Id = id, Title = title, Owner = owner };
        foreach (var indicator in indicators)
            objective.Indicators.Add(indicator);
        return objective;
    }

    private sealed record Goals(string BaselineDate, string Deadline)
    {
        public ScorecardIndicator Of(string indicator, double baseline, double target, double weight = 1) => new()
        {
            Indicator = indicator,
            Baseline = baseline,
            Target = target,
            Weight = weight,
            BaselineDate = BaselineDate,
            Deadline = Deadline,
        };
    }
}
