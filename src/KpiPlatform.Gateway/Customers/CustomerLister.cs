using KpiPlatform.Domain;
using KpiPlatform.Domain.Customers;
using KpiPlatform.Domain.Identity;
using KpiPlatform.Domain.Interactions;
using KpiPlatform.Domain.Journal;
using KpiPlatform.Domain.Tenants;
using KpiPlatform.Gateway.Errors;
using KpiPlatform.Gateway.Names;
using KpiPlatform.Grains.Abstractions;
using KpiPlatform.Grains.Abstractions.Customers;
using KpiPlatform.Grains.Abstractions.Tenants;
using KpiPlatform.Protocol.V1;

namespace KpiPlatform.Gateway.Customers;

/// <summary>
/// Lists customers: the index says which and in what order, the customers' grains say what they are, so that a list shows the same as
/// GetCustomer.
/// </summary>
internal sealed class CustomerLister(
    IGrainFactory grains, ICustomerIndex index, ICustomerIndexProgress progress, ITenantDefinitions definitions, GatewayOptions options, TimeProvider time)
{
    private const int DefaultPageSize = 50;

    /// <summary>One page.</summary>
    public async Task<ListCustomersResponse> ListAsync(ListCustomersRequest request, CancellationToken cancellationToken)
    {
        var tenant = ResourceNames.ParseTenant(request.Parent, "parent");
        var definition = await definitions.FindAsync(tenant, cancellationToken) ?? throw NotFoundErrors.Tenant(tenant);
        var size = PageSize.Of(request.PageSize, DefaultPageSize);
        var currency = Currency.Of(definition.Settings.Currency);
        IReadOnlyList<CustomerCondition> conditions =
            [.. CustomerFilterParser.Parse(SegmentFilter(request.Segment, definition), currency), .. CustomerFilterParser.Parse(request.Filter, currency)];
        var (orderBy, descending) = CustomerOrderParser.Parse(request.OrderBy);
        var after = PageToken.Read(request, request.PageToken, ReadPlace);
        var positions = ConsistencyToken.Decode(request.Token);
        if (!positions.IsEmpty)
            await progress.WaitAsync(positions, cancellationToken);

        var now = time.Now();
        var bounds = LifecycleBounds.Of(definition, now);
        var query = new CustomerQuery(definition.Tenant, conditions, orderBy, descending, after, size) { Lifecycle = bounds };
        var listed = await index.ListAsync(query, cancellationToken);
        var response = new ListCustomersResponse();
        foreach (var view in await ReadAsync(tenant, listed, cancellationToken))
        {
            if (view is not null)
                response.Customers.Add(CustomerMapper.ToProto(view, tenant, definition, now));
        }

        if (listed.Count == size)
        {
            // A full page may be the last; a look at the next customer tells, and saves the caller an empty page.
            var end = CustomerOrder.KeyOf(listed[^1], orderBy, bounds);
            if ((await index.ListAsync(query with { After = end, Limit = 1 }, cancellationToken)).Count > 0)
                response.NextPageToken = PageToken.Create(request, writer => WritePlace(writer, end));
        }

        return response;
    }

    internal static string SegmentFilter(string segment, TenantDefinition definition, string field = "segment")
    {
        if (segment.Length == 0)
            return string.Empty;

        // What is asked for last, as settings show it: segments count nothing, so nobody waits for a counting anew to use one.
        return definition.Newest.Settings.Segments.FirstOrDefault(known => string.Equals(known.Id, segment, StringComparison.Ordinal))?.Filter
            ?? throw new DomainException(
                ErrorKind.InvalidArgument,
                "UNKNOWN_SEGMENT",
                $"The tenant has no segment \"{DisplayText.Of(segment)}\": declare it in the tenant's segments.",
                field);
    }

    private async Task<CustomerView?[]> ReadAsync(TenantId tenant, IReadOnlyList<ListedCustomer> listed, CancellationToken cancellationToken)
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
