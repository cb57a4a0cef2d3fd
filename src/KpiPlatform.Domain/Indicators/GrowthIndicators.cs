using KpiPlatform.Domain.Measures;
using KpiPlatform.Domain.Periods;

namespace KpiPlatform.Domain.Indicators;

/// <summary>Built-in indicators of buying more: more often, more of it, more of other things, again.</summary>
internal static class GrowthIndicators
{
    private const double DaysPerYear = 365.25;
    private const int ReturningMonths = 6;

    private static readonly string[] Purchases = ["purchase"];

    public static readonly Indicator[] All =
    [
        new DerivedIndicator
        {
            Id = "buying_frequency_increase_share",
            Title = "Customers who buy more often",
            Definition = "Of customers in the base at the start or at the end of the period whose first order precedes the period before: share with more orders in the period than in the period before, cut to as many days while the period is not over.",
            Unit = IndicatorUnits.Percent,
            Inputs = Purchases,
            Formula = static (sums, value) =>
            {
                var more = sums[Quantity.Flow(BuiltInMeasures.BuyingMoreOften)];
                var whole = sums[Quantity.Flow(BuiltInMeasures.BuyingMoreOftenWhole)];
                return IndicatorSums.Share(value, more + (sums.Window.IsWhole ? whole : 0), sums[Quantities.MatureBase]);
            },
        },
        new DerivedIndicator
        {
            Id = "customization_climb",
            Title = "Climb of customisation",
            Definition = "Share of orders made to the customer's own specification, in percent, less that of the period before.",
            Unit = IndicatorUnits.PercentagePoints,
            Inputs = Purchases,
            ByDimension = true,
            Formula = static (sums, value) =>
            {
                var (customised, orders) = (sums[Quantity.Flow(BuiltInMeasures.CustomisedOrders)], sums[Quantities.Orders]);
                var (customisedBefore, ordersBefore) = (sums.Previous[Quantity.Flow(BuiltInMeasures.CustomisedOrders)], sums.Previous[Quantities.Orders]);
                value = value with { SampleSize = orders };
                return orders == 0 || ordersBefore == 0
                    ? value with { NoValueReason = NoValueReason.DenominatorZero }
                    : value with { Value = (100.0 * customised / orders) - (100.0 * customisedBefore / ordersBefore) };
            },
        },
        new DerivedIndicator
        {
            Id = "sales_per_customer_increase",
            Title = "Increase of sales per customer",
            Definition = "(revenue / customers with an order) of the period / that of the period before - 1.",
            Unit = IndicatorUnits.Percent,
            Inputs = ["purchase", "refund"],
            Formula = static (sums, value) =>
            {
                var (revenue, buyers) = (sums[Quantities.RevenueMinor], sums[Quantities.Buyers]);
                var (revenueBefore, buyersBefore) = (sums.Previous[Quantities.RevenueMinor], sums.Previous[Quantities.Buyers]);
                value = value with { SampleSize = buyers };
                return buyers == 0 || buyersBefore == 0 || revenueBefore <= 0
                    ? value with { NoValueReason = NoValueReason.DenominatorZero }
                    : value with { Value = 100 * (((double)revenue * buyersBefore / ((double)revenueBefore * buyers)) - 1) };
            },
        },
        Selling("cross_sell_rate", "Cross-selling", "who bought a category new to them, compared with all orders before", BuiltInMeasures.CrossBuyers),
        Selling("upsell_rate", "Up-selling", "who bought above their highest earlier tier in a product family that they had bought before", BuiltInMeasures.UpBuyers),
        new DerivedIndicator
        {
            Id = "clv_simple",
            Title = "Customer value, simple",
            Definition = "Average purchase value x purchases per buyer and year x lifespan in years. Lifespan is 1 / annual churn (the period's churn, by elapsed days), at most the tenant's clv_horizon_years (by default 5); without churn it is these. Components: its three factors, annual_churn in percent, lifespan_is_capped (1 if the lifespan is the horizon), and horizon_years.",
            Unit = IndicatorUnits.Money,
            Inputs = ["purchase", "refund"],
            Parts = ["average_purchase_value", "purchases_per_year", "lifespan_years", "annual_churn", "lifespan_is_capped", "horizon_years"],
            Formula = static (sums, value) =>
            {
                var (revenue, orders, buyers) = (sums[Quantities.RevenueMinor], sums[Quantities.Orders], sums[Quantities.Buyers]);
                var (lost, start) = (sums[Quantities.Lost], sums[Quantities.BaseAtStart]);
                value = value with { SampleSize = buyers };
                if (orders == 0 || start == 0)
                    return value with { NoValueReason = NoValueReason.DenominatorZero };
                var purchase = revenue / sums.MinorPerUnit / orders;
                var frequency = orders * DaysPerYear / ((double)buyers * sums.Window.ElapsedDays);
                var churn = lost * DaysPerYear / ((double)start * sums.Window.ElapsedDays);
                double horizon = sums.Settings.ClvHorizonYears;
                var lifespan = churn * horizon > 1 ? 1 / churn : horizon;
                return value with
                {
                    Value = purchase * frequency * lifespan,
                    Components =
                    [
                        new("average_purchase_value", purchase),
                        new("purchases_per_year", frequency),
                        new("lifespan_years", lifespan),
                        new("annual_churn", 100 * churn),
                        new("lifespan_is_capped", churn * horizon > 1 ? 0 : 1),
                        new("horizon_years", horizon),
                    ],
                };
            },
        },
        new DerivedIndicator
        {
            Id = "customer_lifespan",
            Title = "Customer lifespan",
            Definition = "Mean time from the first to the last qualifying activity of customers who were in the base and are not at the end of the period, in years of 365.25 days. Component censored: customers still in the base, whose lifespan is open.",
            Unit = IndicatorUnits.Years,
            Inputs = ["purchase", "subscription_started", "subscription_cancelled"],
            Parts = ["censored"],
            Formula = static (sums, value) =>
            {
                var lapsed = sums[Quantities.Lapsed];
                var days = sums[Quantity.Of(BuiltInMeasures.LapsedDays, TermDays.BeforeCut)];
                value = value with { Components = [new("censored", sums[Quantities.BaseAtEnd])] };
                return IndicatorSums.Ratio(value, days / DaysPerYear, lapsed, 1, lapsed);
            },
        },
        new DerivedIndicator
        {
            Id = "returning_customer_growth",
            Title = "Growth of returning customers",
            Definition = "Customers with an order in the six months that end with the period and one before these / the same of the six months before - 1.",
            Unit = IndicatorUnits.Percent,
            Inputs = Purchases,
            Formula = static (sums, value) =>
            {
                var series = SeriesKey.Of(BuiltInMeasures.ReturningPayers, Granularity.None, DimensionValue.Whole);
                var before = TenantCalendar.DayNumber(TenantCalendar.DateOf(sums.Window.CutDay).PlusMonths(-ReturningMonths));
                var now = sums.Sum(series, CellRange.Beginning, sums.Window.CutDay);
                var then = sums.Sum(series, CellRange.Beginning, before);
                return IndicatorSums.Ratio(value, now - then, then, 100, then);
            },
        },
        new RatioIndicator
        {
            Id = "referral_share",
            Title = "Customers won by referral",
            Definition = "Customers acquired in the period who came with a referrer / customers acquired in the period.",
            Unit = IndicatorUnits.Percent,
            Inputs = ["customer_registered", "purchase", "subscription_started"],
            Numerator = Quantity.Flow(BuiltInMeasures.AcquiredReferred),
            Denominator = Quantities.Acquired,
            Factor = RatioIndicator.Percent,
            IsShare = true,
        },
        new RatioIndicator
        {
            Id = "new_via_promotion",
            Title = "Customers won by promotion",
            Definition = "Customers acquired in the period whose first order, also after it, up to as-of, used a promotion / customers acquired in the period.",
            Unit = IndicatorUnits.Percent,
            Inputs = ["purchase", "subscription_started"],
            Numerator = Quantity.Flow(BuiltInMeasures.AcquiredByPromotion),
            Denominator = Quantities.Acquired,
            Factor = RatioIndicator.Percent,
            IsShare = true,
        },
    ];

    private static RatioIndicator Selling(string id, string title, string what, MeasureId buyers) => new()
    {
        Id = id,
        Title = title,
        Definition = $"Of customers with an order in the period and one before it: share {what}.",
        Unit = IndicatorUnits.Percent,
        Inputs = Purchases,
        Numerator = Quantity.Flow(buyers),
        Denominator = Quantities.ExistingBuyers,
        Factor = RatioIndicator.Percent,
        IsShare = true,
    };
}
