using KpiPlatform.Domain.Interactions;
using KpiPlatform.Domain.Measures;

namespace KpiPlatform.Domain.Indicators;

/// <summary>Quantities that several indicators share. In the comments S is the base at the period's start, E at the cut.</summary>
internal static class Quantities
{
    /// <summary>S.</summary>
    public static readonly Quantity BaseAtStart =
        Quantity.Of(BuiltInMeasures.BaseEntered, TermDays.BeforePeriod) - Quantity.Of(BuiltInMeasures.BaseLeft, TermDays.BeforePeriod);

    /// <summary>E.</summary>
    public static readonly Quantity BaseAtEnd =
        Quantity.Of(BuiltInMeasures.BaseEntered, TermDays.BeforeCut) - Quantity.Of(BuiltInMeasures.BaseLeft, TermDays.BeforeCut);

    /// <summary>|S ∩ E|.</summary>
    public static readonly Quantity Retained =
        BaseAtStart - Quantity.Flow(BuiltInMeasures.BaseLeftOfStart) + Quantity.Flow(BuiltInMeasures.BaseReenteredOfStart);

    /// <summary>|S ∖ E| = S − retained, with the terms of S cancelled.</summary>
    public static readonly Quantity Lost =
        Quantity.Flow(BuiltInMeasures.BaseLeftOfStart) - Quantity.Flow(BuiltInMeasures.BaseReenteredOfStart);

    /// <summary>Acquired in the period and in E.</summary>
    public static readonly Quantity NewInBase = Quantity.Flow(BuiltInMeasures.NewEntered) - Quantity.Flow(BuiltInMeasures.NewLeft);

    /// <summary>E ∖ S acquired before the period: S + new + returned − lost = E.</summary>
    public static readonly Quantity Returned = BaseAtEnd - Retained - NewInBase;

    /// <summary>In the base at any time in the period.</summary>
    public static readonly Quantity BaseAnyTime = BaseAtStart + Quantity.Flow(BuiltInMeasures.BaseFirstEntered);

    /// <summary>Orders in the period.</summary>
    public static readonly Quantity Orders = Quantity.Flow(BuiltInMeasures.Orders);

    /// <summary>Revenue in the period.</summary>
    public static readonly Quantity RevenueMinor = Quantity.Flow(BuiltInMeasures.RevenueMinor);

    /// <summary>Customers with an order in the period.</summary>
    public static readonly Quantity Buyers = Quantity.Flow(BuiltInMeasures.Buyers);

    /// <summary>Tickets open at the cut.</summary>
    public static readonly Quantity Backlog = Quantity.Of(BuiltInMeasures.Backlog, TermDays.BeforeCut);

    /// <summary>Calls that reached the queue's end: answered or abandoned in it.</summary>
    public static readonly Quantity CallsOffered = Quantity.Flow(BuiltInMeasures.CallsAnswered) + Quantity.Flow(BuiltInMeasures.CallsAbandoned);

    /// <summary>Calls answered by an agent.</summary>
    public static readonly Quantity CallsAnswered = Quantity.Flow(BuiltInMeasures.CallsAnswered);

    /// <summary>Calls that entered the voice menu.</summary>
    public static readonly Quantity IvrEntered = Quantity.Flow(BuiltInMeasures.IvrEntered);

    /// <summary>Contacts with the customers: tickets opened, calls of any end, contact times that are no call's.</summary>
    public static readonly Quantity Contacts =
        Quantity.Flow(BuiltInMeasures.TicketsOpened) + Quantity.Flow(BuiltInMeasures.Calls) + Quantity.Flow(BuiltInMeasures.OtherContacts);

    /// <summary>Customers acquired in the period.</summary>
    public static readonly Quantity Acquired = Quantity.Flow(BuiltInMeasures.Acquired);

    /// <summary>Customers with an order in the period and one before it.</summary>
    public static readonly Quantity ExistingBuyers = Buyers - Quantity.Flow(BuiltInMeasures.FirstOrder);

    /// <summary>Customers of S or E whose first order precedes the period before: |S ∪ E| less the young ones of S and of E ∖ S.</summary>
    public static readonly Quantity MatureBase =
        BaseAtStart + BaseAtEnd - Retained - Quantity.Of(BuiltInMeasures.YoungBase, TermDays.BeforePeriod) - Quantity.Flow(BuiltInMeasures.YoungJoined);

    /// <summary>Cost of the goods sold in the period.</summary>
    public static readonly Quantity CostMinor = Quantity.Flow(BuiltInMeasures.CostMinor);

    /// <summary>What customers cost beside the goods in the period.</summary>
    public static readonly Quantity CostToServeMinor = Quantity.Flow(BuiltInMeasures.CostToServeMinor);

    /// <summary>Revenue less cost of goods less cost to serve, of the customers in the base at the cut.</summary>
    public static readonly Quantity MarginOfBaseMinor = RevenueMinor - CostMinor - CostToServeMinor - Quantity.Flow(BuiltInMeasures.MarginOutsideBase);

    /// <summary>Customers who were in the base and are not at the cut.</summary>
    public static readonly Quantity Lapsed = Quantity.Of(BuiltInMeasures.EverEntered, TermDays.BeforeCut) - BaseAtEnd;

    /// <summary>Amount less discount of the period's purchases, less what was ever refunded of them.</summary>
    public static readonly Quantity RevenueByOrderDateMinor =
        RevenueMinor + Quantity.Flow(BuiltInMeasures.RefundedMinor) - Quantity.Flow(BuiltInMeasures.RefundedOfOrdersMinor);

    /// <summary>Points earned and not redeemed at the cut.</summary>
    public static readonly Quantity PointsOutstanding = Quantity.Of(BuiltInMeasures.Points, TermDays.BeforeCut);

    /// <summary>Marketing and sales spending in the period.</summary>
    public static readonly Quantity AcquisitionSpend = Spend(SpendCategory.Marketing) + Spend(SpendCategory.Sales);

    /// <summary>Spending of a category in the period.</summary>
    public static Quantity Spend(SpendCategory category) =>
        Quantity.Spread(BuiltInMeasures.SpendSlope(category), BuiltInMeasures.SpendMoment(category), BuiltInMeasures.SpendRest(category));
}
