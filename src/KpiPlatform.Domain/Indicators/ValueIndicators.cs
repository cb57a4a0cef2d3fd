using KpiPlatform.Domain.Measures;

namespace KpiPlatform.Domain.Indicators;

/// <summary>Built-in indicators of what is earned and spent on customers, and of what ties them.</summary>
internal static class ValueIndicators
{
    private const string CostToServe = "Cost to serve: customer costs, and contact time (with talk that no contact time is linked to) and tickets at the tenant's rates of their day. ";
    private const string Other = "other";

    private static readonly string[] Money = ["purchase", "refund"];
    private static readonly string[] Costs = ["purchase", "refund", "customer_cost", "contact_time", "call", "ticket_opened"];

    public static readonly Indicator[] All =
    [
        new QuantityIndicator
        {
            Id = "revenue_by_order_date",
            Title = "Revenue by order date",
            Definition = "Sum of (amount - discount) of the period's purchases, before tax, less refunds that name an order of the period, whenever they were made; a refund that names no known order counts on its own day.",
            Unit = IndicatorUnits.Money,
            Inputs = Money,
            Quantity = Quantities.RevenueByOrderDateMinor,
            Sample = Quantities.Orders,
        },
        new DerivedIndicator
        {
            Id = "sales_by_channel",
            Title = "Sales by channel",
            Definition = "Revenue; components: revenue of each value of the dimension declared on the channel, and of what counts under other. A tenant that declares no such dimension has all under other.",
            Unit = IndicatorUnits.Money,
            Inputs = Money,
            PartsOfTenant = true,
            AddsUp = true,
            Parts = [Other],
            Formula = static (sums, value) =>
            {
                var revenue = sums[Quantities.RevenueMinor];
                var slot = sums.Settings.ChannelSlot;
                var components = new List<IndicatorComponent>();
                long declared = 0;
                for (var i = 0; slot >= 0 && i < sums.Settings.Dimensions[slot].Values.Count; i++)
                {
                    var amount = sums.Of(BuiltInMeasures.RevenueMinor, DimensionValue.Of(slot, i + 1));
                    declared += amount;
                    components.Add(new(sums.Settings.Dimensions[slot].Values[i], amount / sums.MinorPerUnit));
                }

                components.Add(new(Other, (revenue - declared) / sums.MinorPerUnit));
                return value with { Value = revenue / sums.MinorPerUnit, SampleSize = sums[Quantities.Orders], Components = components };
            },
        },
        new RatioIndicator
        {
            Id = "gross_margin",
            Title = "Gross margin",
            Definition = "(Revenue - cost of the goods) / revenue.",
            Unit = IndicatorUnits.Percent,
            Inputs = Money,
            Numerator = Quantities.RevenueMinor - Quantities.CostMinor,
            Denominator = Quantities.RevenueMinor,
            Factor = RatioIndicator.Percent,
            IsOfMoney = true,
            Sample = Quantities.Orders,
        },
        new RatioIndicator
        {
            Id = "cost_revenue_ratio",
            Title = "Cost to serve per revenue",
            Definition = CostToServe + "It / revenue.",
            Unit = IndicatorUnits.Ratio,
            Direction = Direction.Decrease,
            Inputs = Costs,
            Numerator = Quantities.CostToServeMinor,
            Denominator = Quantities.RevenueMinor,
            IsOfMoney = true,
            Sample = Quantities.Orders,
        },
        new RatioIndicator
        {
            Id = "profit_per_customer",
            Title = "Profit per customer",
            Definition = CostToServe + "(Revenue - cost of the goods - cost to serve) of the customers in the base at the end of the period / their number.",
            Unit = IndicatorUnits.Money,
            Inputs = Costs,
            Numerator = Quantities.MarginOfBaseMinor,
            Denominator = Quantities.BaseAtEnd,
        },
        new RatioIndicator
        {
            Id = "unprofitable_customers",
            Title = "Unprofitable customers",
            Definition = CostToServe + "Of customers with an order in the 365 days that end with the period: share whose revenue of these days is less than the cost of their goods and the cost to serve them.",
            Unit = IndicatorUnits.Percent,
            Direction = Direction.Decrease,
            Inputs = Costs,
            Numerator = Quantity.Of(BuiltInMeasures.YearUnprofitable, TermDays.BeforeCut),
            Denominator = Quantity.Of(BuiltInMeasures.YearPayers, TermDays.BeforeCut),
            Factor = RatioIndicator.Percent,
            IsShare = true,
        },
        new RatioIndicator
        {
            Id = "sustainable_purchase_share",
            Title = "Sustainable purchases",
            Definition = "Totals of order lines tagged \"sustainable\" / totals of all order lines.",
            Unit = IndicatorUnits.Percent,
            Inputs = ["purchase"],
            Numerator = Quantity.Flow(BuiltInMeasures.SustainableMinor),
            Denominator = Quantity.Flow(BuiltInMeasures.LineMinor),
            Factor = RatioIndicator.Percent,
            IsOfMoney = true,
            Sample = Quantities.Orders,
        },
        OfBase("online_engagement", "Online engagement", "Customers of the base at the end of the period with an online visit in it", ["visit"], Quantity.Flow(BuiltInMeasures.OnlineVisitorsInBase)),
        OfBase("used_a_promotion", "Customers using promotions", "Customers of the base at the end of the period who redeemed a promotion in it", ["promotion_redeemed"], Quantity.Flow(BuiltInMeasures.RedeemersInBase)),
        OfBase("loyalty_participation", "Members of loyalty programmes", "Customers of the base at the end of the period who are members of a loyalty programme then", ["loyalty_joined", "loyalty_left"], Quantity.Of(BuiltInMeasures.MembersInBase, TermDays.BeforeCut)),
        new QuantityIndicator
        {
            Id = "points_outstanding",
            Title = "Points outstanding",
            Definition = "Loyalty points earned and not redeemed at the end of the period.",
            Unit = IndicatorUnits.Count,
            Inputs = ["loyalty_points_earned", "loyalty_points_redeemed"],
            Quantity = Quantities.PointsOutstanding,
        },
        new DerivedIndicator
        {
            Id = "loyalty_index",
            Title = "Loyalty index",
            Definition = "Mean of those of repeat_in_period_rate, customer_retention_rate and promoter_share that have a value, 0 to 100; these are the components.",
            Unit = IndicatorUnits.Points,
            Inputs = ["purchase", "subscription_started", "subscription_changed", "subscription_cancelled", "survey_answered"],
            Parts = ["repeat_in_period_rate", "customer_retention_rate", "promoter_share"],
            Formula = static (sums, value) =>
            {
                var parts = new[]
                    {
                        Share("repeat_in_period_rate", sums[Quantity.Flow(BuiltInMeasures.RepeatBuyers)], sums[Quantities.Buyers]),
                        Share("customer_retention_rate", sums[Quantities.Retained], sums[Quantities.BaseAtStart]),
                        Share("promoter_share", sums[Quantity.Flow(BuiltInMeasures.NpsPromoters)], sums[Quantity.Flow(BuiltInMeasures.NpsAnswers)]),
                    }
                    .OfType<IndicatorComponent>()
                    .ToList();
                value = value with { SampleSize = sums[Quantities.Buyers], Components = parts };
                return parts.Count == 0
                    ? value with { NoValueReason = NoValueReason.DenominatorZero }
                    : value with { Value = parts.Average(part => part.Value) };
            },
        },
    ];

    private static IndicatorComponent? Share(string id, long some, long all) => all == 0 ? null : new(id, 100.0 * some / all);

    private static RatioIndicator OfBase(string id, string title, string definition, string[] inputs, Quantity some) => new()
    {
        Id = id,
        Title = title,
        Definition = definition + " / all customers of that base.",
        Unit = IndicatorUnits.Percent,
        Inputs = [.. inputs, "purchase", "subscription_started", "subscription_cancelled"],
        Numerator = some,
        Denominator = Quantities.BaseAtEnd,
        Factor = RatioIndicator.Percent,
        IsShare = true,
    };
}
