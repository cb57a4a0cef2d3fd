namespace KpiPlatform.Domain.Journal;

/// <summary>Fields that customers are filtered and ordered by.</summary>
public enum CustomerField
{
    /// <summary>External id, ordinal by UTF-8 bytes.</summary>
    CustomerId,

    /// <summary>Number of orders.</summary>
    Orders,

    /// <summary>Revenue in minor units.</summary>
    Revenue,

    /// <summary>Revenue ÷ orders in minor units; no value without orders.</summary>
    AveragePurchaseValue,

    /// <summary>Number of complaints.</summary>
    Complaints,

    /// <summary>Open tickets.</summary>
    OpenTickets,

    /// <summary>Latest CSAT answer.</summary>
    Csat,

    /// <summary>Latest NPS answer.</summary>
    Nps,

    /// <summary>First acquiring interaction, microseconds since 1970.</summary>
    AcquireTime,

    /// <summary>First order, microseconds since 1970.</summary>
    FirstOrderTime,

    /// <summary>Last order, microseconds since 1970.</summary>
    LastOrderTime,

    /// <summary>Latest interaction, microseconds since 1970.</summary>
    LastInteractionTime,

    /// <summary>Stage of the lifecycle, as the number of a LifecycleStage; needs <see cref="CustomerQuery.Lifecycle"/>.</summary>
    Lifecycle,

    /// <summary>1 while in the base, else 0.</summary>
    InBase,

    /// <summary>Local days since the first acquiring interaction, 0 on its day.</summary>
    DaysSinceAcquired,

    /// <summary>Local days since the last order.</summary>
    DaysSinceLastOrder,

    /// <summary>Local days since the latest interaction.</summary>
    DaysSinceLastInteraction,

    /// <summary>Recency score, 1 to 5; no value without orders.</summary>
    Recency,

    /// <summary>Frequency score, 1 to 5; no value without orders.</summary>
    Frequency,

    /// <summary>Monetary score, 1 to 5; no value without orders.</summary>
    Monetary,

    /// <summary>Customer performance indicator, 0 to 100.</summary>
    Performance,

    /// <summary>Complaints of the last 365 local days.</summary>
    YearComplaints,

    /// <summary>Margin of the last 365 local days in minor units.</summary>
    YearMargin,

    /// <summary>Percent of satisfied answers to CSAT surveys.</summary>
    CsatRate,

    /// <summary>NPS over the customer's contacts, −100 to 100.</summary>
    NpsScore,

    /// <summary>Mean answer to CES surveys.</summary>
    Ces,

    /// <summary>Mean time to resolution in hours.</summary>
    ResolutionHours,

    /// <summary>An attribute, named by <see cref="CustomerCondition.Key"/>.</summary>
    Attribute,

    /// <summary>An indicator of the customer alone over a period, named by <see cref="CustomerCondition.Key"/>.</summary>
    Indicator,
}
