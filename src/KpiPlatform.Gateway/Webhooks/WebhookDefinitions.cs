using KpiPlatform.Domain;
using KpiPlatform.Domain.Alerts;
using KpiPlatform.Domain.Identity;
using KpiPlatform.Domain.Webhooks;
using KpiPlatform.Gateway.Errors;
using KpiPlatform.Gateway.Mapping;
using KpiPlatform.Gateway.Names;
using KpiPlatform.Grains.Abstractions.Alerts;
using Proto = KpiPlatform.Protocol.V1;

namespace KpiPlatform.Gateway.Webhooks;

/// <summary>Makes and changes webhooks.</summary>
internal sealed class WebhookDefinitions(IWebhookStore store, IAlertStore alerts, IAlertSignals signals, WebhookOptions options, TimeProvider time)
{
    private const string Sent = "webhook";

    /// <summary>Makes one; with its secret.</summary>
    public async Task<WebhookEndpoint> CreateAsync(TenantNumber tenant, Proto.CreateWebhookRequest request, CancellationToken cancellationToken)
    {
        if (request.WebhookId.Length == 0)
            throw Required("webhook_id");
        var sent = request.Webhook ?? throw Required(Sent);
        var mask = UpdateMask.Read(mask: null, WebhookMapper.Changeable, WebhookMapper.OutputOnly, emptyIsAll: true);
        var now = time.Now().ToUnixTimeTicks();
        var webhook = WebhookMapper.Apply(sent, mask, new() { Id = request.WebhookId, Secret = WebhookSignature.CreateSecret(), CreatedAtTicks = now, UpdatedAtTicks = now });
        await CheckAsync(tenant, webhook, mask, cancellationToken);
        return await ChangeAsync(
            tenant,
            webhook.Id,
            (all, before) =>
            {
                if (before is not null)
                    throw new DomainException(ErrorKind.AlreadyExists, "WEBHOOK_EXISTS", $"There is a webhook \"{DisplayText.Of(webhook.Id)}\" already.", "webhook_id");
                return all.Count < WebhookEndpoint.MaxWebhooks
                    ? webhook
                    : throw new DomainException(ErrorKind.FailedPrecondition, "TOO_MANY_WEBHOOKS", $"The tenant has {WebhookEndpoint.MaxWebhooks} webhooks: delete one first.", "webhook_id");
            },
            request.ValidateOnly,
            cancellationToken);
    }

    /// <summary>Changes one.</summary>
    public async Task<WebhookEndpoint> UpdateAsync(TenantNumber tenant, string id, Proto.UpdateWebhookRequest request, CancellationToken cancellationToken)
    {
        var mask = UpdateMask.Read(request.UpdateMask, WebhookMapper.Changeable, WebhookMapper.OutputOnly, emptyIsAll: false);
        await CheckAsync(tenant, WebhookMapper.Apply(request.Webhook, mask, await GetAsync(tenant, id, "webhook.name", cancellationToken)), mask, cancellationToken);
        return await ChangeAsync(
            tenant,
            id,
            (_, before) =>
            {
                var existing = before ?? throw NotFound(id, "webhook.name");
                WebhookMapper.RequireEtag(existing, request.Webhook.Etag, "webhook.etag");
                return WebhookMapper.Apply(request.Webhook, mask, existing) with { UpdatedAtTicks = time.Now().ToUnixTimeTicks() };
            },
            request.ValidateOnly,
            cancellationToken);
    }

    /// <summary>Gives one another secret.</summary>
    public Task<WebhookEndpoint> RotateAsync(TenantNumber tenant, string id, CancellationToken cancellationToken)
    {
        var secret = WebhookSignature.CreateSecret();
        return ChangeAsync(tenant, id, (_, before) => (before ?? throw NotFound(id, "name")) with { Secret = secret, UpdatedAtTicks = time.Now().ToUnixTimeTicks() }, validateOnly: false, cancellationToken);
    }

    /// <summary>Deletes one.</summary>
    public Task DeleteAsync(TenantNumber tenant, string id, string etag, CancellationToken cancellationToken) =>
        ChangeAsync(
            tenant,
            id,
            (_, before) =>
            {
                WebhookMapper.RequireEtag(before ?? throw NotFound(id, "name"), etag, "etag");
                return null;
            },
            validateOnly: false,
            cancellationToken);

    /// <summary>The webhook of an id.</summary>
    /// <exception cref="DomainException">WEBHOOK_NOT_FOUND.</exception>
    public async Task<WebhookEndpoint> GetAsync(TenantNumber tenant, string id, string field, CancellationToken cancellationToken) =>
        (await store.ReadAsync(tenant, cancellationToken)).FirstOrDefault(webhook => string.Equals(webhook.Id, id, StringComparison.Ordinal)) ?? throw NotFound(id, field);

    private async Task<WebhookEndpoint> ChangeAsync(
        TenantNumber tenant, string id, Func<IReadOnlyList<WebhookEndpoint>, WebhookEndpoint?, WebhookEndpoint?> decide, bool validateOnly, CancellationToken cancellationToken)
    {
        if (validateOnly)
        {
            var all = await store.ReadAsync(tenant, cancellationToken);
            return decide(all, all.FirstOrDefault(webhook => string.Equals(webhook.Id, id, StringComparison.Ordinal)))!;
        }

        var after = await store.ChangeAsync(tenant, id, decide, cancellationToken);
        signals.RulesChanged();
        return after!;
    }

    private async Task CheckAsync(TenantNumber tenant, WebhookEndpoint webhook, UpdateMask mask, CancellationToken cancellationToken)
    {
        WebhookChecks.Check(webhook, options.AllowPrivate, Sent);

        // A rule may have been deleted since: that keeps nobody from changing the rest.
        if (webhook.Rules.Count == 0 || !mask.Has("rules"))
            return;
        var known = (await alerts.ReadRulesAsync(tenant, cancellationToken)).Select(rule => rule.Id).ToHashSet(StringComparer.Ordinal);
        for (var i = 0; i < webhook.Rules.Count; i++)
        {
            if (!known.Contains(webhook.Rules[i]))
                throw new DomainException(ErrorKind.InvalidArgument, "UNKNOWN_RULE", $"The tenant has no rule \"{DisplayText.Of(webhook.Rules[i])}\".", $"{Sent}.rules[{i}]");
        }
    }

    private static DomainException NotFound(string id, string field) => new(ErrorKind.NotFound, "WEBHOOK_NOT_FOUND", $"The tenant has no webhook \"{DisplayText.Of(id)}\".", field);

    private static DomainException Required(string field) => new(ErrorKind.InvalidArgument, Reasons.Required, $"{field} is required.", field);
}
