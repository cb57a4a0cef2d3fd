using KpiPlatform.Domain.Identity;
using KpiPlatform.Domain.Tenants;
using KpiPlatform.Grains.Abstractions.Customers;
using KpiPlatform.Protocol.V1;
using NodaTime;

namespace KpiPlatform.Gateway.Recording;

/// <summary>A batch as read: what is fit to be recorded, by customer, and what is rejected already.</summary>
/// <param name="Groups">One for each customer, in the order in which they appear.</param>
/// <param name="Rejected">By position.</param>
internal sealed record BatchReading(IReadOnlyList<CustomerGroup> Groups, IReadOnlyList<RejectedInteraction> Rejected)
{
    /// <summary>Reads and checks every interaction of a batch.</summary>
    public static BatchReading Of(RecordInteractionsRequest batch, TenantDefinition definition, Instant now)
    {
        var interactions = batch.Interactions;
        var messages = new InteractionMessage?[interactions.Count];
        var groupOf = new CustomerGroup?[interactions.Count];
        var groups = new List<CustomerGroup>(interactions.Count);
        var rejected = new List<RejectedInteraction>();
        var byCustomer = new Dictionary<CustomerId, CustomerGroup>(interactions.Count);
        for (var i = 0; i < messages.Length; i++)
        {
            if (!InteractionIntake.TryRead(interactions[i], i, definition, now, out var customer, out var message, out var violation))
            {
                rejected.Add(new() { Index = i, Reason = violation.Reason, Field = violation.Field, Message = violation.Message });
                continue;
            }

            if (!byCustomer.TryGetValue(customer, out var group))
            {
                group = new CustomerGroup(customer);
                byCustomer.Add(customer, group);
                groups.Add(group);
            }

            group.CountOne();
            groupOf[i] = group;
            messages[i] = message;
        }

        for (var i = 0; i < messages.Length; i++)
            groupOf[i]?.Add(messages[i]!, i);
        return new(groups, rejected);
    }
}
