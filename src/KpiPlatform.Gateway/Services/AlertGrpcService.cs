using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using KpiPlatform.Domain;
using KpiPlatform.Domain.Alerts;
using KpiPlatform.Domain.Identity;
using KpiPlatform.Domain.Tenants;
using KpiPlatform.Gateway.Access;
using KpiPlatform.Gateway.Alerts;
using KpiPlatform.Gateway.Errors;
using KpiPlatform.Gateway.Hosting;
using KpiPlatform.Gateway.Mapping;
using KpiPlatform.Gateway.Names;
using KpiPlatform.Gateway.Watching;
using KpiPlatform.Grains.Abstractions.Alerts;
using KpiPlatform.Protocol.V1;
using AlertAction = KpiPlatform.Protocol.V1.AlertAction;
using AlertRule = KpiPlatform.Protocol.V1.AlertRule;

namespace KpiPlatform.Gateway.Services;

/// <summary>kpi.v1.AlertService; the contract's comments say what each call does.</summary>
internal sealed class AlertGrpcService(
    AlertRules rules, IAlertStore store, IAlertSignals signals, CallerDefinitions definitions, AlertWatch watch, WatcherCount watchers, StopSignal stop, TimeProvider time)
    : AlertService.AlertServiceBase
{
    private const int DefaultPageSize = 200;
    private const int DefaultActionPageSize = 100;
    private const int MaxOwnerBytes = 200;
    private static readonly string[] ActionChangeable = ["owner", "due_time"];
    private static readonly string[] ActionOutputOnly = [.. AlertAction.Descriptor.Fields.InFieldNumberOrder().Select(field => field.Name).Except(ActionChangeable, StringComparer.Ordinal)];

    /// <inheritdoc/>
    public override async Task<AlertRule> CreateAlertRule(CreateAlertRuleRequest request, ServerCallContext context)
    {
        var tenant = ResourceNames.ParseTenant(request.Parent, "parent");
        var definition = await FindAsync(tenant, context.CancellationToken);
        var rule = await rules.CreateAsync(definition, tenant, request, context.CancellationToken);
        return await ToProtoAsync(tenant, definition.Tenant, rule, context.CancellationToken);
    }

    /// <inheritdoc/>
    public override async Task<AlertRule> GetAlertRule(GetAlertRuleRequest request, ServerCallContext context)
    {
        var (tenant, id) = ResourceNames.ParseAlertRule(request.Name, "name");
        var number = await NumberAsync(tenant, context.CancellationToken);
        return await ToProtoAsync(tenant, number, await rules.GetAsync(number, id, "name", context.CancellationToken), context.CancellationToken);
    }

    /// <inheritdoc/>
    public override async Task<ListAlertRulesResponse> ListAlertRules(ListAlertRulesRequest request, ServerCallContext context)
    {
        var tenant = ResourceNames.ParseTenant(request.Parent, "parent");
        var size = PageSize.Of(request.PageSize, DefaultPageSize);
        var after = PageToken.Read(request, request.PageToken, reader => reader.ReadString()) ?? string.Empty;
        var number = await NumberAsync(tenant, context.CancellationToken);
        var page = (await store.ReadRulesAsync(number, context.CancellationToken)).Where(rule => string.CompareOrdinal(rule.Id, after) > 0).Take(size + 1).ToList();
        var open = await store.CountOpenAsync(number, context.CancellationToken);
        var standings = await store.ReadStandingsAsync(number, rule: null, context.CancellationToken);
        var response = new ListAlertRulesResponse();
        response.AlertRules.Add(page.Take(size).Select(rule => AlertRuleMapper.ToProto(tenant, rule, open.GetValueOrDefault(rule.Id), standings.GetValueOrDefault(rule.Id)?.Problem ?? string.Empty)));
        if (page.Count > size)
            response.NextPageToken = PageToken.Create(request, writer => writer.Write(page[size - 1].Id));
        return response;
    }

    /// <inheritdoc/>
    public override async Task<AlertRule> UpdateAlertRule(UpdateAlertRuleRequest request, ServerCallContext context)
    {
        var sent = request.AlertRule ?? throw Required("alert_rule");
        var (tenant, id) = ResourceNames.ParseAlertRule(sent.Name, "alert_rule.name");
        var definition = await FindAsync(tenant, context.CancellationToken);
        var rule = await rules.UpdateAsync(definition, tenant, id, request, context.CancellationToken);
        return await ToProtoAsync(tenant, definition.Tenant, rule, context.CancellationToken);
    }

    /// <inheritdoc/>
    public override async Task<Empty> DeleteAlertRule(DeleteAlertRuleRequest request, ServerCallContext context)
    {
        var (tenant, id) = ResourceNames.ParseAlertRule(request.Name, "name");
        await rules.DeleteAsync(await NumberAsync(tenant, context.CancellationToken), id, request.Etag, request.ValidateOnly, context.CancellationToken);
        return new Empty();
    }

    /// <inheritdoc/>
    public override async Task<ListAlertActionsResponse> ListAlertActions(ListAlertActionsRequest request, ServerCallContext context)
    {
        var tenant = ResourceNames.ParseTenant(request.Parent, "parent");
        var size = PageSize.Of(request.PageSize, DefaultActionPageSize);
        var before = PageToken.Read(request, request.PageToken, reader => (long?)reader.ReadInt64());
        var states = request.States.Select(state => (AlertActionState)state).Distinct().ToList();
        if (states.Exists(state => state == AlertActionState.None || !System.Enum.IsDefined(state)))
            throw new DomainException(ErrorKind.InvalidArgument, Reasons.OutOfRange, "A state is open, acknowledged or resolved.", "states");
        var query = new AlertActionQuery(await NumberAsync(tenant, context.CancellationToken), before, size + 1) { States = states, Rule = request.Rule, Owner = request.Owner, Scorecard = request.Scorecard };
        var page = await store.ListActionsAsync(query, context.CancellationToken);
        var response = new ListAlertActionsResponse();
        response.AlertActions.Add(page.Take(size).Select(one => AlertMapper.ToProto(tenant, one.Action, one.CustomerId)));
        if (page.Count > size)
            response.NextPageToken = PageToken.Create(request, writer => writer.Write(page[size - 1].Action.Id));
        return response;
    }

    /// <inheritdoc/>
    public override async Task<AlertAction> GetAlertAction(GetAlertActionRequest request, ServerCallContext context)
    {
        var (tenant, id) = ResourceNames.ParseAlertAction(request.Name, "name");
        return await GetAsync(tenant, await NumberAsync(tenant, context.CancellationToken), id, context.CancellationToken);
    }

    /// <inheritdoc/>
    public override Task<AlertAction> UpdateAlertAction(UpdateAlertActionRequest request, ServerCallContext context)
    {
        var sent = request.AlertAction ?? throw Required("alert_action");
        var mask = UpdateMask.Read(request.UpdateMask, ActionChangeable, ActionOutputOnly, emptyIsAll: false);
        var due = Times.Read(sent.DueTime, "alert_action.due_time");
        if (System.Text.Encoding.UTF8.GetByteCount(sent.Owner) > MaxOwnerBytes || sent.Owner.Any(char.IsControl))
            throw new DomainException(ErrorKind.InvalidArgument, Reasons.OutOfRange, $"owner is a text of at most {MaxOwnerBytes} bytes on one line.", "alert_action.owner");
        return ChangeAsync(
            sent.Name,
            "alert_action.name",
            (picture, by) => AlertDesk.Assign(picture, action => action with { Owner = mask.Has("owner") ? sent.Owner : action.Owner, DueAt = mask.Has("due_time") ? due : action.DueAt }, by, time.Now()),
            context);
    }

    /// <inheritdoc/>
    public override Task<AlertAction> AcknowledgeAlertAction(AcknowledgeAlertActionRequest request, ServerCallContext context) =>
        ChangeAsync(request.Name, "name", (picture, by) => AlertDesk.Acknowledge(picture, by, request.Comment, time.Now()), context);

    /// <inheritdoc/>
    public override Task<AlertAction> ResolveAlertAction(ResolveAlertActionRequest request, ServerCallContext context) =>
        ChangeAsync(request.Name, "name", (picture, by) => AlertDesk.Resolve(picture, by, request.Comment, time.Now()), context);

    /// <inheritdoc/>
    public override Task<AlertAction> ReopenAlertAction(ReopenAlertActionRequest request, ServerCallContext context) =>
        ChangeAsync(request.Name, "name", (picture, by) => AlertDesk.Reopen(picture, by, request.Comment, time.Now()), context);

    /// <inheritdoc/>
    public override Task<AlertAction> CommentAlertAction(CommentAlertActionRequest request, ServerCallContext context) =>
        string.IsNullOrWhiteSpace(request.Comment)
            ? throw Required("comment")
            : ChangeAsync(request.Name, "name", (picture, by) => AlertDesk.Comment(picture, by, request.Comment, time.Now()), context);

    /// <inheritdoc/>
    public override async Task<ListAlertCommentsResponse> ListAlertComments(ListAlertCommentsRequest request, ServerCallContext context)
    {
        var (tenant, id) = ResourceNames.ParseAlertAction(request.Parent, "parent");
        var number = await NumberAsync(tenant, context.CancellationToken);
        await GetAsync(tenant, number, id, context.CancellationToken);
        var comments = await store.ListCommentsAsync(number, id, context.CancellationToken);
        return new() { Comments = { comments.Select(AlertMapper.ToProto) } };
    }

    /// <inheritdoc/>
    public override async Task<ListAlertEventsResponse> ListAlertEvents(ListAlertEventsRequest request, ServerCallContext context)
    {
        var tenant = ResourceNames.ParseTenant(request.Parent, "parent");
        var size = PageSize.Of(request.PageSize, DefaultPageSize);
        var after = PageToken.Read(request, request.PageToken, reader => reader.ReadInt64());
        var page = await store.ReadEventsAsync(await NumberAsync(tenant, context.CancellationToken), after, size + 1, context.CancellationToken);
        var response = new ListAlertEventsResponse();
        response.Events.Add(page.Take(size).Select(one => AlertMapper.ToProto(tenant, one)));
        if (page.Count > size)
            response.NextPageToken = PageToken.Create(request, writer => writer.Write(page[size - 1].Position));
        return response;
    }

    /// <inheritdoc/>
    public override async Task WatchAlerts(WatchAlertsRequest request, IServerStreamWriter<WatchAlertsResponse> responseStream, ServerCallContext context)
    {
        var tenant = ResourceNames.ParseTenant(request.Parent, "parent");
        var definition = await FindAsync(tenant, context.CancellationToken);
        using var place = watchers.Enter(tenant, definition);
        using var ending = stop.Link(context.CancellationToken);
        await watch.RunAsync(tenant, definition.Tenant, request, responseStream, ending.Token);
    }

    private async Task<AlertAction> ChangeAsync(string name, string field, Func<AlertPicture, string, AlertChanges> decide, ServerCallContext context)
    {
        var (tenant, id) = ResourceNames.ParseAlertAction(name, field);
        var number = await NumberAsync(tenant, context.CancellationToken);
        var by = CallerFeature.Of(context)?.Caller.Principal ?? string.Empty;
        var outcome = await store.ApplyAsync(number, AlertScope.Of(id), time.Now(), picture => decide(picture, by), context.CancellationToken);
        if (outcome.Changes.Events.Count > 0)
            signals.EventsStored(number);
        return await GetAsync(tenant, number, id, context.CancellationToken);
    }

    private async Task<AlertAction> GetAsync(TenantId tenant, TenantNumber number, long id, CancellationToken cancellationToken) =>
        await store.FindActionAsync(number, id, cancellationToken) is { } found
            ? AlertMapper.ToProto(tenant, found.Action, found.CustomerId)
            : throw new DomainException(ErrorKind.NotFound, "ACTION_NOT_FOUND", $"The tenant has no action {id}.", "name");

    private async Task<AlertRule> ToProtoAsync(TenantId tenant, TenantNumber number, Domain.Alerts.AlertRule rule, CancellationToken cancellationToken)
    {
        var open = await store.CountOpenAsync(number, cancellationToken);
        var standings = await store.ReadStandingsAsync(number, rule: null, cancellationToken);
        return AlertRuleMapper.ToProto(tenant, rule, open.GetValueOrDefault(rule.Id), standings.GetValueOrDefault(rule.Id)?.Problem ?? string.Empty);
    }

    private async Task<TenantNumber> NumberAsync(TenantId tenant, CancellationToken cancellationToken) => (await FindAsync(tenant, cancellationToken)).Tenant;

    private async Task<TenantDefinition> FindAsync(TenantId tenant, CancellationToken cancellationToken) =>
        await definitions.FindAsync(tenant, cancellationToken) ?? throw NotFoundErrors.Tenant(tenant);

    private static DomainException Required(string field) => new(ErrorKind.InvalidArgument, Reasons.Required, $"{field} is required.", field);
}
