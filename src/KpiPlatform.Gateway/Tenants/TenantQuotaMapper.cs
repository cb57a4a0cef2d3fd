using KpiPlatform.Domain.Identity;
using KpiPlatform.Domain.Tenants;
using KpiPlatform.Gateway.Definitions;
using KpiPlatform.Gateway.Mapping;
using KpiPlatform.Gateway.Names;
using KpiPlatform.Protocol.V1;

namespace KpiPlatform.Gateway.Tenants;

/// <summary>Quotas to and from the contract's.</summary>
internal static class TenantQuotaMapper
{
    /// <summary>The fields that can be changed.</summary>
    public static readonly IReadOnlyList<string> Changeable =
    [
        "interactions_per_second", "interactions_burst", "interactions_per_month", "customers", "streams", "watchers", "definitions", "query_cost_per_second", "query_cost_burst",
    ];

    /// <summary>The others.</summary>
    public static readonly IReadOnlyList<string> OutputOnly = ["name", "etag"];

    /// <summary>The quotas in force, for callers.</summary>
    public static TenantQuota ToProto(TenantId tenant, TenantQuotas quotas) => new()
    {
        Name = ResourceNames.Tenant(tenant),
        InteractionsPerSecond = quotas.EffectiveInteractionsPerSecond,
        InteractionsBurst = quotas.EffectiveInteractionsBurst,
        InteractionsPerMonth = quotas.EffectiveInteractionsPerMonth,
        Customers = quotas.EffectiveCustomers,
        Streams = quotas.EffectiveStreams,
        Watchers = quotas.EffectiveWatchers,
        Definitions = quotas.EffectiveDefinitions,
        QueryCostPerSecond = quotas.EffectiveQueryCostPerSecond,
        QueryCostBurst = quotas.EffectiveQueryCostBurst,
        Etag = DefinitionEtag.Of(quotas),
    };

    /// <summary>Quotas with the fields of a mask as sent; 0 sets the default.</summary>
    public static TenantQuotas Apply(TenantQuota sent, UpdateMask mask, TenantQuotas quotas)
    {
        return new()
        {
            InteractionsPerSecond = Pick("interactions_per_second", sent.InteractionsPerSecond, quotas.InteractionsPerSecond),
            InteractionsBurst = Pick("interactions_burst", sent.InteractionsBurst, quotas.InteractionsBurst),
            InteractionsPerMonth = Pick("interactions_per_month", sent.InteractionsPerMonth, quotas.InteractionsPerMonth),
            Customers = Pick("customers", sent.Customers, quotas.Customers),
            Streams = Pick("streams", sent.Streams, quotas.Streams),
            Watchers = Pick("watchers", sent.Watchers, quotas.Watchers),
            Definitions = Pick("definitions", sent.Definitions, quotas.Definitions),
            QueryCostPerSecond = Pick("query_cost_per_second", sent.QueryCostPerSecond, quotas.QueryCostPerSecond),
            QueryCostBurst = Pick("query_cost_burst", sent.QueryCostBurst, quotas.QueryCostBurst),
        };

        long? Pick(string name, long value, long? current) => !mask.Has(name) ? current : value == 0 ? null : value;
    }
}
