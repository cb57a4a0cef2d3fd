using KpiPlatform.Domain.Indicators;

namespace KpiPlatform.Domain.Measures;

/// <content>What is bought, by whom and how often; what customers cost; promotions and loyalty.</content>
public static partial class MeasureCatalogue
{
    private static NamedMeasure[] Buying =>
    [
        Money("cost", "Cost of goods", "Cost of the goods of purchases.", Quantities.CostMinor, Quantities.Orders),
        Money("cost_to_serve", "Cost to serve", "Customer costs, and contact time and tickets at the tenant's rates of their day.", Quantities.CostToServeMinor, Quantities.Orders),
        Money("line_total", "Line totals", "Totals of order lines.", Quantity.Flow(BuiltInMeasures.LineMinor), Quantities.Orders),
        Money("sustainable_line_total", "Sustainable line totals", "Those of line_total tagged sustainable.", Quantity.Flow(BuiltInMeasures.SustainableMinor), Quantities.Orders),
        Money("refunded", "Refunded", "Refunds, on the day of the refund.", Quantity.Flow(BuiltInMeasures.RefundedMinor), Quantity.Flow(BuiltInMeasures.Refunds)),
        Money("refunded_of_orders", "Refunded of the orders", "Refunds, on the day of the order that they name, else of the refund.", Quantity.Flow(BuiltInMeasures.RefundedOfOrdersMinor), Quantities.Orders),
        Money("margin_of_base", "Margin of the base", "Revenue less cost of goods less cost to serve, of the customers in the base at the end of the period.", Quantities.MarginOfBaseMinor, Quantities.BaseAtEnd),
        Money("margin_outside_base", "Margin outside the base", "Revenue less cost of goods less cost to serve, of the customers who are not in the base at the end of the period.", Quantity.Flow(BuiltInMeasures.MarginOutsideBase), Quantities.Orders),
        Count("customised_orders", "Customised orders", "Orders made to the customer's own specification.", Quantity.Flow(BuiltInMeasures.CustomisedOrders)),
        Count("existing_buyers", "Existing buyers", "Customers with an order in the period and one before it.", Quantities.ExistingBuyers),
        Count("cross_buyers", "Cross-buyers", "Those of existing_buyers who bought a category new to them.", Quantity.Flow(BuiltInMeasures.CrossBuyers)),
        Count("up_buyers", "Up-buyers", "Those of existing_buyers who bought above their highest earlier tier in a family.", Quantity.Flow(BuiltInMeasures.UpBuyers)),
        Count("mature_base", "Customers to compare", "Customers in the base at the start or the end of the period whose first order precedes the period before.", Quantities.MatureBase, MeasureNature.StockAtEnd),
        Count("buying_more_often", "Buying more often", "Those of mature_base with more orders than in as many days of the period before.", Quantity.Flow(BuiltInMeasures.BuyingMoreOften)),
        Count("buying_more_often_whole", "Buying more often, correction", "What to add to buying_more_often once the period is over, where the period before is longer.", Quantity.Flow(BuiltInMeasures.BuyingMoreOftenWhole)),
        Count("new_referred", "New by referral", "Those of new_customers who came with a referrer.", Quantity.Flow(BuiltInMeasures.AcquiredReferred)),
        Count("new_by_promotion", "New by promotion", "Those of new_customers whose first order, whenever, used a promotion.", Quantity.Flow(BuiltInMeasures.AcquiredByPromotion)),
        Stock("returning_payers", "Returning payers", "Customers with an order in the six months that end with the period and one before these.", Quantity.Of(BuiltInMeasures.ReturningPayers, TermDays.BeforeCut)),
        Stock("year_payers", "Payers of a year", "Customers with an order in the 365 days that end with the period.", Quantity.Of(BuiltInMeasures.YearPayers, TermDays.BeforeCut)),
        Stock("year_unprofitable", "Unprofitable payers of a year", "Those of year_payers whose margin of these days is below 0.", Quantity.Of(BuiltInMeasures.YearUnprofitable, TermDays.BeforeCut)),
        Stock("lapsed_customers", "Lapsed customers", "Customers who were in the base and are not at the end of the period.", Quantities.Lapsed),
        Of("lapsed_lifespan", "Lifespan of lapsed customers", "Sum of the days from first to last qualifying activity of lapsed_customers.", MeasureUnit.Days, Quantity.Of(BuiltInMeasures.LapsedDays, TermDays.BeforeCut)) with { Nature = MeasureNature.StockAtEnd, Sample = Quantities.Lapsed },
        Count("redeemers_in_base", "Users of promotions", "Customers who redeemed a promotion in the period, in the base at its end.", Quantity.Flow(BuiltInMeasures.RedeemersInBase)),
        Stock("members_in_base", "Members", "Customers in the base who are members of a loyalty programme at the end of the period.", Quantity.Of(BuiltInMeasures.MembersInBase, TermDays.BeforeCut)),
        Stock("points_outstanding", "Points outstanding", "Loyalty points earned and not redeemed at the end of the period.", Quantities.PointsOutstanding),
    ];

    /// <summary>A number of things at the end of the period.</summary>
    private static NamedMeasure Stock(string id, string title, string description, Quantity quantity) =>
        Count(id, title, description, quantity, MeasureNature.StockAtEnd);
}
