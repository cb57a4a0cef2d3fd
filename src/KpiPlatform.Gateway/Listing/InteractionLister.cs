using KpiPlatform.Domain;
using KpiPlatform.Domain.Identity;
using KpiPlatform.Domain.Interactions;
using KpiPlatform.Domain.Journal;
using KpiPlatform.Domain.Tenants;
using KpiPlatform.Gateway.Access;
using KpiPlatform.Gateway.Errors;
using KpiPlatform.Gateway.Interactions;
using KpiPlatform.Gateway.Names;
using KpiPlatform.Grains.Abstractions;
using KpiPlatform.Grains.Abstractions.Customers;
using KpiPlatform.Protocol.V1;
using NodaTime;

namespace KpiPlatform.Gateway.Listing;

/// <summary>Lists recorded interactions from the journal. What was acknowledged is in it, so a token needs no waiting.</summary>
internal sealed class InteractionLister(CallerGrains grains, IJournalReader journal, CallerDefinitions definitions)
{
    private const int DefaultPageSize = 100;

    /// <summary>One page.</summary>
    public async Task<ListInteractionsResponse> ListAsync(ListInteractionsRequest request, CancellationToken cancellationToken)
    {
        var (tenant, customer) = ResourceNames.ParseTenantOrCustomer(request.Parent, "parent");
        var definition = await definitions.FindAsync(tenant, cancellationToken) ?? throw NotFoundErrors.Tenant(tenant);
        _ = ConsistencyToken.Decode(request.Token);
        var size = PageSize.Of(request.PageSize, DefaultPageSize);
        var query = new JournalQuery(
            definition.Tenant,
            Customer: null,
            request.Source.Length == 0 ? null : request.Source,
            Times.Read(request.StartTime, "start_time"),
            Times.Read(request.EndTime, "end_time"),
            PageToken.Read(request, request.PageToken, ReadPlace),
            size);
        if (query is { From: { } from, To: { } to } && to <= from)
            throw new DomainException(ErrorKind.InvalidArgument, Reasons.OutOfRange, "end_time is not after start_time.", "end_time");
        var response = new ListInteractionsResponse();
        if (customer is { } id)
        {
            var number = await journal.FindCustomerAsync(new CustomerReference(definition.Tenant, id), cancellationToken) ?? throw NotFoundErrors.Customer(id);
            query = query with { Customer = number };
            if (await journal.HasLinkMarksAsync(definition.Tenant, number, cancellationToken))
            {
                // Who counts as one with the customer is what its grain knows.
                var view = (await grains.GetGrain<ICustomerGrain>(GrainKeys.Customer(tenant, id)).Get(cancellationToken)).Require();
                query = query with { Folded = [.. view.Numbers.Select(other => new CustomerNumber(other)).Where(other => other != number)] };
                response.Survivor = view.Survivor is { } survivor ? ResourceNames.Customer(tenant, survivor) : string.Empty;
            }
        }

        var rows = await journal.ListAsync(query, cancellationToken);
        foreach (var row in rows)
            response.Interactions.Add(ToProto(row, definition));
        if (rows.Count == size && await IsMoreAsync(query, rows[^1], cancellationToken))
            response.NextPageToken = PageToken.Create(request, writer => WritePlace(writer, KeyOf(rows[^1].Row)));
        return response;
    }

    /// <summary>A full page may be the last; a look at the next row tells, and saves the caller an empty page.</summary>
    private async Task<bool> IsMoreAsync(JournalQuery query, ListedRow last, CancellationToken cancellationToken) =>
        (await journal.ListAsync(query with { After = KeyOf(last.Row), Limit = 1 }, cancellationToken)).Count > 0;

    /// <summary>A row in the form of the contract.</summary>
    public static RecordedInteraction ToProto(ListedRow row, TenantDefinition definition) => new()
    {
        Interaction = InteractionWriter.Write(InteractionCodec.Decode(row.Row.Interaction), row.CustomerId, definition),
        RecordTime = Times.Of(row.Row.RecordedAt),
        Version = row.Row.Version,
    };

    /// <summary>Where a row stands among those of a tenant.</summary>
    public static ListingKey KeyOf(JournalRow row) =>
        new(row.Interaction.OccurredAt, row.Interaction.Source, row.Interaction.IdentityHash, row.Customer, row.Version);

    private static void WritePlace(BinaryWriter writer, ListingKey key)
    {
        writer.Write(key.OccurredAt.ToUnixTimeTicks());
        writer.Write(key.Source);
        writer.Write(key.IdentityHash);
        writer.Write(key.Customer.Value);
        writer.Write(key.Version);
    }

    private static ListingKey? ReadPlace(BinaryReader reader) => new ListingKey(
        Instant.FromUnixTimeTicks(reader.ReadInt64()), reader.ReadString(), reader.ReadUInt64(), new CustomerNumber(reader.ReadInt64()), reader.ReadInt64());
}
