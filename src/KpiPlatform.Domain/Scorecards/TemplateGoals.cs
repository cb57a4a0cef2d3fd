using KpiPlatform.Domain.Indicators;

namespace KpiPlatform.Domain.Scorecards;

/// <summary>
/// Goals that templates ship with, by indicator: a red flag and a goal, or a band to stay in. They are where many businesses begin;
/// none of them is a benchmark. Money is in whole units of the tenant's currency.
/// </summary>
internal static class TemplateGoals
{
    private static readonly Dictionary<string, ScorecardIndicatorDefinition> ByIndicator = new ScorecardIndicatorDefinition[]
    {
        Better("customer_retention_rate", 60, 80),
        Better("churn_rate", 40, 20),
        Better("issues_addressing_index", 70, 90),
        Better("customer_base_expansion", 0, 5),
        Better("cost_revenue_ratio", 0.4, 0.25),
        Better("areas_covered", 3, 6),
        Within("techniques_utilized", 3, 8, 2),
        Within("technological_solutions_used", 2, 6, 2),
        Better("study_duration", 60, 30),
        Within("staff_fraction", 10, 30, 10),
        Better("database_alignment", 80, 95),
        Better("best_practices_ratio", 50, 80),
        Better("niche_markets_found", 1, 3),
        Better("buying_frequency_increase_share", 20, 40),
        Better("customization_climb", 0, 5),
        Better("sales_per_customer_increase", 0, 5),
        Better("target_customers", 40, 60),
        Better("unprofitable_customers", 30, 15),
        Better("customer_acquisition_cost", 150, 100),
        Better("new_acquisitions_per_salesperson", 2, 4),
        Better("new_via_promotion", 10, 25),
        Within("marketing_investment", 5_000, 20_000, 5_000),
        Better("repeat_in_period_rate", 15, 25),
        Within("hours_with_customers", 40, 160, 40),
        Better("cross_sell_rate", 10, 20),
        Better("upsell_rate", 5, 10),
        Better("used_a_promotion", 10, 20),
        Better("first_contact_resolution", 60, 75),
        Within("customer_satisfaction_ratio", 80, null, 20),
        Better("csat", 70, 85),
        Better("nps", 0, 30),
        Better("complaints_rate", 5, 2),
        Better("response_time", 240, 60),
        Better("service_level", 70, 80),
        Better("abandonment_rate", 8, 5),
        Better("average_speed_of_answer", 40, 20),
        Better("average_handle_time", 420, 300),
        Better("average_resolution_time", 48, 24),
        Better("ticket_backlog", 100, 50),
        Better("reopen_rate", 10, 5),
        Better("ivr_containment", 40, 60),
        Better("ivr_abandonment", 15, 8),
        Better("transfer_rate", 20, 10),
        Better("profit_per_customer", 20, 50),
        Better("gross_margin", 30, 50),
        Better("average_purchase_value", 30, 50),
        Better("purchase_frequency", 2, 4),
        Better("clv_simple", 100, 300),
        Better("net_revenue_retention", 90, 105),
        Better("browse_to_purchase_conversion", 2, 4),
        Better("journey_drop_off", 50, 30),
        Better("return_after_first_purchase", 20, 35),
        Better("repeat_customer_rate", 30, 45),
        Better("referral_share", 5, 15),
        Better("loyalty_participation", 20, 40),
        Better("returning_customer_growth", 0, 5),
    }.ToDictionary(goal => goal.Indicator, StringComparer.Ordinal);

    /// <summary>An indicator with its goal.</summary>
    /// <param name="indicator">Catalogue id.</param>
    /// <param name="weight">Weight among its siblings.</param>
    public static ScorecardIndicatorDefinition Of(string indicator, double weight = 1) => ByIndicator[indicator] with { Weight = weight };

    /// <summary>From the red flag to the goal; a goal below the red flag means that less is better.</summary>
    private static ScorecardIndicatorDefinition Better(string indicator, double redFlag, double goal) => new()
    {
        Indicator = indicator,
        Direction = goal > redFlag ? Direction.Increase : Direction.Decrease,
        Baseline = redFlag,
        Target = goal,
        Scoring = ScoringFunction.Thresholds,
        RedFlag = redFlag,
        Goal = goal,
    };

    private static ScorecardIndicatorDefinition Within(string indicator, double? low, double? high, double tolerance) => new()
    {
        Indicator = indicator,
        Direction = Direction.Maintain,
        BandLow = low,
        BandHigh = high,
        Tolerance = tolerance,
    };
}
