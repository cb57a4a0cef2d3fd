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
}
