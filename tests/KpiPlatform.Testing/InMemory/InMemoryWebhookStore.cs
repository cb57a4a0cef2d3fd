using KpiPlatform.Domain.Alerts;
using KpiPlatform.Domain.Identity;
using KpiPlatform.Domain.Webhooks;
using NodaTime;

namespace KpiPlatform.Testing.InMemory;

/// <summary>Webhooks and their queues in memory.</summary>
public sealed class InMemoryWebhookStore : IWebhookStore
{
    private readonly Lock _lock = new();
    private readonly Dictionary<(TenantNumber Tenant, string Id), WebhookEndpoint> _webhooks = [];
    private readonly Dictionary<(TenantNumber Tenant, string Webhook, long Position), (WebhookDelivery Delivery, bool IsDead)> _queue = [];
    private readonly Dictionary<(TenantNumber Tenant, long Position), AlertEvent> _events = [];

    /// <summary>Queues an event for a webhook.</summary>
    public void Queue(TenantNumber tenant, string webhook, AlertEvent one, Instant due)
    {
        ArgumentNullException.ThrowIfNull(one);
        lock (_lock)
        {
            _events[(tenant, one.Position)] = one;
            _queue[(tenant, webhook, one.Position)] = (new(webhook, one.Position, one.What.Action.Rule, 0, due, string.Empty), false);
        }
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<WebhookEndpoint>> ReadAsync(TenantNumber tenant, CancellationToken cancellationToken) =>
        With<IReadOnlyList<WebhookEndpoint>>(() => [.. _webhooks.Where(entry => entry.Key.Tenant == tenant).Select(entry => entry.Value).OrderBy(webhook => webhook.Id, StringComparer.Ordinal)]);

    /// <inheritdoc/>
    public Task<WebhookEndpoint?> ChangeAsync(TenantNumber tenant, string id, Func<IReadOnlyList<WebhookEndpoint>, WebhookEndpoint?, WebhookEndpoint?> decide, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(decide);
        return With(() =>
        {
            var after = decide([.. _webhooks.Where(entry => entry.Key.Tenant == tenant).Select(entry => entry.Value)], _webhooks.GetValueOrDefault((tenant, id)));
            if (after is null)
                _webhooks.Remove((tenant, id));
            else
                _webhooks[(tenant, id)] = after;
            return after;
        });
    }

    /// <inheritdoc/>
    public Task<IReadOnlyDictionary<string, WebhookCounts>> CountAsync(TenantNumber tenant, CancellationToken cancellationToken) =>
        With<IReadOnlyDictionary<string, WebhookCounts>>(() => _queue.Where(entry => entry.Key.Tenant == tenant).GroupBy(entry => entry.Key.Webhook)
            .ToDictionary(group => group.Key, group => new WebhookCounts(group.Count(entry => !entry.Value.IsDead), group.Count(entry => entry.Value.IsDead))));

    /// <inheritdoc/>
    public Task<IReadOnlyList<TenantNumber>> ReadDueTenantsAsync(Instant now, CancellationToken cancellationToken) =>
        With<IReadOnlyList<TenantNumber>>(() => [.. _queue.Where(entry => !entry.Value.IsDead && entry.Value.Delivery.DueAt <= now).Select(entry => entry.Key.Tenant).Distinct()]);

    /// <inheritdoc/>
    public Task<IReadOnlyList<WebhookDelivery>> ReadDueAsync(TenantNumber tenant, Instant now, int limit, CancellationToken cancellationToken) =>
        With<IReadOnlyList<WebhookDelivery>>(() => [.. _queue.Where(entry => entry.Key.Tenant == tenant && !entry.Value.IsDead).Select(entry => entry.Value.Delivery)
            .GroupBy(delivery => (delivery.Webhook, delivery.Rule)).Select(group => group.MinBy(delivery => delivery.Position)!)
            .Where(delivery => delivery.DueAt <= now).OrderBy(delivery => delivery.DueAt).Take(limit)]);

    /// <inheritdoc/>
    public Task<AlertEvent?> FindEventAsync(TenantNumber tenant, long position, CancellationToken cancellationToken) => With(() => _events.GetValueOrDefault((tenant, position)));

    /// <inheritdoc/>
    public Task CompleteAsync(TenantNumber tenant, WebhookDelivery delivery, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(delivery);
        return With(() => _queue.Remove((tenant, delivery.Webhook, delivery.Position)));
    }

    /// <inheritdoc/>
    public Task FailAsync(TenantNumber tenant, WebhookDelivery delivery, bool isDead, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(delivery);
        return With(() => _queue[(tenant, delivery.Webhook, delivery.Position)] = (delivery, isDead));
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<(WebhookDelivery Delivery, AlertEvent Event)>> ListDeadAsync(TenantNumber tenant, string webhook, long after, int limit, CancellationToken cancellationToken) =>
        With<IReadOnlyList<(WebhookDelivery Delivery, AlertEvent Event)>>(() => [.. _queue
            .Where(entry => entry.Key.Tenant == tenant && entry.Key.Webhook == webhook && entry.Value.IsDead && entry.Key.Position > after).OrderBy(entry => entry.Key.Position)
            .Take(limit).Select(entry => (entry.Value.Delivery, _events[(tenant, entry.Key.Position)]))]);

    /// <inheritdoc/>
    public Task<int> ReplayAsync(TenantNumber tenant, string webhook, IReadOnlyCollection<long> positions, Instant now, CancellationToken cancellationToken) =>
        With(() =>
        {
            var dead = _queue.Where(entry => entry.Key.Tenant == tenant && entry.Key.Webhook == webhook && entry.Value.IsDead && (positions.Count == 0 || positions.Contains(entry.Key.Position))).ToList();
            foreach (var (key, value) in dead)
                _queue[key] = (value.Delivery with { Attempts = 0, DueAt = now }, false);
            return dead.Count;
        });

    /// <inheritdoc/>
    public Task<long> QueueTestAsync(TenantNumber tenant, string webhook, string by, Instant now, CancellationToken cancellationToken) => Task.FromResult(1L);

    private Task<T> With<T>(Func<T> work)
    {
        lock (_lock)
            return Task.FromResult(work());
    }
}
