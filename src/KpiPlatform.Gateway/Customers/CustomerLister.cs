using KpiPlatform.Domain;
using KpiPlatform.Domain.Customers;
using KpiPlatform.Domain.Identity;
using KpiPlatform.Domain.Indicators;
using KpiPlatform.Domain.Journal;
using KpiPlatform.Domain.Periods;
using KpiPlatform.Domain.Segments;
using KpiPlatform.Domain.Segments.Filters;
using KpiPlatform.Domain.Tenants;
using KpiPlatform.Gateway.Access;
using KpiPlatform.Gateway.Errors;
using KpiPlatform.Gateway.Names;
using KpiPlatform.Gateway.Segments;
using KpiPlatform.Grains.Abstractions.Customers;
using KpiPlatform.Protocol.V1;
using NodaTime;

namespace KpiPlatform.Gateway.Customers;

/// <summary>
/// Lists customers: the index says which and in what order, the customers' grains say what they are, so that a list shows the same as
/// GetCustomer.
/// </summary>
internal sealed class CustomerLister(
    CustomerViewReader views, ComputedCustomerLister computed, ICustomerIndex index, ICustomerIndexProgress progress, CallerDefinitions definitions, TimeProvider time)
{
    private const int DefaultPageSize = 50;

    /// <summary>Most customers looked at for one page, where the index cannot decide the filter.</summary>
    private const int MaxExamined = 5_000;

    private const int ExaminedAtOnce = 500;

    private const string DefaultPeriod = "this-month";
    private const int MaxIndicators = 16;

    /// <summary>One page.</summary>
    public async Task<ListCustomersResponse> ListAsync(ListCustomersRequest request, CancellationToken cancellationToken)
    {
        var tenant = ResourceNames.ParseTenant(request.Parent, "parent");
        var definition = await definitions.FindAsync(tenant, cancellationToken) ?? throw NotFoundErrors.Tenant(tenant);
        var size = PageSize.Of(request.PageSize, DefaultPageSize);

        // What is asked for last, as settings show it: segments count nothing, so nobody waits for a counting anew to use one.
        var vocabulary = new FilterVocabulary(definition.Newest.Settings);
        var orderBy = CustomerOrderParser.Parse(request.OrderBy, IsIndicator);
        var filter = CustomerFilter.Both(
            SegmentFilter(request.Segment, vocabulary), CustomerFilterParser.Parse(request.Filter, vocabulary with { IsIndicator = IsIndicator }));
        var (after, ticks) = PageToken.Read(request, request.PageToken, ReadPlace);
        var positions = ConsistencyToken.Decode(request.Token);
        if (!positions.IsEmpty)
            await progress.WaitAsync(positions, cancellationToken);

        // Pages are as of the instant of the first.
        var asOf = request.PageToken.Length == 0 ? time.Now() : Instant.FromUnixTimeTicks(ticks);
        var period = PeriodParser.Parse(
            request.IndicatorPeriod.Length == 0 ? DefaultPeriod : request.IndicatorPeriod, definition.Calendar, definition.Calendar.DayOf(asOf), "indicator_period");
        var search = new CustomerSearch(tenant, definition, filter, orderBy, Indicators(request, definition, filter, orderBy), period, asOf, size);
        if (search.Indicators.Count == 0 && CustomerFields.IsIndexed(orderBy.Field))
            return await ListByIndexAsync(request, search, after, cancellationToken);
        var (response, end) = await computed.ListAsync(search, after, cancellationToken);
        if (end is not null)
            response.NextPageToken = PageToken.Create(request, writer => WritePlace(writer, end, asOf));
        return response;

        bool IsIndicator(string id) => definition.Indicators.Find(id) is not null;
    }

    private async Task<ListCustomersResponse> ListByIndexAsync(ListCustomersRequest request, CustomerSearch search, CustomerPageKey? after, CancellationToken cancellationToken)
    {
        var moment = new FactsMoment(search.Definition, search.AsOf);
        var bounds = LifecycleBounds.Of(search.Definition, search.AsOf);
        var indexed = IndexedFilter.Of(search.Filter);
        var query = new CustomerQuery(
            search.Definition.Tenant, indexed.Filter, search.OrderBy.Field, search.OrderBy.Descending, after, indexed.IsExact ? search.Size : ExaminedAtOnce) { Lifecycle = bounds };
        var response = new ListCustomersResponse();
        while (true)
        {
            var listed = await index.ListAsync(query, cancellationToken);
            var seen = await views.ReadAsync(search.Tenant, listed, cancellationToken);
            var last = listed.Count;
            for (var i = 0; i < last; i++)
            {
                if (seen[i] is not { } view || (!indexed.IsExact && !moment.Holds(search.Filter, view.ToFacts())))
                    continue;
                response.Customers.Add(CustomerMapper.ToProto(view, search.Tenant, search.Definition, search.AsOf));
                if (response.Customers.Count == search.Size)
                    last = i + 1;
            }

            response.ExaminedCount += last;
            if (last == 0 || (last == listed.Count && listed.Count < query.Limit))
                return response;
            query = query with { After = CustomerOrder.KeyOf(listed[last - 1], search.OrderBy.Field, bounds) };
            if (indexed.IsExact || response.Customers.Count == search.Size || response.ExaminedCount >= MaxExamined)
                break;
        }

        // A full page may be the last; a look at the next customer tells, and saves the caller an empty page.
        if ((await index.ListAsync(query with { Limit = 1 }, cancellationToken)).Count > 0)
            response.NextPageToken = PageToken.Create(request, writer => WritePlace(writer, query.After!, search.AsOf));
        return response;
    }

    /// <summary>Those that are asked for, and those that filter and order name, each once.</summary>
    private static List<Indicator> Indicators(ListCustomersRequest request, TenantDefinition definition, CustomerFilter filter, CustomerOrderBy orderBy)
    {
        var ids = request.Indicators
            .Concat(filter.Conditions().Where(condition => condition.Field == CustomerField.Indicator).Select(condition => condition.Key))
            .Concat(orderBy.Indicator.Length > 0 ? [orderBy.Indicator] : [])
            .Distinct(StringComparer.Ordinal)
            .ToList();
        if (ids.Count > MaxIndicators)
            throw new DomainException(ErrorKind.InvalidArgument, Reasons.OutOfRange, $"{ids.Count} indicators are more than the {MaxIndicators} computed at once.", "indicators");
        return ids.ConvertAll(id => definition.Indicators.Get(id, "indicators"));
    }

    /// <summary>The filter of a segment; everybody for an empty id.</summary>
    /// <exception cref="DomainException">UNKNOWN_SEGMENT, naming the field.</exception>
    internal static CustomerFilter SegmentFilter(string segment, FilterVocabulary vocabulary, string field = "segment")
    {
        if (segment.Length == 0)
            return CustomerFilter.Everybody;
        var found = SegmentDefinitions.Find(vocabulary.Settings, segment)
            ?? throw new DomainException(
                ErrorKind.InvalidArgument,
                "UNKNOWN_SEGMENT",
                $"The tenant has no segment \"{DisplayText.Of(segment)}\": declare it in the tenant's segments.",
                field);
        return CustomerFilterParser.Parse(found.Filter, vocabulary with { Within = [segment] });
    }

    private static void WritePlace(BinaryWriter writer, CustomerPageKey key, Instant asOf)
    {
        writer.Write(asOf.ToUnixTimeTicks());
        writer.Write(key.Value.HasValue);
        writer.Write(key.Value ?? 0);
        writer.Write(key.CustomerId);
    }

    private static (CustomerPageKey After, long AsOfTicks) ReadPlace(BinaryReader reader)
    {
        var ticks = reader.ReadInt64();
        var hasValue = reader.ReadBoolean();
        var value = reader.ReadDouble();
        return (new(hasValue ? value : null, reader.ReadString()), ticks);
    }
}
