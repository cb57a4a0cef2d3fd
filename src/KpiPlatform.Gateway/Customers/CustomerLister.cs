using KpiPlatform.Domain;
using KpiPlatform.Domain.Customers;
using KpiPlatform.Domain.Identity;
using KpiPlatform.Domain.Journal;
using KpiPlatform.Domain.Segments;
using KpiPlatform.Domain.Segments.Filters;
using KpiPlatform.Gateway.Access;
using KpiPlatform.Gateway.Errors;
using KpiPlatform.Gateway.Names;
using KpiPlatform.Gateway.Segments;
using KpiPlatform.Grains.Abstractions.Customers;
using KpiPlatform.Protocol.V1;

namespace KpiPlatform.Gateway.Customers;

/// <summary>
/// Lists customers: the index says which and in what order, the customers' grains say what they are, so that a list shows the same as
/// GetCustomer.
/// </summary>
internal sealed class CustomerLister(
    CustomerViewReader views, ICustomerIndex index, ICustomerIndexProgress progress, CallerDefinitions definitions, TimeProvider time)
{
    private const int DefaultPageSize = 50;

    /// <summary>Most customers looked at for one page, where the index cannot decide the filter.</summary>
    private const int MaxExamined = 5_000;

    private const int ExaminedAtOnce = 500;

    /// <summary>One page.</summary>
    public async Task<ListCustomersResponse> ListAsync(ListCustomersRequest request, CancellationToken cancellationToken)
    {
        var tenant = ResourceNames.ParseTenant(request.Parent, "parent");
        var definition = await definitions.FindAsync(tenant, cancellationToken) ?? throw NotFoundErrors.Tenant(tenant);
        var size = PageSize.Of(request.PageSize, DefaultPageSize);

        // What is asked for last, as settings show it: segments count nothing, so nobody waits for a counting anew to use one.
        var vocabulary = new FilterVocabulary(definition.Newest.Settings);
        var filter = CustomerFilter.Both(SegmentFilter(request.Segment, vocabulary), CustomerFilterParser.Parse(request.Filter, vocabulary));
        var (orderBy, descending) = CustomerOrderParser.Parse(request.OrderBy);
        var after = PageToken.Read(request, request.PageToken, ReadPlace);
        var positions = ConsistencyToken.Decode(request.Token);
        if (!positions.IsEmpty)
            await progress.WaitAsync(positions, cancellationToken);

        var now = time.Now();
        var moment = new FactsMoment(definition, now);
        var bounds = LifecycleBounds.Of(definition, now);
        var indexed = IndexedFilter.Of(filter);
        var query = new CustomerQuery(definition.Tenant, indexed.Filter, orderBy, descending, after, indexed.IsExact ? size : ExaminedAtOnce) { Lifecycle = bounds };
        var response = new ListCustomersResponse();
        while (true)
        {
            var listed = await index.ListAsync(query, cancellationToken);
            var seen = await views.ReadAsync(tenant, listed, cancellationToken);
            var last = listed.Count;
            for (var i = 0; i < last; i++)
            {
                if (seen[i] is not { } view || (!indexed.IsExact && !moment.Holds(filter, view.ToFacts())))
                    continue;
                response.Customers.Add(CustomerMapper.ToProto(view, tenant, definition, now));
                if (response.Customers.Count == size)
                    last = i + 1;
            }

            response.ExaminedCount += last;
            if (last == 0 || (last == listed.Count && listed.Count < query.Limit))
                return response;
            query = query with { After = CustomerOrder.KeyOf(listed[last - 1], orderBy, bounds) };
            if (indexed.IsExact || response.Customers.Count == size || response.ExaminedCount >= MaxExamined)
                break;
        }

        // A full page may be the last; a look at the next customer tells, and saves the caller an empty page.
        if ((await index.ListAsync(query with { Limit = 1 }, cancellationToken)).Count > 0)
            response.NextPageToken = PageToken.Create(request, writer => WritePlace(writer, query.After!));
        return response;
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

    private static void WritePlace(BinaryWriter writer, CustomerPageKey key)
    {
        writer.Write(key.Value.HasValue);
        writer.Write(key.Value ?? 0);
        writer.Write(key.CustomerId);
    }

    private static CustomerPageKey ReadPlace(BinaryReader reader)
    {
        var hasValue = reader.ReadBoolean();
        var value = reader.ReadDouble();
        return new(hasValue ? value : null, reader.ReadString());
    }
}
