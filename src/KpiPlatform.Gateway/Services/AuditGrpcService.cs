using Google.Protobuf;
using Grpc.Core;
using KpiPlatform.Domain;
using KpiPlatform.Domain.Auditing;
using KpiPlatform.Domain.Identity;
using KpiPlatform.Gateway.Access;
using KpiPlatform.Gateway.Auditing;
using KpiPlatform.Gateway.Errors;
using KpiPlatform.Gateway.Names;
using KpiPlatform.Protocol.V1;
using AuditEvent = KpiPlatform.Domain.Auditing.AuditEvent;
using Proto = KpiPlatform.Protocol.V1;

namespace KpiPlatform.Gateway.Services;

/// <summary>kpi.v1.AuditService; the contract's comments say what each call does.</summary>
internal sealed class AuditGrpcService(IAuditStore store, AuditLog log, CallerDefinitions definitions) : AuditService.AuditServiceBase
{
    private const int DefaultPageSize = 100;
    private const int VerifyPageSize = 1_000;

    /// <inheritdoc/>
    public override async Task<ListAuditEventsResponse> ListAuditEvents(ListAuditEventsRequest request, ServerCallContext context)
    {
        var tenant = await FindAsync(request.Parent, context.CancellationToken);
        var size = PageSize.Of(request.PageSize, DefaultPageSize);
        var after = PageToken.Read(request, request.PageToken, reader => reader.ReadInt64());
        await log.FlushAsync(context.CancellationToken);
        var events = await store.ListAsync(
            new(tenant, after, size)
            {
                DeniedOnly = request.DeniedOnly,
                Principal = NullIfEmpty(request.Principal),
                Method = NullIfEmpty(request.Method),
                From = Times.Read(request.StartTime, "start_time"),
                To = Times.Read(request.EndTime, "end_time"),
            },
            context.CancellationToken);
        var response = new ListAuditEventsResponse { Events = { events.Select(ToProto) } };
        if (events.Count == size)
            response.NextPageToken = PageToken.Create(request, writer => writer.Write(events[^1].Sequence));
        return response;
    }

    /// <inheritdoc/>
    public override async Task<VerifyAuditLogResponse> VerifyAuditLog(VerifyAuditLogRequest request, ServerCallContext context)
    {
        if (request.PinnedSequence < 0 || (request.PinnedSequence > 0 && request.PinnedDigest.Length != AuditChain.DigestBytes))
            throw new DomainException(ErrorKind.InvalidArgument, Reasons.OutOfRange, $"A pinned entry has a sequence from 1 and a digest of {AuditChain.DigestBytes} bytes.", "pinned_digest");
        var tenant = await FindAsync(request.Parent, context.CancellationToken);
        await log.FlushAsync(context.CancellationToken);

        // First: what is appended while the log is read comes behind it.
        var head = await store.ReadHeadAsync(tenant, context.CancellationToken);
        var check = new AuditCheck(head, request.PinnedSequence, request.PinnedDigest.Memory);
        while (check.Sequence < head.Sequence && check.Problem is null)
        {
            var page = await store.ListAsync(new(tenant, check.Sequence, VerifyPageSize), context.CancellationToken);
            if (!check.Add(page))
                break;
        }

        check.End();
        return new()
        {
            EventsCount = check.Count,
            HeadSequence = head.Sequence,
            HeadDigest = ByteString.CopyFrom(head.Digest.Span),
            Problem = check.Problem ?? string.Empty,
            FirstBadSequence = check.Problem is null ? 0 : check.FirstBad,
        };
    }

    private static Proto.AuditEvent ToProto(AuditEvent one) => new()
    {
        Sequence = one.Sequence,
        Time = Times.Of(one.Entry.At),
        Principal = one.Entry.Principal,
        Method = one.Entry.Method,
        Resource = one.Entry.Resource,
        Allowed = one.Entry.Allowed,
        Reason = one.Entry.Reason,
        Source = one.Entry.Source,
        Count = one.Entry.Count,
        Digest = ByteString.CopyFrom(one.Digest.Span),
    };

    private async Task<TenantNumber?> FindAsync(string parent, CancellationToken cancellationToken)
    {
        if (parent.Length == 0)
            return null;
        var tenant = ResourceNames.ParseTenant(parent, "parent");
        return (await definitions.FindAsync(tenant, cancellationToken) ?? throw NotFoundErrors.Tenant(tenant)).Tenant;
    }

    private static string? NullIfEmpty(string text) => text.Length == 0 ? null : text;
}
