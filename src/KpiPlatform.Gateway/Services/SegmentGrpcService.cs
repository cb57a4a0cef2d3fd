using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using KpiPlatform.Domain;
using KpiPlatform.Domain.Alerts;
using KpiPlatform.Domain.Identity;
using KpiPlatform.Domain.Segments.Tracking;
using KpiPlatform.Domain.Tenants;
using KpiPlatform.Gateway.Access;
using KpiPlatform.Gateway.Definitions;
using KpiPlatform.Gateway.Errors;
using KpiPlatform.Gateway.Hosting;
using KpiPlatform.Gateway.Mapping;
using KpiPlatform.Gateway.Names;
using KpiPlatform.Gateway.Quotas;
using KpiPlatform.Gateway.Segments;
using KpiPlatform.Gateway.Watching;
using KpiPlatform.Grains.Abstractions.Customers;
using KpiPlatform.Grains.Abstractions.Segments;
using KpiPlatform.Protocol.V1;

namespace KpiPlatform.Gateway.Services;

/// <summary>kpi.v1.SegmentService; the contract's comments say what each call does.</summary>
internal sealed class SegmentGrpcService(
    DefinitionEditor editor,
    ISegmentStore store,
    ISegmentProgress progress,
    ICustomerIndexProgress index,
    CallerDefinitions definitions,
    SegmentWatch watch,
    WatcherCount watchers,
    QuotaGuard quotas,
    StopSignal stop,
    IAlertStore alerts,
    TimeProvider time) : SegmentService.SegmentServiceBase
{
    private const int DefaultPageSize = 200;

    /// <inheritdoc/>
    public override async Task<SegmentDefinition> CreateSegment(CreateSegmentRequest request, ServerCallContext context)
    {
        var tenant = ResourceNames.ParseTenant(request.Parent, "parent");
        var sent = request.Segment ?? throw Missing("segment");
        var id = request.SegmentId.Length > 0 ? request.SegmentId : throw Missing("segment_id");
        var mask = UpdateMask.Read(mask: null, SegmentMapper.Changeable, SegmentMapper.OutputOnly, emptyIsAll: true);
        await quotas.RequireRoomAsync(tenant, context.CancellationToken);
        var after = await editor.ChangeAsync(
            tenant,
            (settings, _) =>
            {
                if (SegmentDefinitions.Find(settings, id) is { } existing)
                {
                    return request.RequestId.Length > 0 && string.Equals(request.RequestId, existing.RequestId, StringComparison.Ordinal)
                        ? Task.FromResult(settings)
                        : throw new DomainException(ErrorKind.AlreadyExists, "SEGMENT_EXISTS", $"There is a segment \"{DisplayText.Of(id)}\" already.", "segment_id");
                }

                var now = time.Now().ToUnixTimeTicks();
                var segment = SegmentMapper.Apply(sent, mask, new(id, string.Empty, string.Empty) { RequestId = request.RequestId, CreatedAtTicks = now, UpdatedAtTicks = now });
                return Task.FromResult(SegmentDefinitions.Put(settings, segment));
            },
            request.ValidateOnly,
            context.CancellationToken);
        return await ToProtoAsync(tenant, SegmentDefinitions.Get(after, id, "segment_id"), context.CancellationToken);
    }

    /// <inheritdoc/>
    public override async Task<SegmentDefinition> GetSegment(GetSegmentRequest request, ServerCallContext context)
    {
        var (tenant, id) = ResourceNames.ParseSegment(request.Name, "name");
        var settings = await editor.ReadAsync(tenant, context.CancellationToken);
        return await ToProtoAsync(tenant, SegmentDefinitions.Get(settings, id, "name"), context.CancellationToken);
    }

    /// <inheritdoc/>
    public override async Task<ListSegmentsResponse> ListSegments(ListSegmentsRequest request, ServerCallContext context)
    {
        var tenant = ResourceNames.ParseTenant(request.Parent, "parent");
        var size = PageSize.Of(request.PageSize, DefaultPageSize);
        var after = PageToken.Read(request, request.PageToken, reader => reader.ReadString()) ?? string.Empty;
        var settings = await editor.ReadAsync(tenant, context.CancellationToken);
        var page = settings.Segments.Where(segment => string.CompareOrdinal(segment.Id, after) > 0)
            .OrderBy(segment => segment.Id, StringComparer.Ordinal).Take(size + 1).ToList();
        var definition = await FindAsync(tenant, context.CancellationToken);
        var members = await store.CountMembersAsync(definition.Tenant, context.CancellationToken);
        var isEvaluating = await IsEvaluatingAsync(definition, context.CancellationToken);
        var response = new ListSegmentsResponse();
        response.Segments.Add(page.Take(size).Select(segment => SegmentMapper.ToProto(tenant, segment, members.GetValueOrDefault(segment.Id), isEvaluating)));
        if (page.Count > size)
            response.NextPageToken = PageToken.Create(request, writer => writer.Write(page[size - 1].Id));
        return response;
    }

    /// <inheritdoc/>
    public override async Task<SegmentDefinition> UpdateSegment(UpdateSegmentRequest request, ServerCallContext context)
    {
        var sent = request.Segment ?? throw Missing("segment");
        var (tenant, id) = ResourceNames.ParseSegment(sent.Name, "segment.name");
        var mask = UpdateMask.Read(request.UpdateMask, SegmentMapper.Changeable, SegmentMapper.OutputOnly, emptyIsAll: false);
        var after = await editor.ChangeAsync(
            tenant,
            (settings, _) =>
            {
                var existing = SegmentDefinitions.Get(settings, id, "segment.name");
                DefinitionEtag.Require(existing, sent.Etag, "segment.etag");
                var changed = SegmentMapper.Apply(sent, mask, existing);
                return Task.FromResult(changed == existing ? settings : SegmentDefinitions.Put(settings, changed with { UpdatedAtTicks = time.Now().ToUnixTimeTicks() }));
            },
            request.ValidateOnly,
            context.CancellationToken);
        return await ToProtoAsync(tenant, SegmentDefinitions.Get(after, id, "segment.name"), context.CancellationToken);
    }

    /// <inheritdoc/>
    public override async Task<Empty> DeleteSegment(DeleteSegmentRequest request, ServerCallContext context)
    {
        var (tenant, id) = ResourceNames.ParseSegment(request.Name, "name");
        await RequireUnwatchedAsync(tenant, id, context.CancellationToken);
        await editor.ChangeAsync(
            tenant,
            (settings, _) =>
            {
                DefinitionEtag.Require(SegmentDefinitions.Get(settings, id, "name"), request.Etag, "etag");
                return Task.FromResult(SegmentDefinitions.Remove(settings, id));
            },
            request.ValidateOnly,
            context.CancellationToken);
        return new Empty();
    }

    /// <inheritdoc/>
    public override async Task<ListSegmentMembersResponse> ListSegmentMembers(ListSegmentMembersRequest request, ServerCallContext context)
    {
        var (tenant, id) = ResourceNames.ParseSegment(request.Parent, "parent");
        var size = PageSize.Of(request.PageSize, DefaultPageSize);
        var after = PageToken.Read(request, request.PageToken, reader => reader.ReadString()) ?? string.Empty;
        var definition = await FindAsync(tenant, context.CancellationToken);
        SegmentDefinitions.Get(definition.Newest.Settings, id, "parent");
        await CatchUpAsync(request.Token, context.CancellationToken);
        var page = await store.ReadMembersAsync(definition.Tenant, id, after, size + 1, context.CancellationToken);
        var response = new ListSegmentMembersResponse();
        response.Members.Add(page.Take(size).Select(member => SegmentMapper.ToProto(tenant, member)));
        if (page.Count > size)
            response.NextPageToken = PageToken.Create(request, writer => writer.Write(page[size - 1].CustomerId));
        return response;
    }

    /// <inheritdoc/>
    public override async Task<ListSegmentEventsResponse> ListSegmentEvents(ListSegmentEventsRequest request, ServerCallContext context)
    {
        var (tenant, id) = ResourceNames.ParseTenantOrSegment(request.Parent, "parent");
        var size = PageSize.Of(request.PageSize, DefaultPageSize);
        var after = PageToken.Read(request, request.PageToken, reader => reader.ReadInt64());
        var definition = await FindAsync(tenant, context.CancellationToken);
        if (id is not null)
            SegmentDefinitions.Get(definition.Newest.Settings, id, "parent");
        var query = new SegmentEventQuery(definition.Tenant, id, after, size + 1)
        {
            From = Times.Read(request.StartTime, "start_time"),
            Before = Times.Read(request.EndTime, "end_time"),
        };
        await CatchUpAsync(request.Token, context.CancellationToken);
        var page = await store.ReadEventsAsync(query, context.CancellationToken);
        var response = new ListSegmentEventsResponse();
        response.Events.Add(page.Take(size).Select(one => SegmentMapper.ToProto(tenant, one)));
        if (page.Count > size)
            response.NextPageToken = PageToken.Create(request, writer => writer.Write(page[size - 1].Position));
        return response;
    }

    /// <inheritdoc/>
    public override async Task WatchSegment(WatchSegmentRequest request, IServerStreamWriter<WatchSegmentResponse> responseStream, ServerCallContext context)
    {
        var (tenant, id) = ResourceNames.ParseSegment(request.Name, "name");
        var definition = await FindAsync(tenant, context.CancellationToken);
        SegmentDefinitions.Get(definition.Newest.Settings, id, "name");
        using var place = watchers.Enter(tenant, definition);
        using var ending = stop.Link(context.CancellationToken);
        await watch.RunAsync(tenant, id, definition, request, responseStream, ending.Token);
    }

    private async Task RequireUnwatchedAsync(TenantId tenant, string id, CancellationToken cancellationToken)
    {
        var definition = await FindAsync(tenant, cancellationToken);
        var users = (await alerts.ReadRulesAsync(definition.Tenant, cancellationToken)).Where(rule => string.Equals(rule.Segment, id, StringComparison.Ordinal)).Select(rule => rule.Id).ToList();
        if (users.Count > 0)
            throw new DomainException(ErrorKind.FailedPrecondition, "IN_USE", $"\"{DisplayText.Of(id)}\" is used by the alert rules {string.Join(", ", users)}. Change or delete those first.", "name");
    }

    private async Task CatchUpAsync(string token, CancellationToken cancellationToken)
    {
        var positions = ConsistencyToken.Decode(token);
        if (positions.IsEmpty)
            return;
        await index.WaitAsync(positions, cancellationToken);
        await progress.CatchUpAsync(cancellationToken);
    }

    private async Task<SegmentDefinition> ToProtoAsync(TenantId tenant, Domain.Segments.SegmentDefinition segment, CancellationToken cancellationToken)
    {
        var definition = await FindAsync(tenant, cancellationToken);
        var state = await store.ReadStateAsync(definition.Tenant, segment.Id, cancellationToken);
        return SegmentMapper.ToProto(tenant, segment, state.Members, state.Definition != progress.DefinitionOf(definition));
    }

    private async Task<bool> IsEvaluatingAsync(TenantDefinition definition, CancellationToken cancellationToken) =>
        definition.Newest.Settings.Segments.Count > 0
        && (await store.ReadStateAsync(definition.Tenant, string.Empty, cancellationToken)).Definition != progress.DefinitionOf(definition);

    private async Task<TenantDefinition> FindAsync(TenantId tenant, CancellationToken cancellationToken) =>
        await definitions.FindAsync(tenant, cancellationToken) ?? throw NotFoundErrors.Tenant(tenant);

    private static DomainException Missing(string field) => new(ErrorKind.InvalidArgument, Reasons.Required, $"{field} is required.", field);
}
