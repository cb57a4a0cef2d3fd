using KpiPlatform.Domain.Measures;

namespace KpiPlatform.Domain.Indicators;

/// <summary>Built-in indicators of orders, revenue and buying again.</summary>
internal static class SalesIndicators
{
    private const double DaysPerYear = 365.25;

    private static readonly string[] Purchases = ["purchase"];
    private static readonly string[] PurchasesAndRefunds = ["purchase", "refund"];

    public static readonly Indicator[] All =
    [
        new QuantityIndicator
        {
            Id = "orders",
            Title = "Orders",
            Definition = "Number of purchases in the period. An order of amount 0 is an order; a refunded order remains one.",
            Unit = IndicatorUnits.Count,
            Inputs = Purchases,
            Quantity = Quantities.Orders,
        },
        new QuantityIndicator
        {
            Id = "revenue",
            Title = "Revenue",
            Definition = "Sum of (amount - discount) of purchases, before tax, less refunds on the day of the refund.",
            Unit = IndicatorUnits.Money,
            Inputs = PurchasesAndRefunds,
            Quantity = Quantities.RevenueMinor,
            Sample = Quantities.Orders,
        },
        new RatioIndicator
        {
            Id = "average_purchase_value",
            Title = "Average purchase value",
            Definition = "revenue / orders of the period.",
            Unit = IndicatorUnits.Money,
            Inputs = PurchasesAndRefunds,
            Numerator = Quantities.RevenueMinor,
            Denominator = Quantities.Orders,
        },
        new RatioIndicator
        {
            Id = "purchase_frequency",
            Title = "Purchase frequency",
            Definition = "orders / customers with an order in the period x 365.25 / elapsed days of the period.",
            Unit = IndicatorUnits.PerYear,
            Inputs = Purchases,
            Numerator = Quantities.Orders,
            Denominator = Quantities.Buyers,
            Factor = static window => DaysPerYear / window.ElapsedDays,
        },
        new RatioIndicator
        {
            Id = "repeat_customer_rate",
            Title = "Repeat customer rate",
            Definition = "Customers with two or more orders ever / customers with an order ever, up to the end of the period.",
            Unit = IndicatorUnits.Percent,
            Inputs = Purchases,
            Numerator = Quantity.Of(BuiltInMeasures.SecondOrder, TermDays.BeforeCut),
            Denominator = Quantity.Of(BuiltInMeasures.FirstOrder, TermDays.BeforeCut),
            Factor = RatioIndicator.Percent,
            IsShare = true,
        },
        new RatioIndicator
        {
            Id = "repeat_in_period_rate",
            Title = "Repeat purchase rate in the period",
            Definition = "Customers with two or more orders in the period / customers with an order in the period.",
            Unit = IndicatorUnits.Percent,
            Inputs = Purchases,
            Numerator = Quantity.Flow(BuiltInMeasures.RepeatBuyers),
            Denominator = Quantities.Buyers,
            Factor = RatioIndicator.Percent,
            IsShare = true,
        },
        new RatioIndicator
        {
            Id = "return_after_first_purchase",
            Title = "Return after the first purchase",
            Definition = "Customers with two or more orders within N days of the first (return_window_days, by default 90) / customers whose N days after the first order are over by the end of the period.",
            Unit = IndicatorUnits.Percent,
            Inputs = Purchases,
            Numerator = Quantity.Of(BuiltInMeasures.ReturnedInWindow, TermDays.BeforeComplete),
            Denominator = Quantity.Of(BuiltInMeasures.ReturnMatured, TermDays.BeforeComplete),
            Factor = RatioIndicator.Percent,
            IsShare = true,
        },
        new CohortIndicator
        {
            Id = "first_purchase_cohorts",
            Title = "First-purchase cohorts",
            Definition = "Customers whose first order fell in the period. Component k: those of them with an order in the k-th month after the month of their first order, up to as-of.",
            Unit = IndicatorUnits.Count,
            Inputs = Purchases,
        },
    ];
}
