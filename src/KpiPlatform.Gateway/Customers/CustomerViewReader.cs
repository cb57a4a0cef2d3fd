using KpiPlatform.Domain;
using KpiPlatform.Domain.Identity;
using KpiPlatform.Domain.Journal;
using KpiPlatform.Gateway.Access;
using KpiPlatform.Grains.Abstractions;
using KpiPlatform.Grains.Abstractions.Customers;

namespace KpiPlatform.Gateway.Customers;

/// <summary>Reads customers that the index has listed, from their grains, so many at once as is allowed.</summary>
internal sealed class CustomerViewReader(CallerGrains grains, GatewayOptions options)
{
    /// <summary>One for each; null for who is gone since the index was read.</summary>
    public async Task<CustomerView?[]> ReadAsync(TenantId tenant, IReadOnlyList<ListedCustomer> listed, CancellationToken cancellationToken)
    {
        var views = new CustomerView?[listed.Count];
        await Bounded.ForEachAsync(listed.Count, options.MaxParallelReads, async i =>
        {
            var grain = grains.GetGrain<ICustomerGrain>(GrainKeys.Customer(tenant, listed[i].CustomerId));
            var reply = await grain.Get(cancellationToken);

            // Erased since the index was read: the list goes on without it. Any other failure is one of the list.
            if (reply.Error is not { Kind: ErrorKind.NotFound })
                views[i] = reply.Require();

            // Folded since the index was read: it is on the list as its survivor, if that is on it.
            if (views[i]?.Survivor is not null)
                views[i] = null;
        });
        return views;
    }
}
