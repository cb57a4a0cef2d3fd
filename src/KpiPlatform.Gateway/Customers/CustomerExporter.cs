using System.Text.Json;
using Grpc.Core;
using KpiPlatform.Domain;
using KpiPlatform.Domain.Customers;
using KpiPlatform.Domain.Identity;
using KpiPlatform.Domain.Interactions;
using KpiPlatform.Domain.Journal;
using KpiPlatform.Domain.Segments.Filters;
using KpiPlatform.Domain.Tenants;
using KpiPlatform.Gateway.Access;
using KpiPlatform.Gateway.Errors;
using KpiPlatform.Gateway.Interactions;
using KpiPlatform.Gateway.Mapping;
using KpiPlatform.Gateway.Names;
using KpiPlatform.Gateway.Quality;
using KpiPlatform.Gateway.Tenants;
using KpiPlatform.Grains.Abstractions;
using KpiPlatform.Grains.Abstractions.Customers;
using Proto = KpiPlatform.Protocol.V1;

namespace KpiPlatform.Gateway.Customers;

/// <summary>Writes everything that is stored of a customer as one JSON document, piece by piece: a long history needs no more memory than a short one.</summary>
internal sealed class CustomerExporter(
    CallerGrains grains, CallerDefinitions definitions, IJournalReader journal, ICustomerIndex index, RejectedPersons rejections, ExportPlaces places, TimeProvider time)
{
    /// <summary>Exports one.</summary>
    /// <exception cref="DomainException">NOT_FOUND, or Unavailable.</exception>
    public async Task ExportAsync(Proto.ExportCustomerRequest request, IServerStreamWriter<Proto.ExportCustomerResponse> responses, CancellationToken cancellationToken)
    {
        var (tenant, id) = ResourceNames.ParseCustomer(request.Name, "name");
        var definition = await definitions.FindAsync(tenant, cancellationToken) ?? throw NotFoundErrors.Tenant(tenant);
        using var place = places.Enter(tenant);
        var view = (await grains.GetGrain<ICustomerGrain>(GrainKeys.Customer(tenant, id)).Get(cancellationToken)).Require() ?? throw NotFoundErrors.Customer(id);
        var stored = await journal.LoadCustomerAsync(new(definition.Tenant, id), cancellationToken) ?? throw NotFoundErrors.Customer(id);

        await using var json = new JsonPieces(piece => responses.WriteAsync(new() { Json = piece }, cancellationToken));
        var writer = json.Writer;
        writer.WriteStartObject();
        json.Write("customer", CustomerMapper.ToProto(view, tenant, definition, time.Now()));
        writer.WritePropertyName("index");
        await WriteIndexAsync(writer, definition.Tenant, id, cancellationToken);
        writer.WritePropertyName("snapshot");
        WriteSnapshot(writer, stored, definition);
        writer.WriteStartArray("rejections");
        foreach (var rejected in await rejections.FindAsync(definition.Tenant, id, cancellationToken))
            json.Write(RejectedInteractions.ToProto(rejected));

        writer.WriteEndArray();
        writer.WriteStartArray("interactions");
        await foreach (var row in journal.ReadCustomerAsync(definition.Tenant, stored.Customer, 1, cancellationToken))
        {
            json.Write(new Proto.RecordedInteraction
            {
                Interaction = InteractionWriter.Write(InteractionCodec.Decode(row.Interaction), id, definition),
                RecordTime = Times.Of(row.RecordedAt),
                Version = row.Version,
            });
            await json.SendFullAsync(cancellationToken);
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
        await json.SendAsync(cancellationToken);
    }

    private async Task WriteIndexAsync(Utf8JsonWriter writer, TenantNumber tenant, CustomerId id, CancellationToken cancellationToken)
    {
        var query = new CustomerQuery(tenant, new ConditionFilter(new(CustomerField.CustomerId, Comparison.Equal, 0, id.Value)), CustomerField.CustomerId, Descending: false, After: null, Limit: 1);
        if (await index.ListAsync(query, cancellationToken) is not [{ Entry: var entry }])
        {
            writer.WriteNullValue();
            return;
        }

        writer.WriteStartObject();
        writer.WriteNumber("version", entry.Version);
        writer.WriteNumber("orders", entry.Orders);
        writer.WriteNumber("revenueMinor", entry.RevenueMinor);
        writer.WriteNumber("complaints", entry.Complaints);
        writer.WriteNumber("openTickets", entry.OpenTickets);
        Write("csat", entry.Csat);
        Write("nps", entry.Nps);
        WriteTime("acquireTime", entry.AcquiredAt);
        WriteTime("firstOrderTime", entry.FirstOrderAt);
        WriteTime("lastOrderTime", entry.LastOrderAt);
        WriteTime("lastInteractionTime", entry.LastInteractionAt);
        WriteTime("baseUntilTime", entry.BaseUntil);
        WriteTime("returnTime", entry.ReturnedAt);
        WriteTime("dueTime", entry.DueAt);
        writer.WriteEndObject();

        void Write(string name, double? value)
        {
            if (value is { } number)
                writer.WriteNumber(name, number);
        }

        void WriteTime(string name, NodaTime.Instant? value)
        {
            if (value is { } instant)
                writer.WriteString(name, instant.ToString());
        }
    }

    private static void WriteSnapshot(Utf8JsonWriter writer, StoredCustomer stored, TenantDefinition definition)
    {
        if (stored.SnapshotVersion == 0)
        {
            writer.WriteNullValue();
            return;
        }

        writer.WriteStartObject();
        writer.WriteNumber("version", stored.SnapshotVersion);
        writer.WriteNumber("definition", stored.SnapshotDefinition);
        if (Restore(stored, definition) is { } state)
        {
            writer.WriteNumber("interactions", state.Version);
            writer.WriteStartObject("attributes");
            foreach (var (key, value) in state.Fold.Profile.Attributes)
                writer.WriteString(key, value);
            writer.WriteEndObject();
            writer.WriteString("medium", state.Fold.Profile.Medium);
            writer.WriteString("campaign", state.Fold.Profile.Campaign);
            writer.WriteNumber("orders", state.Fold.Orders.Count);
            writer.WriteNumber("revenueMinor", state.Fold.Orders.RevenueMinor);
        }

        writer.WriteBase64String("bytes", stored.Snapshot.Span);
        writer.WriteEndObject();
    }

    /// <summary>The state of a snapshot; null if it is of another definition or program than can be read.</summary>
    private static CustomerState? Restore(StoredCustomer stored, TenantDefinition definition)
    {
        try
        {
            return definition.OfGeneration(stored.SnapshotGeneration) is { } own ? CustomerState.Restore(stored.Snapshot.Span, new FoldContext(own)) : null;
        }
        catch (FormatException)
        {
            return null;
        }
    }
}
