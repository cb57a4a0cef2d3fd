using KpiPlatform.Domain.Identity;
using NodaTime;

namespace KpiPlatform.Domain.Alerts;

/// <summary>
/// Rules, where their causes stand, actions, and what is told of them. Thread-safe. Failures of the database throw <see cref="DomainException"/>
/// of kind Unavailable.
/// </summary>
public interface IAlertStore
{
    /// <summary>
    /// The tenants that a process sees to, after it has taken those that nobody does. Any number of processes may store what they find of the
    /// same tenant; that only one does saves work, and keeps deliveries in order.
    /// </summary>
    /// <param name="owner">The process; empty if it is alone on the database, and then sees to all.</param>
    /// <param name="now">Now.</param>
    /// <param name="until">How long it sees to them unless it asks again.</param>
    /// <param name="cancellationToken">Gives up.</param>
    Task<IReadOnlyList<AlertTenant>> ClaimAsync(string owner, Instant now, Instant until, CancellationToken cancellationToken);

    /// <summary>Lets go of a process's tenants, so that another takes them at once.</summary>
    Task ReleaseAsync(string owner, CancellationToken cancellationToken);

    /// <summary>The rules of a tenant, by id.</summary>
    Task<IReadOnlyList<AlertRule>> ReadRulesAsync(TenantNumber tenant, CancellationToken cancellationToken);

    /// <summary>
    /// Changes one rule, in a transaction that no other of the tenant runs beside. Where it then looks at something else, its causes begin anew.
    /// A rule that goes takes its causes with it, and its actions are resolved.
    /// </summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="id">The rule.</param>
    /// <param name="now">Now.</param>
    /// <param name="decide">Called with all rules and that one, null if there is none; answers what it becomes, null to delete it. Again if the transaction has to be.</param>
    /// <param name="cancellationToken">Gives up.</param>
    Task<AlertRule?> ChangeRuleAsync(TenantNumber tenant, string id, Instant now, Func<IReadOnlyList<AlertRule>, AlertRule?, AlertRule?> decide, CancellationToken cancellationToken);

    /// <summary>
    /// Reads what a decision is about, has it decided, and stores what comes of it with its events and with what webhooks are to be sent,
    /// all in one transaction that no other of the tenant runs beside: so positions of events are in the order of commits, without gaps.
    /// </summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="scope">What it is about.</param>
    /// <param name="recordedAt">When it is stored.</param>
    /// <param name="decide">Called with what is stored; again if the transaction has to be.</param>
    /// <param name="cancellationToken">Gives up.</param>
    Task<AlertOutcome> ApplyAsync(TenantNumber tenant, AlertScope scope, Instant recordedAt, Func<AlertPicture, AlertChanges> decide, CancellationToken cancellationToken);

    /// <summary>All standings of a rule, or those of all rules as a whole.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="rule">The rule; null for the standings of rules as a whole, by the id of the rule.</param>
    /// <param name="cancellationToken">Gives up.</param>
    Task<IReadOnlyDictionary<string, AlertStanding>> ReadStandingsAsync(TenantNumber tenant, string? rule, CancellationToken cancellationToken);

    /// <summary>Causes of a rule whose time has come, earliest first.</summary>
    Task<IReadOnlyList<string>> ReadDueAsync(TenantNumber tenant, string rule, Instant now, int limit, CancellationToken cancellationToken);

    /// <summary>Actions, the newest first.</summary>
    Task<IReadOnlyList<StoredAlertAction>> ListActionsAsync(AlertActionQuery query, CancellationToken cancellationToken);

    /// <summary>An action, or null.</summary>
    Task<StoredAlertAction?> FindActionAsync(TenantNumber tenant, long id, CancellationToken cancellationToken);

    /// <summary>Comments on an action, the oldest first.</summary>
    Task<IReadOnlyList<AlertComment>> ListCommentsAsync(TenantNumber tenant, long action, CancellationToken cancellationToken);

    /// <summary>Numbers of actions that are not resolved, by rule; a rule without any is missing.</summary>
    Task<IReadOnlyDictionary<string, long>> CountOpenAsync(TenantNumber tenant, CancellationToken cancellationToken);

    /// <summary>Where the tenant's alerts stand.</summary>
    Task<AlertHead> ReadHeadAsync(TenantNumber tenant, CancellationToken cancellationToken);

    /// <summary>Events by position.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="after">Those after this position.</param>
    /// <param name="limit">Most events, 1 to 1,001.</param>
    /// <param name="cancellationToken">Gives up.</param>
    Task<IReadOnlyList<AlertEvent>> ReadEventsAsync(TenantNumber tenant, long after, int limit, CancellationToken cancellationToken);

    /// <summary>Deletes events stored before an instant, and resolved actions that were changed last before it, with their comments; how many rows.</summary>
    Task<int> TrimAsync(TenantNumber tenant, Instant before, CancellationToken cancellationToken);
}
