using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using KpiPlatform.Domain;
using KpiPlatform.Domain.Identity;
using KpiPlatform.Domain.Webhooks;
using KpiPlatform.Gateway.Access;
using KpiPlatform.Gateway.Alerts;
using KpiPlatform.Gateway.Errors;
using KpiPlatform.Gateway.Names;
using KpiPlatform.Gateway.Webhooks;
using KpiPlatform.Grains.Abstractions.Alerts;
using KpiPlatform.Protocol.V1;

namespace KpiPlatform.Gateway.Services;

/// <summary>kpi.v1.WebhookService; the contract's comments say what each call does.</summary>
internal sealed class WebhookGrpcService(WebhookDefinitions webhooks, IWebhookStore store, IAlertSignals signals, CallerDefinitions definitions, TimeProvider time) : WebhookService.WebhookServiceBase
{
    private const int DefaultPageSize = 100;
    private const int MaxReplayed = 1_000;

    /// <inheritdoc/>
    public override async Task<CreateWebhookResponse> CreateWebhook(CreateWebhookRequest request, ServerCallContext context)
    {
        var tenant = ResourceNames.ParseTenant(request.Parent, "parent");
        var webhook = await webhooks.CreateAsync(await NumberAsync(tenant, context.CancellationToken), request, context.CancellationToken);
        return new() { Webhook = WebhookMapper.ToProto(tenant, webhook, counts: null), Secret = request.ValidateOnly ? string.Empty : webhook.Secret };
    }

    /// <inheritdoc/>
    public override async Task<Webhook> GetWebhook(GetWebhookRequest request, ServerCallContext context)
    {
        var (tenant, id) = ResourceNames.ParseWebhook(request.Name, "name");
        var number = await NumberAsync(tenant, context.CancellationToken);
        return await ToProtoAsync(tenant, number, await webhooks.GetAsync(number, id, "name", context.CancellationToken), context.CancellationToken);
    }

    /// <inheritdoc/>
    public override async Task<ListWebhooksResponse> ListWebhooks(ListWebhooksRequest request, ServerCallContext context)
    {
        var tenant = ResourceNames.ParseTenant(request.Parent, "parent");
        var number = await NumberAsync(tenant, context.CancellationToken);
        var all = await store.ReadAsync(number, context.CancellationToken);
        var counts = await store.CountAsync(number, context.CancellationToken);
        return new() { Webhooks = { all.Select(webhook => WebhookMapper.ToProto(tenant, webhook, counts.GetValueOrDefault(webhook.Id))) } };
    }

    /// <inheritdoc/>
    public override async Task<Webhook> UpdateWebhook(UpdateWebhookRequest request, ServerCallContext context)
    {
        var sent = request.Webhook ?? throw new DomainException(ErrorKind.InvalidArgument, Reasons.Required, "webhook is required.", "webhook");
        var (tenant, id) = ResourceNames.ParseWebhook(sent.Name, "webhook.name");
        var number = await NumberAsync(tenant, context.CancellationToken);
        return await ToProtoAsync(tenant, number, await webhooks.UpdateAsync(number, id, request, context.CancellationToken), context.CancellationToken);
    }

    /// <inheritdoc/>
    public override async Task<Empty> DeleteWebhook(DeleteWebhookRequest request, ServerCallContext context)
    {
        var (tenant, id) = ResourceNames.ParseWebhook(request.Name, "name");
        await webhooks.DeleteAsync(await NumberAsync(tenant, context.CancellationToken), id, request.Etag, context.CancellationToken);
        return new Empty();
    }

    /// <inheritdoc/>
    public override async Task<RotateWebhookSecretResponse> RotateWebhookSecret(RotateWebhookSecretRequest request, ServerCallContext context)
    {
        var (tenant, id) = ResourceNames.ParseWebhook(request.Name, "name");
        return new() { Secret = (await webhooks.RotateAsync(await NumberAsync(tenant, context.CancellationToken), id, context.CancellationToken)).Secret };
    }

    /// <inheritdoc/>
    public override async Task<TestWebhookResponse> TestWebhook(TestWebhookRequest request, ServerCallContext context)
    {
        var (tenant, id) = ResourceNames.ParseWebhook(request.Name, "name");
        var number = await NumberAsync(tenant, context.CancellationToken);
        await webhooks.GetAsync(number, id, "name", context.CancellationToken);
        var position = await store.QueueTestAsync(number, id, CallerFeature.Of(context)?.Caller.Principal ?? string.Empty, time.Now(), context.CancellationToken);
        signals.RulesChanged();
        return new() { EventId = AlertMapper.EventId(tenant, position) };
    }

    /// <inheritdoc/>
    public override async Task<ListDeadLettersResponse> ListDeadLetters(ListDeadLettersRequest request, ServerCallContext context)
    {
        var (tenant, id) = ResourceNames.ParseWebhook(request.Parent, "parent");
        var size = PageSize.Of(request.PageSize, DefaultPageSize);
        var after = PageToken.Read(request, request.PageToken, reader => reader.ReadInt64());
        var number = await NumberAsync(tenant, context.CancellationToken);
        await webhooks.GetAsync(number, id, "parent", context.CancellationToken);
        var page = await store.ListDeadAsync(number, id, after, size + 1, context.CancellationToken);
        var response = new ListDeadLettersResponse();
        response.DeadLetters.Add(page.Take(size).Select(one => new DeadLetter
        {
            Event = AlertMapper.ToProto(tenant, one.Event),
            AttemptCount = one.Delivery.Attempts,
            Error = one.Delivery.Error,
            GiveUpTime = Times.Of(one.Delivery.DueAt),
        }));
        if (page.Count > size)
            response.NextPageToken = PageToken.Create(request, writer => writer.Write(page[size - 1].Delivery.Position));
        return response;
    }

    /// <inheritdoc/>
    public override async Task<ReplayDeadLettersResponse> ReplayDeadLetters(ReplayDeadLettersRequest request, ServerCallContext context)
    {
        var (tenant, id) = ResourceNames.ParseWebhook(request.Name, "name");
        if (request.EventIds.Count > MaxReplayed)
            throw new DomainException(ErrorKind.InvalidArgument, Reasons.OutOfRange, $"{request.EventIds.Count} event_ids are more than {MaxReplayed}; without any, all are replayed.", "event_ids");
        var positions = new List<long>();
        for (var i = 0; i < request.EventIds.Count; i++)
        {
            positions.Add(AlertMapper.PositionOf(tenant, request.EventIds[i])
                ?? throw new DomainException(ErrorKind.InvalidArgument, "INVALID_EVENT_ID", $"\"{DisplayText.Of(request.EventIds[i])}\" is no event_id of an alert of this tenant.", $"event_ids[{i}]"));
        }

        var number = await NumberAsync(tenant, context.CancellationToken);
        await webhooks.GetAsync(number, id, "name", context.CancellationToken);
        var count = await store.ReplayAsync(number, id, positions, time.Now(), context.CancellationToken);
        signals.RulesChanged();
        return new() { ReplayedCount = count };
    }

    private async Task<Webhook> ToProtoAsync(TenantId tenant, TenantNumber number, WebhookEndpoint webhook, CancellationToken cancellationToken) =>
        WebhookMapper.ToProto(tenant, webhook, (await store.CountAsync(number, cancellationToken)).GetValueOrDefault(webhook.Id));

    private async Task<TenantNumber> NumberAsync(TenantId tenant, CancellationToken cancellationToken) =>
        (await definitions.FindAsync(tenant, cancellationToken) ?? throw NotFoundErrors.Tenant(tenant)).Tenant;
}
