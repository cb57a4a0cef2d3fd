using KpiPlatform.Domain.Measures;

namespace KpiPlatform.Domain.Indicators;

/// <summary>Built-in indicators of the customer base: who came, stayed, left.</summary>
internal static class BaseIndicators
{
    private const string InBase = "In the base at an instant are customers with an active subscription, or with qualifying activity (base_activity_kinds, by default a purchase) within lapse_days before. ";

    private static readonly string[] Activity = ["purchase", "subscription_started", "subscription_changed", "subscription_cancelled"];

    public static readonly Indicator[] All =
    [
        new QuantityIndicator
        {
            Id = "new_customers",
            Title = "New customers",
            Definition = "Customers whose first acquiring interaction (a purchase, or a subscription started) falls in the period.",
            Unit = IndicatorUnits.Count,
            Inputs = ["purchase", "subscription_started"],
            Quantity = Quantity.Flow(BuiltInMeasures.Acquired),
        },
        new QuantityIndicator
        {
            Id = "base_movement",
            Title = "Movement of the customer base",
            Definition = InBase + "Value: the base at the end of the period. start + new_in_base + returned - lost = end; retained = start - lost. "
                + "new_in_base: acquired in the period and in the base at its end. returned: acquired before, in the base at the end, not at the start.",
            Unit = IndicatorUnits.Count,
            Direction = Direction.None,
            Inputs = Activity,
            Quantity = Quantities.BaseAtEnd,
            Sample = Quantities.BaseAtStart + Quantities.NewInBase + Quantities.Returned,
            Parts =
            [
                new("start", Quantities.BaseAtStart),
                new("new_in_base", Quantities.NewInBase),
                new("returned", Quantities.Returned),
                new("lost", Quantities.Lost),
                new("end", Quantities.BaseAtEnd),
                new("retained", Quantities.Retained),
            ],
        },
        new RatioIndicator
        {
            Id = "customer_retention_rate",
            Title = "Customer retention rate",
            Definition = InBase + "Customers in the base at the start and at the end of the period / customers in the base at its start.",
            Unit = IndicatorUnits.Percent,
            Inputs = Activity,
            Numerator = Quantities.Retained,
            Denominator = Quantities.BaseAtStart,
            Factor = RatioIndicator.Percent,
            IsShare = true,
        },
        new RatioIndicator
        {
            Id = "churn_rate",
            Title = "Churn rate",
            Definition = InBase + "Customers in the base at the start of the period and not at its end / customers in the base at its start. With customer_retention_rate it sums to 100.",
            Unit = IndicatorUnits.Percent,
            Direction = Direction.Decrease,
            Inputs = Activity,
            Numerator = Quantities.Lost,
            Denominator = Quantities.BaseAtStart,
            Factor = RatioIndicator.Percent,
            IsShare = true,
        },
        new RatioIndicator
        {
            Id = "customer_base_expansion",
            Title = "Customer base expansion",
            Definition = InBase + "(Base at the end of the period - base at its start) / base at its start.",
            Unit = IndicatorUnits.Percent,
            Inputs = Activity,
            Numerator = Quantities.BaseAtEnd - Quantities.BaseAtStart,
            Denominator = Quantities.BaseAtStart,
            Factor = RatioIndicator.Percent,
        },
        new QuantityIndicator
        {
            Id = "active_customers",
            Title = "Active customers",
            Definition = "Distinct customers with an act of their own in the period; what the tenant did to the customer (an invitation, a reply, an offer) is none.",
            Unit = IndicatorUnits.Count,
            Inputs =
            [
                "customer_registered", "purchase", "refund", "survey_answered", "ticket_opened", "ticket_message", "ticket_reopened",
                "complaint", "call", "visit", "journey_step", "promotion_redeemed", "subscription_started", "subscription_changed",
                "subscription_cancelled", "loyalty_joined", "loyalty_left", "loyalty_points_redeemed", "mention", "usage",
            ],
            Quantity = Quantity.Flow(BuiltInMeasures.ActiveCustomers),
        },
    ];
}
