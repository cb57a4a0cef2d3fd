using System.Text.Json;
using Grpc.Core;
using KpiPlatform.Domain;
using KpiPlatform.Domain.Journal;
using KpiPlatform.Domain.Quality;
using KpiPlatform.Domain.Tenants;
using KpiPlatform.Gateway.Access;
using KpiPlatform.Gateway.Listing;
using KpiPlatform.Gateway.Errors;
using KpiPlatform.Gateway.Mapping;
using KpiPlatform.Gateway.Names;
using KpiPlatform.Gateway.Quality;
using KpiPlatform.Grains.Abstractions;
using KpiPlatform.Grains.Abstractions.Tenants;
using KpiPlatform.Protocol.V1;

namespace KpiPlatform.Gateway.Tenants;

/// <summary>Writes everything stored of a tenant as lines of JSON, page by page: no transaction stays open, and a large tenant takes no more memory than a small one.</summary>
internal sealed class TenantExporter(
    CallerGrains grains, CallerDefinitions definitions, ITenantData data, IJournalReader journal, IIntakeQualityStore quality, IntakeReporter reporter, ExportPlaces places)
{
    private const int PageSize = 1_000;

    /// <summary>Exports one.</summary>
    public async Task ExportAsync(ExportTenantRequest request, IServerStreamWriter<ExportTenantResponse> responses, CancellationToken cancellationToken)
    {
        var tenant = ResourceNames.ParseTenant(request.Name, "name");
        var definition = await definitions.FindAsync(tenant, cancellationToken) ?? throw NotFoundErrors.Tenant(tenant);
        using var place = places.Enter(tenant);

        // What was rejected a moment ago is still in memory.
        if (!await reporter.ReportAsync(cancellationToken))
            throw new DomainException(ErrorKind.Unavailable, "STORAGE_UNAVAILABLE", "Rejected interactions can't be reached now. Send the call again.");
        var document = (await grains.GetGrain<ITenantGrain>(GrainKeys.Tenant(tenant)).Get(cancellationToken)).Require();
        await using var json = new JsonPieces(piece => responses.WriteAsync(new() { JsonLines = piece }, cancellationToken));
        var lines = 0L;

        json.Writer.WriteStartObject();
        json.Write("tenant", TenantMapper.ToProto(tenant, document));
        await EndAsync();
        await foreach (var stored in data.ReadRecordsAsync(tenant, cancellationToken))
        {
            json.Writer.WriteStartObject();
            json.Writer.WriteStartObject("document");
            json.Writer.WriteString("kind", stored.Kind);
            json.Writer.WriteString("key", stored.Key);
            json.Writer.WritePropertyName("content");
            WriteContent(json.Writer, stored.Payload.Span);
            json.Writer.WriteEndObject();
            await EndAsync();
        }

        string? afterRejection = null;
        IReadOnlyList<RejectedPayload> rejections;
        do
        {
            rejections = await quality.ListRejectedAsync(new(definition.Tenant, Source: null, Reason: null, afterRejection, PageSize), cancellationToken);
            foreach (var rejected in rejections)
            {
                json.Writer.WriteStartObject();
                json.Write("rejection", RejectedInteractions.ToProto(rejected));
                await EndAsync();
                afterRejection = rejected.Id;
            }
        }
        while (rejections.Count == PageSize);

        var query = new JournalQuery(definition.Tenant, Customer: null, Source: null, From: null, To: null, After: null, PageSize);
        IReadOnlyList<ListedRow> rows;
        do
        {
            rows = await journal.ListAsync(query, cancellationToken);
            foreach (var row in rows)
            {
                json.Writer.WriteStartObject();
                json.Write("interaction", InteractionLister.ToProto(row, definition));
                await EndAsync();
                query = query with { After = InteractionLister.KeyOf(row.Row) };
            }
        }
        while (rows.Count == PageSize);

        json.Writer.WriteStartObject();
        json.Writer.WriteNumber("end", lines);
        await EndAsync();
        await json.SendAsync(cancellationToken);

        Task EndAsync()
        {
            lines++;
            json.Writer.WriteEndObject();
            return json.EndLineAsync(cancellationToken);
        }
    }

    /// <summary>JSON as it is, anything else as Base64.</summary>
    private static void WriteContent(Utf8JsonWriter writer, ReadOnlySpan<byte> payload)
    {
        var reader = new Utf8JsonReader(payload);
        try
        {
            if (JsonDocument.TryParseValue(ref reader, out var parsed))
            {
                using (parsed)
                    parsed.WriteTo(writer);
                return;
            }
        }
        catch (JsonException)
        {
            // Not JSON.
        }

        writer.WriteBase64StringValue(payload);
    }
}
