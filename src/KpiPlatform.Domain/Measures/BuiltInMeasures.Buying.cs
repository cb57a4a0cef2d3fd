namespace KpiPlatform.Domain.Measures;

/// <content>What is bought, by whom and how often; what customers cost; promotions and loyalty.</content>
public static partial class BuiltInMeasures
{
    /// <summary>Additive: Σ cost of the goods of purchases, minor units.</summary>
    public static MeasureId CostMinor => new(4);

    /// <summary>Additive: orders made to the customer's own specification.</summary>
    public static MeasureId CustomisedOrders => new(5);

    /// <summary>Additive: Σ line totals of purchases, minor units.</summary>
    public static MeasureId LineMinor => new(6);

    /// <summary>Additive: Σ totals of lines tagged "sustainable", minor units.</summary>
    public static MeasureId SustainableMinor => new(7);

    /// <summary>Additive: Σ refunds on the day of the refund, minor units.</summary>
    public static MeasureId RefundedMinor => new(8);

    /// <summary>Additive: Σ refunds on the day of the order that they name, else of the refund; minor units.</summary>
    public static MeasureId RefundedOfOrdersMinor => new(9);

    /// <summary>Additive: those of <see cref="Acquired"/>, on the same day, who came with a referrer.</summary>
    public static MeasureId AcquiredReferred => new(15);

    /// <summary>Additive: those of <see cref="Acquired"/>, on the same day, whose first order, whenever, used a promotion.</summary>
    public static MeasureId AcquiredByPromotion => new(16);

    /// <summary>
    /// Additive: changes of the number of customers with an order in the six months before D and one before these, so that
    /// Σ over days before D is that number. Changes may lie in the future.
    /// </summary>
    public static MeasureId ReturningPayers => new(17);

    /// <summary>Additive: changes of the number of customers with an order on one of the 365 days before D, as <see cref="ReturningPayers"/>.</summary>
    public static MeasureId YearPayers => new(18);

    /// <summary>Additive: changes of the number of those of <see cref="YearPayers"/> whose margin of these days is below 0.</summary>
    public static MeasureId YearUnprofitable => new(19);

    /// <summary>Additive: customers, on the day of their first entry into the base.</summary>
    public static MeasureId EverEntered => new(27);

    /// <summary>
    /// Additive: changes of Σ (last − first day of activity) over the customers who were in the base and are not at D: Σ over days
    /// before D is that sum. Their number is Σ (<see cref="EverEntered"/> − <see cref="BaseEntered"/> + <see cref="BaseLeft"/>).
    /// </summary>
    public static MeasureId LapsedDays => new(28);

    /// <summary>Per period: customers with an order before it, on the day of their first order in it with a category new to them.</summary>
    public static MeasureId CrossBuyers => new(34);

    /// <summary>Per period: customers with an order before it, on the day of their first order in it above their highest earlier tier in a family.</summary>
    public static MeasureId UpBuyers => new(35);

    /// <summary>
    /// Per period: customers whose first order precedes the period before, in the base at the period's start or at the cut, with more
    /// orders in the days up to the cut than in as many days of the period before.
    /// </summary>
    public static MeasureId BuyingMoreOften => new(38);

    /// <summary>Per period, on its last day: what must be added to <see cref="BuyingMoreOften"/> to compare with the whole period before, if that is longer.</summary>
    public static MeasureId BuyingMoreOftenWhole => new(39);

    /// <summary>
    /// Per period, changes of a stock: customers in the base at D without an order before the period that precedes the one that
    /// begins with D. Σ over days before a period's first is their number in S.
    /// </summary>
    public static MeasureId YoungBase => new(60);

    /// <summary>Per period: entries (+1) and leaves (−1) of customers without an order before the preceding period, who were not in the base when it began.</summary>
    public static MeasureId YoungJoined => new(61);

    /// <summary>Per period: customers who redeemed a promotion in the period, as long as they are in the base (at the cut).</summary>
    public static MeasureId RedeemersInBase => new(110);

    /// <summary>Additive: changes of the number of customers in the base who are members of a loyalty programme.</summary>
    public static MeasureId MembersInBase => new(111);

    /// <summary>Additive: points earned less points redeemed.</summary>
    public static MeasureId Points => new(112);

    /// <summary>Additive: Σ what customers cost beside the goods: customer costs, and contact time and tickets at the tenant's rates; minor units.</summary>
    public static MeasureId CostToServeMinor => new(150);

    /// <summary>
    /// Per period: Σ margin (revenue less cost of goods less cost to serve) in the period of the customers who are not in the base at
    /// the cut, minor units. Margin of the base = all margin − this.
    /// </summary>
    public static MeasureId MarginOutsideBase => new(151);
}
