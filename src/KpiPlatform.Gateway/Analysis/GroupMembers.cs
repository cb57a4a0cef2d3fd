using KpiPlatform.Domain;
using KpiPlatform.Domain.Customers;
using KpiPlatform.Domain.Identity;
using KpiPlatform.Domain.Journal;
using KpiPlatform.Domain.Segments;
using KpiPlatform.Domain.Segments.Filters;
using KpiPlatform.Domain.Tenants;
using KpiPlatform.Gateway.Customers;
using KpiPlatform.Grains.Abstractions.Customers;
using NodaTime;

namespace KpiPlatform.Gateway.Analysis;

/// <summary>Who is in which segment, or stage of the lifecycle, now.</summary>
internal sealed class GroupMembers(ICustomerIndex index, CustomerViewReader views)
{
    private const string Rest = "rest";
    private const int Page = 1_000;

    /// <summary>Most customers of a group.</summary>
    private const int MaxMembers = 2_000_000;

    /// <summary>The customers of segments, and everybody else as "rest".</summary>
    /// <exception cref="DomainException">A segment is unknown; names the field.</exception>
    public async Task<CustomerGroups> OfSegmentsAsync(TenantId tenant, IReadOnlyList<string> segments, TenantDefinition definition, Instant now, CancellationToken cancellationToken)
    {
        var vocabulary = new FilterVocabulary(definition.Newest.Settings);
        var filters = segments.Select((segment, i) => CustomerLister.SegmentFilter(segment, vocabulary, $"segments[{i}]")).ToList();
        var byCustomer = new Dictionary<CustomerNumber, int[]>();
        for (var i = 0; i < filters.Count; i++)
        {
            await foreach (var member in ListAsync(tenant, filters[i], definition, now, cancellationToken))
                byCustomer[member.Entry.Customer] = [.. byCustomer.GetValueOrDefault(member.Entry.Customer) ?? [], i];
        }

        return new([.. segments, Rest], byCustomer, segments.Count);
    }

    /// <summary>All customers by their stage.</summary>
    public async Task<CustomerGroups> OfStagesAsync(TenantId tenant, TenantDefinition definition, Instant now, CancellationToken cancellationToken)
    {
        var stages = Enum.GetValues<LifecycleStage>().Where(stage => (int)stage > 0).ToList();
        var bounds = LifecycleBounds.Of(definition, now);
        var byCustomer = new Dictionary<CustomerNumber, int[]>();
        await foreach (var member in ListAsync(tenant, CustomerFilter.Everybody, definition, now, cancellationToken))
        {
            var entry = member.Entry;
            byCustomer[entry.Customer] = [stages.IndexOf(bounds.StageOf(entry.AcquiredAt, entry.BaseUntil, entry.ReturnedAt, entry.Orders))];
        }

        return new([.. stages.Select(stage => stage.ToString().ToLowerInvariant())], byCustomer, Rest: null);
    }

    private async IAsyncEnumerable<ListedCustomer> ListAsync(
        TenantId tenant, CustomerFilter filter, TenantDefinition definition, Instant now, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var bounds = LifecycleBounds.Of(definition, now);
        var indexed = IndexedFilter.Of(filter);
        var moment = new FactsMoment(definition, now);
        var query = new CustomerQuery(definition.Tenant, indexed.Filter, CustomerField.CustomerId, Descending: false, After: null, Page) { Lifecycle = bounds };
        for (var count = 0; ; )
        {
            var listed = await index.ListAsync(query, cancellationToken);
            var seen = indexed.IsExact ? [] : await views.ReadAsync(tenant, listed, cancellationToken);
            for (var i = 0; i < listed.Count; i++)
            {
                // What the index cannot decide, the customer does.
                if (!indexed.IsExact && (seen[i] is not { } view || !moment.Holds(filter, view.ToFacts())))
                    continue;
                if (++count > MaxMembers)
                    throw new DomainException(ErrorKind.FailedPrecondition, "QUERY_TOO_EXPENSIVE", $"A group has more than {MaxMembers} customers, too many to compare.", "segments");
                yield return listed[i];
            }

            if (listed.Count < Page)
                yield break;
            query = query with { After = CustomerOrder.KeyOf(listed[^1], CustomerField.CustomerId, bounds) };
        }
    }
}
