using KpiPlatform.Domain;
using KpiPlatform.Domain.Customers;
using KpiPlatform.Domain.Identity;
using KpiPlatform.Domain.Journal;
using KpiPlatform.Domain.Segments;
using KpiPlatform.Domain.Segments.Filters;
using KpiPlatform.Gateway.Mapping;
using KpiPlatform.Grains.Abstractions.Customers;
using KpiPlatform.Protocol.V1;
using IndicatorValue = KpiPlatform.Domain.Indicators.IndicatorValue;

namespace KpiPlatform.Gateway.Customers;

/// <summary>
/// Lists customers by what no index knows: indicators over a period, performance, scores. Everybody whom the index does not rule out is
/// looked at, up to a bound; then the page is cut out. So each page costs as much as the first.
/// </summary>
internal sealed class ComputedCustomerLister(ICustomerIndex index, CustomerViewReader views, CustomerIndicatorScan indicators)
{
    private const int PageOfIndex = 1_000;

    /// <summary>Most customers looked at where only their indicators are to be computed.</summary>
    private const int MaxByIndicators = 200_000;

    /// <summary>Most customers looked at where each is to be asked for what the index does not know.</summary>
    private const int MaxByViews = 20_000;

    /// <summary>One page, and where it ended if others follow.</summary>
    public async Task<(ListCustomersResponse Response, CustomerPageKey? End)> ListAsync(CustomerSearch search, CustomerPageKey? after, CancellationToken cancellationToken)
    {
        var indexed = IndexedFilter.Of(search.Filter);
        var needsViews = search.Filter.Conditions().Any(condition => IsSeen(condition.Field)) || IsSeen(search.OrderBy.Field);
        var candidates = await CandidatesAsync(search, indexed.Filter, needsViews ? MaxByViews : MaxByIndicators, cancellationToken);
        var values = search.Indicators.Count == 0
            ? new Dictionary<CustomerNumber, IndicatorValue[]>()
            : await indicators.RunAsync(search.Definition, search.Indicators, search.Period, search.AsOf, candidates.Select(one => one.Entry.Customer).ToHashSet(), cancellationToken);
        var moment = new FactsMoment(search.Definition, search.AsOf);
        var found = new List<(ListedCustomer Customer, CustomerPageKey Key)>();
        foreach (var chunk in candidates.Chunk(PageOfIndex))
        {
            var seen = needsViews ? await views.ReadAsync(search.Tenant, chunk, cancellationToken) : [];
            for (var i = 0; i < chunk.Length; i++)
            {
                var facts = needsViews ? seen[i]?.ToFacts() : null;
                if (needsViews && facts is null)
                    continue;
                var own = values.GetValueOrDefault(chunk[i].Entry.Customer);
                if (indexed.IsExact || search.Filter.Holds(condition => Holds(condition, chunk[i], facts, own)))
                    found.Add((chunk[i], new(OrderValue(chunk[i], facts, own), chunk[i].CustomerId.Value)));
            }
        }

        found.Sort((one, other) => Compare(one.Key, other.Key, search.OrderBy.Descending));
        var from = after is null ? 0 : found.FindIndex(one => Compare(one.Key, after, search.OrderBy.Descending) > 0);
        var page = from < 0 ? [] : found.Skip(from).Take(search.Size).ToList();
        var response = new ListCustomersResponse { ExaminedCount = candidates.Count };
        var shown = await views.ReadAsync(search.Tenant, [.. page.Select(one => one.Customer)], cancellationToken);
        for (var i = 0; i < page.Count; i++)
        {
            if (shown[i] is not { } view)
                continue;
            var customer = CustomerMapper.ToProto(view, search.Tenant, search.Definition, search.AsOf);
            customer.PeriodIndicators.Add((values.GetValueOrDefault(page[i].Customer.Entry.Customer) ?? []).Select(IndicatorValues.ToProto));
            response.Customers.Add(customer);
        }

        return (response, page.Count > 0 && from + page.Count < found.Count ? page[^1].Key : null);

        bool Holds(CustomerCondition condition, ListedCustomer customer, CustomerFacts? facts, IndicatorValue[]? own)
        {
            if (condition.Field == CustomerField.Indicator)
                return FactsMoment.Holds(condition, own?[search.IndexOf(condition.Key)].Value);
            return facts is not null ? moment.Holds(condition, facts) : moment.Holds(condition, FactsOf(customer));
        }

        double? OrderValue(ListedCustomer customer, CustomerFacts? facts, IndicatorValue[]? own) => search.OrderBy.Field switch
        {
            CustomerField.CustomerId => null,
            CustomerField.Indicator => own?[search.IndexOf(search.OrderBy.Indicator)].Value,
            var field => moment.ValueOf(field, facts ?? FactsOf(customer)),
        };
    }

    private static bool IsSeen(CustomerField field) => field != CustomerField.Indicator && !CustomerFields.IsIndexed(field);

    /// <summary>By value, then ordinal by id; customers without a value last. Pages are cut out of this order alone: a database's, by bytes of UTF-8, differs where ids reach beyond U+FFFF.</summary>
    private static int Compare(CustomerPageKey one, CustomerPageKey other, bool descending)
    {
        if (one.Value.HasValue != other.Value.HasValue)
            return one.Value.HasValue ? -1 : 1;
        var byValue = (one.Value ?? 0).CompareTo(other.Value ?? 0);
        return byValue != 0 ? (descending ? -byValue : byValue) : string.CompareOrdinal(one.CustomerId, other.CustomerId);
    }

    /// <summary>What the index knows, as facts.</summary>
    private static CustomerFacts FactsOf(ListedCustomer customer) => new()
    {
        CustomerId = customer.CustomerId.Value,
        Version = customer.Entry.Version,
        Orders = customer.Entry.Orders,
        RevenueMinor = customer.Entry.RevenueMinor,
        Complaints = customer.Entry.Complaints,
        OpenTickets = customer.Entry.OpenTickets,
        Csat = customer.Entry.Csat,
        Nps = customer.Entry.Nps,
        AcquiredAt = customer.Entry.AcquiredAt,
        FirstOrderAt = customer.Entry.FirstOrderAt,
        LastOrderAt = customer.Entry.LastOrderAt,
        LastInteractionAt = customer.Entry.LastInteractionAt,
        BaseUntil = customer.Entry.BaseUntil,
        ReturnedAt = customer.Entry.ReturnedAt,
    };

    private async Task<List<ListedCustomer>> CandidatesAsync(CustomerSearch search, CustomerFilter filter, int max, CancellationToken cancellationToken)
    {
        var bounds = LifecycleBounds.Of(search.Definition, search.AsOf);
        var query = new CustomerQuery(search.Definition.Tenant, filter, CustomerField.CustomerId, Descending: false, After: null, PageOfIndex) { Lifecycle = bounds };
        var candidates = new List<ListedCustomer>();
        while (true)
        {
            var page = await index.ListAsync(query, cancellationToken);
            candidates.AddRange(page);
            if (candidates.Count > max)
            {
                throw new DomainException(
                    ErrorKind.FailedPrecondition,
                    "QUERY_TOO_EXPENSIVE",
                    $"More than {max} customers would have to be looked at one by one. Narrow the filter by fields that are indexed, such as orders, revenue, lifecycle or last_order_time, or order by one.",
                    "filter");
            }

            if (page.Count < PageOfIndex)
                return candidates;
            query = query with { After = CustomerOrder.KeyOf(page[^1], CustomerField.CustomerId, bounds) };
        }
    }
}
