using System.Collections.Frozen;
using KpiPlatform.Domain.Customers;
using KpiPlatform.Domain.Journal;

namespace KpiPlatform.Domain.Segments.Filters;

/// <summary>The fields that customers are filtered and ordered by, by their names in the contract.</summary>
public static class CustomerFields
{
    private static readonly (string Name, CustomerField Field)[] Named =
    [
        ("customer_id", CustomerField.CustomerId),
        ("orders", CustomerField.Orders),
        ("revenue", CustomerField.Revenue),
        ("average_purchase_value", CustomerField.AveragePurchaseValue),
        ("complaints", CustomerField.Complaints),
        ("open_tickets", CustomerField.OpenTickets),
        ("csat", CustomerField.Csat),
        ("nps", CustomerField.Nps),
        ("acquire_time", CustomerField.AcquireTime),
        ("first_order_time", CustomerField.FirstOrderTime),
        ("last_order_time", CustomerField.LastOrderTime),
        ("last_interaction_time", CustomerField.LastInteractionTime),
        ("lifecycle", CustomerField.Lifecycle),
        ("in_base", CustomerField.InBase),
        ("days_since_acquired", CustomerField.DaysSinceAcquired),
        ("days_since_last_order", CustomerField.DaysSinceLastOrder),
        ("days_since_last_interaction", CustomerField.DaysSinceLastInteraction),
        ("rfm.recency", CustomerField.Recency),
        ("rfm.frequency", CustomerField.Frequency),
        ("rfm.monetary", CustomerField.Monetary),
        ("performance", CustomerField.Performance),
        ("complaints_365_days", CustomerField.YearComplaints),
        ("margin_365_days", CustomerField.YearMargin),
        ("csat_rate", CustomerField.CsatRate),
        ("nps_score", CustomerField.NpsScore),
        ("ces", CustomerField.Ces),
        ("average_resolution_time", CustomerField.ResolutionHours),
    ];

    private static readonly FrozenDictionary<string, CustomerField> ByName = Named.ToFrozenDictionary(entry => entry.Name, entry => entry.Field, StringComparer.Ordinal);

    /// <summary>All names, for messages.</summary>
    public static string Names { get; } = $"{string.Join(", ", Named.Select(entry => entry.Name))}, attribute:KEY, dimension:ID, segment";

    /// <summary>Names of those that customers are ordered by, for messages.</summary>
    public static string OrderNames { get; } = string.Join(", ", Named.Select(entry => entry.Name));

    /// <summary>Names of the stages of the lifecycle, for messages.</summary>
    public static string StageNames { get; } = string.Join(", ", Enum.GetValues<LifecycleStage>().Select(NameOf));

    /// <summary>The field of a name, or null.</summary>
    public static CustomerField? Find(string name) => ByName.TryGetValue(name, out var field) ? field : null;

    /// <summary>Whether a field is an instant.</summary>
    public static bool IsTime(CustomerField field) =>
        field is CustomerField.AcquireTime or CustomerField.FirstOrderTime or CustomerField.LastOrderTime or CustomerField.LastInteractionTime;

    /// <summary>Whether the index of customers has a column for it, so that a database can filter and order by it.</summary>
    public static bool IsIndexed(CustomerField field) => field <= CustomerField.InBase;

    /// <summary>Whether a field is an amount of money.</summary>
    public static bool IsMoney(CustomerField field) => field is CustomerField.Revenue or CustomerField.AveragePurchaseValue or CustomerField.YearMargin;

    /// <summary>The name of a stage: that of the contract's enum, in lower case.</summary>
    public static string NameOf(LifecycleStage stage) => stage.ToString().ToLowerInvariant();

    /// <summary>The stage of a name, or null.</summary>
    public static LifecycleStage? FindStage(string name)
    {
        foreach (var stage in Enum.GetValues<LifecycleStage>())
        {
            if (string.Equals(NameOf(stage), name, StringComparison.Ordinal))
                return stage;
        }

        return null;
    }
}
