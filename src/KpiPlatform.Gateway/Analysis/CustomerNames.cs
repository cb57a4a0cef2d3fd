using KpiPlatform.Domain.Identity;
using KpiPlatform.Domain.Journal;

namespace KpiPlatform.Gateway.Analysis;

/// <summary>External ids of a tenant's customers by number; who is erased, and the tenant itself, has none.</summary>
internal sealed class CustomerNames(IBackfillStore customers)
{
    private const int Page = 1_000;

    /// <summary>All of them.</summary>
    public async Task<IReadOnlyDictionary<CustomerNumber, string>> ReadAsync(TenantNumber tenant, CancellationToken cancellationToken)
    {
        var names = new Dictionary<CustomerNumber, string>();
        CustomerNumber? after = null;
        while (true)
        {
            var page = await customers.ReadCustomersAsync(tenant, after, Page, cancellationToken);
            foreach (var customer in page)
            {
                if (customer.CustomerId is { } id && id != CustomerId.TenantFacts)
                    names.Add(customer.Customer, id.Value);
            }

            if (page.Count < Page)
                return names;
            after = page[^1].Customer;
        }
    }
}
