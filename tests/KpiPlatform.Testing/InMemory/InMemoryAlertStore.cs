using KpiPlatform.Domain.Alerts;
using KpiPlatform.Domain.Identity;
using NodaTime;

namespace KpiPlatform.Testing.InMemory;

/// <summary>Rules, causes, actions and events in memory, for the tenants given to it.</summary>
public sealed class InMemoryAlertStore : IAlertStore
{
    private readonly Lock _lock = new();
    private readonly Dictionary<TenantNumber, Log> _logs = [];

    /// <summary>Ids of tenants; whoever is missing is not claimed.</summary>
    public Dictionary<TenantNumber, TenantId> Tenants { get; } = [];

    /// <summary>How often something was stored of causes.</summary>
    public int Applied { get; private set; }

    /// <inheritdoc/>
    public Task<IReadOnlyList<AlertTenant>> ClaimAsync(string owner, Instant now, Instant until, CancellationToken cancellationToken)
    {
        lock (_lock)
            return Task.FromResult<IReadOnlyList<AlertTenant>>([.. _logs.Where(entry => Tenants.ContainsKey(entry.Key)).Select(entry => new AlertTenant(entry.Key, Tenants[entry.Key], entry.Value.Version))]);
    }

    /// <inheritdoc/>
    public Task ReleaseAsync(string owner, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task<IReadOnlyList<AlertRule>> ReadRulesAsync(TenantNumber tenant, CancellationToken cancellationToken) =>
        With<IReadOnlyList<AlertRule>>(tenant, log => [.. log.Rules.Values]);

    /// <inheritdoc/>
    public Task<AlertRule?> ChangeRuleAsync(TenantNumber tenant, string id, Instant now, Func<IReadOnlyList<AlertRule>, AlertRule?, AlertRule?> decide, CancellationToken cancellationToken) =>
        With(tenant, log =>
        {
            var after = decide([.. log.Rules.Values], log.Rules.GetValueOrDefault(id));
            log.Version++;
            if (after is null)
                log.Rules.Remove(id);
            else
                log.Rules[id] = after;
            return after;
        });

    /// <inheritdoc/>
    public Task<AlertOutcome> ApplyAsync(TenantNumber tenant, AlertScope scope, Instant recordedAt, Func<AlertPicture, AlertChanges> decide, CancellationToken cancellationToken) =>
        With(tenant, log =>
        {
            Applied++;
            var asked = scope.Action is { } id ? log.Actions.GetValueOrDefault(id) : null;
            var rule = scope.Rule ?? asked?.Rule ?? string.Empty;
            var subjects = asked is null ? scope.Subjects : [asked.Subject];
            var open = log.Actions.Values.Where(action => action.IsOpen).ToList();
            var picture = new AlertPicture(
                log.Rules.GetValueOrDefault(rule),
                subjects.Distinct().Where(subject => log.Standings.ContainsKey((rule, subject))).ToDictionary(subject => subject, subject => log.Standings[(rule, subject)]),
                log.Actions.Values.Where(action => action.Rule == rule && subjects.Contains(action.Subject)).GroupBy(action => action.Subject)
                    .ToDictionary(group => group.Key, group => group.OrderBy(action => action.IsOpen).ThenBy(action => action.Id).Last()),
                log.Actions.Count + 1,
                open.Count,
                open.Count(action => action.Rule == rule)) { Asked = asked };
            var changes = decide(picture);
            foreach (var standing in changes.Standings)
            {
                if (standing.IsBlank)
                    log.Standings.Remove((rule, standing.Subject));
                else
                    log.Standings[(rule, standing.Subject)] = standing;
            }

            foreach (var action in changes.Actions)
                log.Actions[action.Id] = action;
            foreach (var one in changes.Events)
                log.Events.Add(new(log.Events.Count + 1, one, null, recordedAt));
            if (log.Actions.Values.Where(action => action.IsOpen).GroupBy(action => (action.Rule, action.Subject)).Any(group => group.Count() > 1))
                throw new InvalidOperationException("Two open actions of one cause.");
            return new AlertOutcome(picture, changes);
        });

    /// <inheritdoc/>
    public Task<IReadOnlyDictionary<string, AlertStanding>> ReadStandingsAsync(TenantNumber tenant, string? rule, CancellationToken cancellationToken) =>
        With<IReadOnlyDictionary<string, AlertStanding>>(tenant, log => rule is null
            ? log.Standings.Where(entry => entry.Key.Subject.Length == 0).ToDictionary(entry => entry.Key.Rule, entry => entry.Value)
            : log.Standings.Where(entry => entry.Key.Rule == rule).ToDictionary(entry => entry.Key.Subject, entry => entry.Value));

    /// <inheritdoc/>
    public Task<IReadOnlyList<string>> ReadDueAsync(TenantNumber tenant, string rule, Instant now, int limit, CancellationToken cancellationToken) =>
        With<IReadOnlyList<string>>(tenant, log => [.. log.Standings.Where(entry => entry.Key.Rule == rule && entry.Value.DueAt <= now).OrderBy(entry => entry.Value.DueAt).Select(entry => entry.Key.Subject).Take(limit)]);

    /// <inheritdoc/>
    public Task<IReadOnlyList<StoredAlertAction>> ListActionsAsync(AlertActionQuery query, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        return With<IReadOnlyList<StoredAlertAction>>(query.Tenant, log =>
            [.. log.Actions.Values.Where(action => query.States.Count == 0 || query.States.Contains(action.State)).OrderByDescending(action => action.Id).Take(query.Limit).Select(action => new StoredAlertAction(action, null))]);
    }

    /// <inheritdoc/>
    public Task<StoredAlertAction?> FindActionAsync(TenantNumber tenant, long id, CancellationToken cancellationToken) =>
        With(tenant, log => log.Actions.TryGetValue(id, out var action) ? new StoredAlertAction(action, null) : null);

    /// <inheritdoc/>
    public Task<IReadOnlyList<AlertComment>> ListCommentsAsync(TenantNumber tenant, long action, CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<AlertComment>>([]);

    /// <inheritdoc/>
    public Task<IReadOnlyDictionary<string, long>> CountOpenAsync(TenantNumber tenant, CancellationToken cancellationToken) =>
        With<IReadOnlyDictionary<string, long>>(tenant, log => log.Actions.Values.Where(action => action.IsOpen).GroupBy(action => action.Rule).ToDictionary(group => group.Key, group => (long)group.Count()));

    /// <inheritdoc/>
    public Task<AlertHead> ReadHeadAsync(TenantNumber tenant, CancellationToken cancellationToken) =>
        With(tenant, log => new AlertHead(log.Events.Count, log.Actions.Values.Count(action => action.IsOpen)));

    /// <inheritdoc/>
    public Task<IReadOnlyList<AlertEvent>> ReadEventsAsync(TenantNumber tenant, long after, int limit, CancellationToken cancellationToken) =>
        With<IReadOnlyList<AlertEvent>>(tenant, log => [.. log.Events.Where(one => one.Position > after).Take(limit)]);

    /// <inheritdoc/>
    public Task<int> TrimAsync(TenantNumber tenant, Instant before, CancellationToken cancellationToken) => Task.FromResult(0);

    private Task<T> With<T>(TenantNumber tenant, Func<Log, T> work)
    {
        lock (_lock)
        {
            if (!_logs.TryGetValue(tenant, out var log))
                _logs[tenant] = log = new();
            return Task.FromResult(work(log));
        }
    }

    private sealed class Log
    {
        public long Version { get; set; }

        public SortedDictionary<string, AlertRule> Rules { get; } = new(StringComparer.Ordinal);

        public Dictionary<(string Rule, string Subject), AlertStanding> Standings { get; } = [];

        public SortedDictionary<long, AlertAction> Actions { get; } = [];

        public List<AlertEvent> Events { get; } = [];
    }
}
