using KpiPlatform.Domain.Interactions;

namespace KpiPlatform.Domain.Indicators;

/// <summary>Built-in indicators of what the tenant spends to win, keep and serve customers.</summary>
internal static class SpendIndicators
{
    private const string Evenly = "Spending is spread evenly over its days, the remainder on the last. ";
    private const string ByMedium = " By medium and campaign as far as dimensions are declared on the attributes medium and campaign.";

    public static readonly Indicator[] All =
    [
        new QuantityIndicator
        {
            Id = "marketing_investment",
            Title = "Marketing investment",
            Definition = Evenly + "Marketing spending of the period." + ByMedium,
            Unit = IndicatorUnits.Money,
            Direction = Direction.Maintain,
            Inputs = ["spend"],
            Quantity = Quantities.Spend(SpendCategory.Marketing),
        },
        new RatioIndicator
        {
            Id = "customer_acquisition_cost",
            Title = "Customer acquisition cost",
            Definition = Evenly + "(Marketing + sales spending) / customers acquired in the period." + ByMedium,
            Unit = IndicatorUnits.Money,
            Direction = Direction.Decrease,
            Inputs = ["spend", "purchase", "subscription_started"],
            Numerator = Quantities.AcquisitionSpend,
            Denominator = Quantities.Acquired,
        },
        new DerivedIndicator
        {
            Id = "retain_vs_acquire_cost",
            Title = "Cost to retain per cost to acquire",
            Definition = Evenly + "(Retention spending / customers in the base at the start and at the end of the period) / customer_acquisition_cost.",
            Unit = IndicatorUnits.Ratio,
            Direction = Direction.Decrease,
            Inputs = ["spend", "purchase", "subscription_started", "subscription_cancelled"],
            Formula = static (sums, value) =>
            {
                var (retention, retained) = (sums[Quantities.Spend(SpendCategory.Retention)], sums[Quantities.Retained]);
                var (acquisition, acquired) = (sums[Quantities.AcquisitionSpend], sums[Quantities.Acquired]);
                value = value with { SampleSize = retained };
                return retained == 0 || acquired == 0 || acquisition == 0
                    ? value with { NoValueReason = NoValueReason.DenominatorZero }
                    : value with { Value = (double)retention * acquired / ((double)retained * acquisition) };
            },
        },
        new RatioIndicator
        {
            Id = "cost_per_contact",
            Title = "Cost per contact",
            Definition = Evenly + "Service spending / contacts: tickets opened, calls of any end, contact times that are no call's.",
            Unit = IndicatorUnits.Money,
            Direction = Direction.Decrease,
            Inputs = ["spend", "ticket_opened", "call", "contact_time"],
            Numerator = Quantities.Spend(SpendCategory.Service),
            Denominator = Quantities.Contacts,
        },
    ];
}
