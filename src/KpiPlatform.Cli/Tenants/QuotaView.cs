using KpiPlatform.Cli.Connection;
using KpiPlatform.Cli.Output;
using KpiPlatform.Protocol.V1;
using Spectre.Console.Rendering;

namespace KpiPlatform.Cli.Tenants;

/// <summary>How much of the platform a tenant may use, shown.</summary>
internal static class QuotaView
{
    public static ResourceView<TenantQuota> View { get; } = new(
        [],
        [
            new("tenant", q => ResourceNames.LastSegment(q.Name)),
            new("interactions_per_second", q => q.InteractionsPerSecond),
            new("interactions_burst", q => q.InteractionsBurst),
            new("interactions_per_month", q => q.InteractionsPerMonth),
            new("customers", q => q.Customers),
            new("streams", q => q.Streams),
            new("watchers", q => q.Watchers),
            new("definitions", q => q.Definitions),
            new("query_cost_per_second", q => q.QueryCostPerSecond),
            new("query_cost_burst", q => q.QueryCostBurst),
        ]);

    /// <summary>For people.</summary>
    public static IRenderable Details(TenantQuota quota) => Tables.Pairs(
    [
        ("Tenant", Cells.Text(ResourceNames.LastSegment(quota.Name))),
        ("Interactions per second", $"{Cells.Count(quota.InteractionsPerSecond)}, at once {Cells.Count(quota.InteractionsBurst)}"),
        ("Interactions per month", Cells.Count(quota.InteractionsPerMonth)),
        ("Customers", Cells.Count(quota.Customers)),
        ("Recording streams", Cells.Count(quota.Streams)),
        ("Watchers", Cells.Count(quota.Watchers)),
        ("Definitions", Cells.Count(quota.Definitions)),
        ("Query cost per second", $"{Cells.Count(quota.QueryCostPerSecond)}, at once {Cells.Count(quota.QueryCostBurst)}"),
    ]);
}
