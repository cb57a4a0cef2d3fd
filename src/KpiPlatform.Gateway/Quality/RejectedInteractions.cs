using KpiPlatform.Domain;
using KpiPlatform.Domain.Identity;
using KpiPlatform.Domain.Quality;
using KpiPlatform.Domain.Tenants;
using KpiPlatform.Gateway.Access;
using KpiPlatform.Gateway.Errors;
using KpiPlatform.Gateway.Names;
using KpiPlatform.Gateway.Quotas;
using KpiPlatform.Gateway.Recording;
using KpiPlatform.Gateway.Tenants;
using KpiPlatform.Protocol.V1;

namespace KpiPlatform.Gateway.Quality;

/// <summary>Lists what was rejected, and sends it again.</summary>
internal sealed class RejectedInteractions(IIntakeQualityStore store, CallerDefinitions definitions, QuotaGuard quotas, BatchRecorder recorder)
{
    private const int DefaultPageSize = 100;
    private const int MaxIds = 500;

    /// <summary>One page.</summary>
    public async Task<ListRejectedInteractionsResponse> ListAsync(ListRejectedInteractionsRequest request, CancellationToken cancellationToken)
    {
        var tenant = ResourceNames.ParseTenant(request.Parent, "parent");
        var definition = await definitions.FindAsync(tenant, cancellationToken) ?? throw NotFoundErrors.Tenant(tenant);
        var size = PageSize.Of(request.PageSize, DefaultPageSize);
        var after = PageToken.Read(request, request.PageToken, reader => reader.ReadString());
        var page = await store.ListRejectedAsync(
            new(definition.Tenant, NullIfEmpty(request.Source), NullIfEmpty(request.Reason), after, size), cancellationToken);
        var response = new ListRejectedInteractionsResponse();
        foreach (var rejected in page)
        {
            response.Rejections.Add(ToProto(rejected));
        }

        if (page.Count == size)
            response.NextPageToken = PageToken.Create(request, writer => writer.Write(page[^1].Id));
        return response;
    }

    /// <summary>A stored rejection in the form of the contract.</summary>
    public static StoredRejection ToProto(RejectedPayload rejected) => new()
    {
        Id = rejected.Id,
        RejectTime = Times.Of(rejected.RejectedAt),
        Reason = rejected.Reason,
        Field = rejected.Field,
        Message = rejected.Message,
        Interaction = Interaction.Parser.ParseFrom(rejected.Payload.Span),
    };

    /// <summary>Sends some again.</summary>
    public async Task<ResubmitRejectedInteractionsResponse> ResubmitAsync(ResubmitRejectedInteractionsRequest request, CancellationToken cancellationToken)
    {
        var tenant = ResourceNames.ParseTenant(request.Parent, "parent");
        if (request.Ids.Count is 0 or > MaxIds)
            throw new DomainException(ErrorKind.InvalidArgument, Reasons.OutOfRange, $"Give 1 to {MaxIds} ids, not {request.Ids.Count}.", "ids");
        var definition = (request.ValidateOnly
                ? await definitions.FindAsync(tenant, cancellationToken)
                : await definitions.FindForRecordingAsync(tenant, cancellationToken))
            ?? throw NotFoundErrors.Tenant(tenant);
        TenantStandings.RequireActive(definition);
        var ids = request.Ids.ToHashSet(StringComparer.Ordinal);
        var found = await store.FindRejectedAsync(definition.Tenant, ids, cancellationToken);
        var response = new ResubmitRejectedInteractionsResponse();
        response.UnknownIds.AddRange(ids.Except(found.Select(rejected => rejected.Id), StringComparer.Ordinal).Order(StringComparer.Ordinal));
        var recorded = new List<string>();

        if (found.Count > 0 && quotas.TakeInteractions(tenant, definition, found.Count) is { } refusal)
            throw RpcErrors.Of(refusal);

        // As many bytes at a time as a batch may have.
        foreach (var chunk in InBatches(found))
            await ResubmitAsync(tenant, definition.Newest, chunk, request.ValidateOnly, response, recorded);
        if (recorded.Count > 0 && !request.ValidateOnly)
            await store.DeleteRejectedAsync(definition.Tenant, recorded, cancellationToken);
        return response;
    }

    private async Task ResubmitAsync(
        TenantId tenant, TenantDefinition definition, List<RejectedPayload> chunk, bool validateOnly, ResubmitRejectedInteractionsResponse response, List<string> recorded)
    {
        var batch = new RecordInteractionsRequest { ValidateOnly = validateOnly };
        foreach (var rejected in chunk)
            batch.Interactions.Add(Interaction.Parser.ParseFrom(rejected.Payload.Span));
        var answer = await recorder.RecordBatchAsync(batch, tenant, definition, keepRejected: false);
        response.AcceptedCount += answer.AcceptedCount;
        response.DuplicateCount += answer.DuplicateCount;
        if (answer.Token.Length > 0)
            response.Token = response.Token.Length == 0 ? answer.Token : ConsistencyToken.Encode(ConsistencyToken.Decode(response.Token).Merge(ConsistencyToken.Decode(answer.Token)).Encode());
        var left = new HashSet<int>();
        foreach (var rejected in answer.Rejected)
        {
            left.Add(rejected.Index);
            response.Rejected.Add(new StillRejected
            {
                Id = chunk[rejected.Index].Id,
                Reason = rejected.Reason,
                Field = BatchLimits.FieldWithin(rejected.Index, rejected.Field),
                Message = rejected.Message,
            });
        }

        foreach (var index in answer.Error?.Indexes ?? [])
        {
            left.Add(index);
            response.Rejected.Add(new StillRejected { Id = chunk[index].Id, Reason = answer.Error!.Reason, Message = answer.Error.Message });
        }

        recorded.AddRange(chunk.Where((_, index) => !left.Contains(index)).Select(rejected => rejected.Id));
    }

    private static IEnumerable<List<RejectedPayload>> InBatches(IReadOnlyList<RejectedPayload> found)
    {
        var chunk = new List<RejectedPayload>();
        var bytes = 0;
        foreach (var rejected in found)
        {
            if (chunk.Count > 0 && bytes + rejected.Payload.Length > BatchLimits.MaxBytes)
            {
                yield return chunk;
                chunk = [];
                bytes = 0;
            }

            chunk.Add(rejected);
            bytes += rejected.Payload.Length;
        }

        if (chunk.Count > 0)
            yield return chunk;
    }

    private static string? NullIfEmpty(string text) => text.Length == 0 ? null : text;
}
