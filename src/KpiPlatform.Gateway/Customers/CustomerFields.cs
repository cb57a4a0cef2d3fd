using System.Collections.Frozen;
using KpiPlatform.Domain.Customers;
using KpiPlatform.Domain.Journal;

namespace KpiPlatform.Gateway.Customers;

/// <summary>The fields that customers are filtered and ordered by, by their names in the contract.</summary>
internal static class CustomerFields
{
    private static readonly FrozenDictionary<string, CustomerField> ByName = new Dictionary<string, CustomerField>(StringComparer.Ordinal)
    {
        ["customer_id"] = CustomerField.CustomerId,
        ["orders"] = CustomerField.Orders,
        ["revenue"] = CustomerField.Revenue,
        ["average_purchase_value"] = CustomerField.AveragePurchaseValue,
        ["complaints"] = CustomerField.Complaints,
        ["open_tickets"] = CustomerField.OpenTickets,
        ["csat"] = CustomerField.Csat,
        ["nps"] = CustomerField.Nps,
        ["acquire_time"] = CustomerField.AcquireTime,
        ["first_order_time"] = CustomerField.FirstOrderTime,
        ["last_order_time"] = CustomerField.LastOrderTime,
        ["last_interaction_time"] = CustomerField.LastInteractionTime,
        ["lifecycle"] = CustomerField.Lifecycle,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>All names, for messages.</summary>
    public static string Names { get; } =
        "customer_id, orders, revenue, average_purchase_value, complaints, open_tickets, csat, nps, acquire_time, first_order_time, last_order_time, last_interaction_time, lifecycle";

    /// <summary>The field of a name, or null.</summary>
    public static CustomerField? Find(string name) => ByName.TryGetValue(name, out var field) ? field : null;

    /// <summary>Whether a field is an instant.</summary>
    public static bool IsTime(CustomerField field) =>
        field is CustomerField.AcquireTime or CustomerField.FirstOrderTime or CustomerField.LastOrderTime or CustomerField.LastInteractionTime;

    /// <summary>Names of the stages of the lifecycle, for messages.</summary>
    public static string StageNames { get; } = string.Join(", ", Enum.GetValues<LifecycleStage>().Select(NameOf));

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

    /// <summary>Whether a field is an amount of money.</summary>
    public static bool IsMoney(CustomerField field) => field is CustomerField.Revenue or CustomerField.AveragePurchaseValue;
}
