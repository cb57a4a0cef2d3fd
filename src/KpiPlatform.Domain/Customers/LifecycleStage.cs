namespace KpiPlatform.Domain.Customers;

/// <summary>Where a customer stands in its life with the tenant; see <see cref="LifecycleBounds.StageOf"/>. The numbers are those that lists order by.</summary>
public enum LifecycleStage
{
    /// <summary>Not acquired yet: neither a purchase nor a subscription that has begun.</summary>
    Prospect = 1,

    /// <summary>In the base, acquired a short while ago.</summary>
    New = 2,

    /// <summary>In the base, and nothing else applies.</summary>
    Active = 3,

    /// <summary>In the base, with two orders or more.</summary>
    Repeat = 4,

    /// <summary>In the base, but soon out of it unless something happens.</summary>
    Lapsing = 5,

    /// <summary>Acquired, and not in the base.</summary>
    Lapsed = 6,

    /// <summary>In the base again, a short while after having lapsed.</summary>
    Returned = 7,
}
