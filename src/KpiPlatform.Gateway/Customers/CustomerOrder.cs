using KpiPlatform.Domain.Customers;
using KpiPlatform.Domain.Journal;
using NodaTime;

namespace KpiPlatform.Gateway.Customers;

/// <summary>The value by which the index orders a customer; needed to say where a page ended.</summary>
internal static class CustomerOrder
{
    private const long TicksPerMicrosecond = 10;

    /// <summary>Where a page ends that has this customer last.</summary>
    public static CustomerPageKey KeyOf(ListedCustomer customer, CustomerField orderBy, LifecycleBounds bounds) => new(ValueOf(customer.Entry, orderBy, bounds), customer.CustomerId.Value);

    private static double? ValueOf(CustomerIndexEntry entry, CustomerField field, LifecycleBounds bounds) => field switch
    {
        CustomerField.CustomerId => null,
        CustomerField.Orders => entry.Orders,
        CustomerField.Revenue => entry.RevenueMinor,
        CustomerField.AveragePurchaseValue => entry.Orders == 0 ? null : (double)entry.RevenueMinor / entry.Orders,
        CustomerField.Complaints => entry.Complaints,
        CustomerField.OpenTickets => entry.OpenTickets,
        CustomerField.Csat => entry.Csat,
        CustomerField.Nps => entry.Nps,
        CustomerField.AcquireTime => Micros(entry.AcquiredAt),
        CustomerField.FirstOrderTime => Micros(entry.FirstOrderAt),
        CustomerField.LastOrderTime => Micros(entry.LastOrderAt),
        CustomerField.LastInteractionTime => Micros(entry.LastInteractionAt),
        CustomerField.Lifecycle => (int)bounds.StageOf(entry.AcquiredAt, entry.BaseUntil, entry.ReturnedAt, entry.Orders),
        CustomerField.InBase => entry.BaseUntil is { } until && bounds.Now < until ? 1 : 0,
        _ => throw new ArgumentOutOfRangeException(nameof(field), field, "Not a field of customers."),
    };

    private static double? Micros(Instant? instant) => instant is { } value ? value.ToUnixTimeTicks() / TicksPerMicrosecond : null;
}
