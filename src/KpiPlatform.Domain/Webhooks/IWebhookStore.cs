using KpiPlatform.Domain.Alerts;
using KpiPlatform.Domain.Identity;
using NodaTime;

namespace KpiPlatform.Domain.Webhooks;

/// <summary>
/// Webhooks, and what is to be sent to them. Events are queued by <see cref="IAlertStore.ApplyAsync"/>, in the transaction that stores them.
/// Thread-safe. Failures of the database throw <see cref="DomainException"/> of kind Unavailable.
/// </summary>
public interface IWebhookStore
{
    /// <summary>The webhooks of a tenant, by id.</summary>
    Task<IReadOnlyList<WebhookEndpoint>> ReadAsync(TenantNumber tenant, CancellationToken cancellationToken);

    /// <summary>Changes one, in a transaction that no other of the tenant runs beside. One that goes takes its queue with it.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="id">The webhook.</param>
    /// <param name="decide">Called with all and that one, null if there is none; answers what it becomes, null to delete it. Again if the transaction has to be.</param>
    /// <param name="cancellationToken">Gives up.</param>
    Task<WebhookEndpoint?> ChangeAsync(
        TenantNumber tenant, string id, Func<IReadOnlyList<WebhookEndpoint>, WebhookEndpoint?, WebhookEndpoint?> decide, CancellationToken cancellationToken);

    /// <summary>How webhooks stand, by id; one with nothing queued is missing.</summary>
    Task<IReadOnlyDictionary<string, WebhookCounts>> CountAsync(TenantNumber tenant, CancellationToken cancellationToken);

    /// <summary>Tenants with something due.</summary>
    Task<IReadOnlyList<TenantNumber>> ReadDueTenantsAsync(Instant now, CancellationToken cancellationToken);

    /// <summary>What is due of a tenant: of each webhook and rule the earliest event that is queued, if its time has come. The longest due first.</summary>
    Task<IReadOnlyList<WebhookDelivery>> ReadDueAsync(TenantNumber tenant, Instant now, int limit, CancellationToken cancellationToken);

    /// <summary>An event, tries included; null if it is kept no longer.</summary>
    Task<AlertEvent?> FindEventAsync(TenantNumber tenant, long position, CancellationToken cancellationToken);

    /// <summary>It has arrived.</summary>
    Task CompleteAsync(TenantNumber tenant, WebhookDelivery delivery, CancellationToken cancellationToken);

    /// <summary>It has not arrived: with its new number of attempts, time and error.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="delivery">The delivery as it is from now on.</param>
    /// <param name="isDead">It is given up.</param>
    /// <param name="cancellationToken">Gives up.</param>
    Task FailAsync(TenantNumber tenant, WebhookDelivery delivery, bool isDead, CancellationToken cancellationToken);

    /// <summary>Dead letters of a webhook by position.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="webhook">The webhook.</param>
    /// <param name="after">Those after this position.</param>
    /// <param name="limit">Most of them, 1 to 1,001.</param>
    /// <param name="cancellationToken">Gives up.</param>
    Task<IReadOnlyList<(WebhookDelivery Delivery, AlertEvent Event)>> ListDeadAsync(TenantNumber tenant, string webhook, long after, int limit, CancellationToken cancellationToken);

    /// <summary>Queues dead letters of a webhook again; how many.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="webhook">The webhook.</param>
    /// <param name="positions">These; empty for all.</param>
    /// <param name="now">Now.</param>
    /// <param name="cancellationToken">Gives up.</param>
    Task<int> ReplayAsync(TenantNumber tenant, string webhook, IReadOnlyCollection<long> positions, Instant now, CancellationToken cancellationToken);

    /// <summary>Queues a try; the position of its event.</summary>
    Task<long> QueueTestAsync(TenantNumber tenant, string webhook, string by, Instant now, CancellationToken cancellationToken);
}
