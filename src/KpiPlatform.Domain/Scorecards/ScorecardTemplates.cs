using KpiPlatform.Domain.Identity;

namespace KpiPlatform.Domain.Scorecards;

/// <summary>The templates that are built in.</summary>
public static class ScorecardTemplates
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<ScorecardTemplate> All { get; } =
    [
        new(
            "customer-profiling",
            "Customer Profiling",
            "What profiling customers brings, how it is done, what it says about buying, and how far it is part of everyday work.",
            [
                Perspective("performance-and-benefits", "Performance and Benefits", 40, ("customer_retention_rate", 30), ("issues_addressing_index", 20), ("customer_base_expansion", 30), ("cost_revenue_ratio", 20)),
                Perspective("process", "Process", 15, ("areas_covered", 25), ("techniques_utilized", 25), ("technological_solutions_used", 25), ("study_duration", 25)),
                Perspective("buying-behaviour", "Buying Behaviour", 30, ("buying_frequency_increase_share", 40), ("customization_climb", 20), ("sales_per_customer_increase", 40)),
                Perspective("integration-and-best-practices", "Integration and Best Practices", 15, ("staff_fraction", 1), ("database_alignment", 1), ("best_practices_ratio", 1)),
            ]),
        new(
            "customer-perspective",
            "Customer Perspective",
            "Whom to sell to, how to win them, how to keep them, and how to sell more to each.",
            [
                Perspective("select", "Select", "target_customers", "unprofitable_customers", "niche_markets_found"),
                Perspective("acquire", "Acquire", "customer_acquisition_cost", "new_via_promotion", "marketing_investment"),
                Perspective("retain", "Retain", "customer_retention_rate", "repeat_in_period_rate", "hours_with_customers"),
                Perspective("grow", "Grow", "cross_sell_rate", "used_a_promotion", "sales_per_customer_increase"),
            ]),
        new(
            "crm",
            "CRM",
            "The work of sales and service with customers: winning, selling more, keeping, helping.",
            [
                Perspective("acquisition", "Acquisition", "new_acquisitions_per_salesperson", "customer_acquisition_cost"),
                Perspective("cross-selling", "Cross-selling", "cross_sell_rate"),
                Perspective("up-selling", "Up-selling", "upsell_rate"),
                Perspective("retention", "Retention", "customer_retention_rate", "churn_rate"),
                Perspective("support", "Support", "first_contact_resolution", "csat", "response_time"),
            ]),
        new(
            "cpi",
            "Customer Performance Index",
            "Five sides of how customers stand, in one number.",
            [
                Perspective("satisfaction", "Satisfaction", "customer_satisfaction_ratio"),
                Perspective("loyalty", "Loyalty", "nps"),
                Perspective("retention", "Retention", "customer_retention_rate"),
                Perspective("complaints", "Complaints", "complaints_rate"),
                Perspective("value", "Value", "profit_per_customer"),
            ]),
        Single("customer-relationship", "Customer Relationship", "How customers feel about working with us.", "nps", "csat", "hours_with_customers", "complaints_rate"),
        Single(
            "call-centre",
            "Call Centre",
            "Whether callers get through, how long it takes, and whether it helps.",
            "service_level", "abandonment_rate", "average_speed_of_answer", "average_handle_time", "first_contact_resolution", "csat"),
        Single(
            "help-desk",
            "Help Desk",
            "How soon and how well tickets are answered and resolved.",
            "average_resolution_time", "response_time", "ticket_backlog", "reopen_rate", "issues_addressing_index", "csat"),
        Single("ivr", "IVR", "Whether callers find what they need in the menu.", "ivr_containment", "ivr_abandonment", "transfer_rate"),
        Single(
            "customer-profitability",
            "Customer Profitability",
            "What customers bring in after what they cost.",
            "profit_per_customer", "gross_margin", "unprofitable_customers", "cost_revenue_ratio"),
        Single(
            "customer-value",
            "Customer Value",
            "What a customer is worth over time.",
            "average_purchase_value", "purchase_frequency", "clv_simple", "net_revenue_retention"),
        Single(
            "customer-conversion",
            "Customer Conversion",
            "How visitors become customers, and customers come back.",
            "browse_to_purchase_conversion", "journey_drop_off", "new_via_promotion", "return_after_first_purchase"),
        Single(
            "customer-loyalty",
            "Customer Loyalty",
            "Whether customers come back, recommend and take part.",
            "repeat_customer_rate", "nps", "referral_share", "loyalty_participation", "returning_customer_growth"),
    ];

    /// <summary>The template of an id.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="field">Field path to name in the error.</param>
    /// <exception cref="DomainException">UNKNOWN_TEMPLATE, naming the field.</exception>
    public static ScorecardTemplate Get(string id, string field = "template") =>
        All.FirstOrDefault(template => string.Equals(template.Id, id, StringComparison.Ordinal))
        ?? throw FieldChecks.Invalid("UNKNOWN_TEMPLATE", $"\"{DisplayText.Of(id)}\" is not a template; there are {string.Join(", ", All.Select(template => template.Id))}.", field);

    private static ScorecardTemplate Single(string id, string title, string description, params string[] indicators) =>
        new(id, title, description, [Perspective(id, title, indicators)]);

    private static PerspectiveDefinition Perspective(string id, string title, params string[] indicators) =>
        Perspective(id, title, 1, [.. indicators.Select(indicator => (indicator, 1.0))]);

    private static PerspectiveDefinition Perspective(string id, string title, double weight, params (string Indicator, double Weight)[] indicators) => new()
    {
        Id = id,
        Title = title,
        Weight = weight,
        Objectives = [new() { Id = id, Title = title, Indicators = [.. indicators.Select(entry => TemplateGoals.Of(entry.Indicator, entry.Weight))] }],
    };
}
