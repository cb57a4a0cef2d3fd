namespace KpiPlatform.Domain.Tenants;

/// <summary>Reasons (UPPER_SNAKE, stable) of refusals because a tenant has taken what its quotas allow; see <see cref="TenantQuotas"/>.</summary>
public static class QuotaReasons
{
    /// <summary>Interactions per second.</summary>
    public const string InteractionsPerSecond = "QUOTA_INTERACTIONS_PER_SECOND";

    /// <summary>Interactions per month.</summary>
    public const string InteractionsPerMonth = "QUOTA_INTERACTIONS_PER_MONTH";

    /// <summary>Customers.</summary>
    public const string Customers = "QUOTA_CUSTOMERS";

    /// <summary>Recording streams.</summary>
    public const string Streams = "QUOTA_STREAMS";

    /// <summary>Watch streams.</summary>
    public const string Watchers = "QUOTA_WATCHERS";

    /// <summary>Definitions.</summary>
    public const string Definitions = "QUOTA_DEFINITIONS";

    /// <summary>Cost of calls.</summary>
    public const string QueryCost = "QUOTA_QUERY_COST";
}
