using KpiPlatform.Domain.Customers;
using KpiPlatform.Domain.Identity;
using KpiPlatform.Domain.Journal;
using KpiPlatform.Domain.Tenants;
using KpiPlatform.Gateway.Names;
using KpiPlatform.Grains.Abstractions.Customers;
using NodaTime;
using Proto = KpiPlatform.Protocol.V1;

namespace KpiPlatform.Gateway.Customers;

/// <summary>Customers in the form of the contract.</summary>
internal static class CustomerMapper
{
    /// <summary>A customer as seen now.</summary>
    public static Proto.Customer ToProto(CustomerView view, TenantId tenant, TenantDefinition definition, Instant now)
    {
        var customer = new Proto.Customer
        {
            Name = ResourceNames.Customer(tenant, view.CustomerId),
            CustomerId = view.CustomerId,
            Version = view.Version,
            AcquireTime = Times.OfTicks(view.AcquiredAtTicks),
            FirstOrderTime = Times.OfTicks(view.FirstOrderAtTicks),
            LastOrderTime = Times.OfTicks(view.LastOrderAtTicks),
            LastInteractionTime = Times.OfTicks(view.LastInteractionAtTicks),
            InBase = view.BaseUntilTicks is { } until && now.ToUnixTimeTicks() < until,
        };
        customer.Lifecycle = (Proto.LifecycleStage)LifecycleBounds.Of(definition, now).StageOf(
            CustomerView.InstantOf(view.AcquiredAtTicks),
            CustomerView.InstantOf(view.BaseUntilTicks is { } end ? Math.Min(end, CustomerIndexEntry.Forever.ToUnixTimeTicks()) : null),
            CustomerView.InstantOf(view.ReturnedAtTicks),
            view.Orders);
        if (view.Survivor is { } survivor)
            customer.Survivor = ResourceNames.Customer(tenant, survivor);
        customer.FoldedCustomers.AddRange(view.Folded.Select(folded => ResourceNames.Customer(tenant, folded)));
        foreach (var (key, value) in view.Attributes)
            customer.Attributes.Add(key, value);
        CustomerIndicators.AddTo(customer, view, definition.Settings.Currency, now);
        CustomerScores.AddTo(customer, view, definition, now);
        return customer;
    }
}
