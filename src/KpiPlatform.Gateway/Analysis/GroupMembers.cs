using KpiPlatform.Domain;
using KpiPlatform.Domain.Customers;
using KpiPlatform.Domain.Identity;
using KpiPlatform.Domain.Interactions;
using KpiPlatform.Domain.Journal;
using KpiPlatform.Domain.Tenants;
using KpiPlatform.Gateway.Customers;
using NodaTime;

namespace KpiPlatform.Gateway.Analysis;

/// <summary>Who is in which segment, or stage of the lifecycle, now.</summary>
internal sealed class GroupMembers(ICustomerIndex index)
{
    private const string Rest = "rest";
    private const int Page = 1_000;

    /// <summary>Most customers of a group.</summary>
    private const int MaxMembers = 2_000_000;

    /// <summary>The customers of segments, and everybody else as "rest".</summary>
    /// <exception cref="DomainException">A segment is unknown; names the field.</exception>
    public async Task<CustomerGroups> OfSegmentsAsync(IReadOnlyList<string> segments, TenantDefinition definition, Instant now, CancellationToken cancellationToken)
    {
        var filters = segments.Select((segment, i) => CustomerLister.SegmentFilter(segment, definition, $"segments[{i}]")).ToList();
        var byCustomer = new Dictionary<CustomerNumber, int[]>();
        for (var i = 0; i < filters.Count; i++)
        {
            var conditions = CustomerFilterParser.Parse(filters[i], Currency.Of(definition.Settings.Currency));
            await foreach (var member in ListAsync(conditions, definition, now, cancellationToken))
                byCustomer[member.Entry.Customer] = [.. byCustomer.GetValueOrDefault(member.Entry.Customer) ?? [], i];
        }

        return new([.. segments, Rest], byCustomer, segments.Count);
    }

    /// <summary>All customers by their stage.</summary>
    public async Task<CustomerGroups> OfStagesAsync(TenantDefinition definition, Instant now, CancellationToken cancellationToken)
    {
        var stages = Enum.GetValues<LifecycleStage>().Where(stage => (int)stage > 0).ToList();
        var bounds = LifecycleBounds.Of(definition, now);
        var byCustomer = new Dictionary<CustomerNumber, int[]>();
        await foreach (var member in ListAsync([], definition, now, cancellationToken))
        {
            var entry = member.Entry;
            byCustomer[entry.Customer] = [stages.IndexOf(bounds.StageOf(entry.AcquiredAt, entry.BaseUntil, entry.ReturnedAt, entry.Orders))];
        }

        return new([.. stages.Select(stage => stage.ToString().ToLowerInvariant())], byCustomer, Rest: null);
    }

    private async IAsyncEnumerable<ListedCustomer> ListAsync(
        IReadOnlyList<CustomerCondition> conditions, TenantDefinition definition, Instant now, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var bounds = LifecycleBounds.Of(definition, now);
        var query = new CustomerQuery(definition.Tenant, conditions, CustomerField.CustomerId, Descending: false, After: null, Page) { Lifecycle = bounds };
        for (var count = 0; ; )
        {
            var listed = await index.ListAsync(query, cancellationToken);
            foreach (var customer in listed)
            {
                if (++count > MaxMembers)
                    throw new DomainException(ErrorKind.FailedPrecondition, "QUERY_TOO_EXPENSIVE", $"A group has more than {MaxMembers} customers, too many to compare.", "segments");
                yield return customer;
            }

            if (listed.Count < Page)
                yield break;
            query = query with { After = CustomerOrder.KeyOf(listed[^1], CustomerField.CustomerId, bounds) };
        }
    }
}
