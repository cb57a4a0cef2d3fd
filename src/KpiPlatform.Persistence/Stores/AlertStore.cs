using System.Data.Common;
using KpiPlatform.Domain.Alerts;
using KpiPlatform.Domain.Identity;
using KpiPlatform.Persistence.Databases;
using NodaTime;

namespace KpiPlatform.Persistence.Stores;

/// <summary>Rules, where their causes stand, actions and their events, over SQL. What is asked of it without changing anything.</summary>
internal sealed partial class AlertStore(SqlDatabase database, WebhookQueue webhooks) : IAlertStore
{
    private const int MaxPage = 1_001;

    /// <inheritdoc/>
    public async Task<IReadOnlyList<AlertTenant>> ClaimAsync(string owner, Instant now, Instant until, CancellationToken cancellationToken)
    {
        if (owner.Length > 0)
        {
            await database.ExecuteAsync(
                command =>
                {
                    database.Bind(command, "@owner", ColumnType.Text, owner);
                    database.Bind(command, "@now", ColumnType.Time, Microseconds.Of(now));
                    database.Bind(command, "@until", ColumnType.Time, Microseconds.Of(until));
                    command.CommandText = "update alert_log set owner = @owner, owned_until = @until where owner = @owner or owned_until is null or owned_until < @now";
                },
                cancellationToken);
        }

        return await database.QueryAcrossTenantsAsync(
            command =>
            {
                database.Bind(command, "@owner", ColumnType.Text, owner);
                command.CommandText =
                    $"""
                    select l.tenant, t.id, l.rules_version
                    from alert_log l join tenant t on t.tenant = l.tenant
                    where {(owner.Length > 0 ? "l.owner = @owner" : "@owner = ''")}
                    order by l.tenant
                    """;
            },
            reader => new AlertTenant(new(reader.GetInt32(0)), TenantId.Parse(reader.GetString(1)), reader.GetInt64(2)),
            cancellationToken);
    }

    /// <inheritdoc/>
    public Task ReleaseAsync(string owner, CancellationToken cancellationToken) =>
        database.ExecuteAsync(
            command =>
            {
                database.Bind(command, "@owner", ColumnType.Text, owner);
                command.CommandText = "update alert_log set owner = '', owned_until = null where owner = @owner";
            },
            cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<AlertRule>> ReadRulesAsync(TenantNumber tenant, CancellationToken cancellationToken) =>
        database.QueryAsync(command => RulesSql(command, tenant), ReadRule, cancellationToken);

    /// <inheritdoc/>
    public async Task<IReadOnlyDictionary<string, AlertStanding>> ReadStandingsAsync(TenantNumber tenant, string? rule, CancellationToken cancellationToken)
    {
        var standings = await database.QueryAsync(
            command =>
            {
                database.Bind(command, "@tenant", ColumnType.Int, tenant.Value);
                if (rule is not null)
                    database.Bind(command, "@rule", ColumnType.Text, rule);
                command.CommandText = rule is not null
                    ? "select subject, body from alert_standing where tenant = @tenant and rule = @rule"
                    : "select rule, body from alert_standing where tenant = @tenant and subject = ''";
            },
            reader => KeyValuePair.Create(reader.GetString(0), AlertJson.Read<AlertStanding>(reader.GetString(1))),
            cancellationToken);
        return new Dictionary<string, AlertStanding>(standings, StringComparer.Ordinal);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<string>> ReadDueAsync(TenantNumber tenant, string rule, Instant now, int limit, CancellationToken cancellationToken) =>
        database.QueryAsync(
            command =>
            {
                database.Bind(command, "@tenant", ColumnType.Int, tenant.Value);
                database.Bind(command, "@rule", ColumnType.Text, rule);
                database.Bind(command, "@now", ColumnType.Time, Microseconds.Of(now));
                database.Bind(command, "@limit", ColumnType.Int, limit);
                command.CommandText = "select subject from alert_standing where tenant = @tenant and rule = @rule and due_at <= @now order by due_at, subject limit @limit";
            },
            reader => reader.GetString(0),
            cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<StoredAlertAction>> ListActionsAsync(AlertActionQuery query, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        ArgumentOutOfRangeException.ThrowIfNotEqual(query.Limit, Math.Clamp(query.Limit, 1, MaxPage), nameof(query));
        return database.QueryAsync(
            command =>
            {
                database.Bind(command, "@tenant", ColumnType.Int, query.Tenant.Value);
                database.Bind(command, "@before", ColumnType.Long, query.Before ?? long.MaxValue);
                database.Bind(command, "@limit", ColumnType.Int, query.Limit);
                var where = "a.tenant = @tenant and a.id < @before";
                if (query.States.Count > 0)
                    where += $" and a.state in ({string.Join(", ", query.States.Select(state => (int)state))})";
                foreach (var (value, column) in new[] { (query.Rule, "rule"), (query.Owner, "owner"), (query.Scorecard, "scorecard") })
                {
                    if (value.Length == 0)
                        continue;
                    database.Bind(command, $"@{column}", ColumnType.Text, value);
                    where += $" and a.{column} = @{column}";
                }

                command.CommandText = $"{SelectActions} where {where} order by a.id desc limit @limit";
            },
            ReadStored,
            cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<StoredAlertAction?> FindActionAsync(TenantNumber tenant, long id, CancellationToken cancellationToken)
    {
        var found = await database.QueryAsync(
            command =>
            {
                database.Bind(command, "@tenant", ColumnType.Int, tenant.Value);
                database.Bind(command, "@id", ColumnType.Long, id);
                command.CommandText = $"{SelectActions} where a.tenant = @tenant and a.id = @id";
            },
            ReadStored,
            cancellationToken);
        return found.Count == 0 ? null : found[0];
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<AlertComment>> ListCommentsAsync(TenantNumber tenant, long action, CancellationToken cancellationToken) =>
        database.QueryAsync(
            command =>
            {
                database.Bind(command, "@tenant", ColumnType.Int, tenant.Value);
                database.Bind(command, "@action", ColumnType.Long, action);
                command.CommandText = "select number, author, body, created_at from alert_comment where tenant = @tenant and action = @action order by number";
            },
            reader => new AlertComment(reader.GetInt32(0), reader.GetString(1), reader.GetString(2), database.ReadTime(reader, 3)),
            cancellationToken);

    /// <inheritdoc/>
    public async Task<IReadOnlyDictionary<string, long>> CountOpenAsync(TenantNumber tenant, CancellationToken cancellationToken)
    {
        var counts = await database.QueryAsync(
            command =>
            {
                database.Bind(command, "@tenant", ColumnType.Int, tenant.Value);
                command.CommandText = "select rule, count(*) from alert_action where tenant = @tenant and state <> 3 group by rule";
            },
            reader => KeyValuePair.Create(reader.GetString(0), reader.GetInt64(1)),
            cancellationToken);
        return new Dictionary<string, long>(counts, StringComparer.Ordinal);
    }

    /// <inheritdoc/>
    public async Task<AlertHead> ReadHeadAsync(TenantNumber tenant, CancellationToken cancellationToken)
    {
        // One statement, so that the number is that after the last event.
        var heads = await database.QueryAsync(
            command =>
            {
                database.Bind(command, "@tenant", ColumnType.Int, tenant.Value);
                command.CommandText =
                    "select l.position, (select count(*) from alert_action a where a.tenant = @tenant and a.state <> 3) from alert_log l where l.tenant = @tenant";
            },
            reader => new AlertHead(reader.GetInt64(0), reader.GetInt64(1)),
            cancellationToken);
        return heads.Count == 0 ? new(0, 0) : heads[0];
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<AlertEvent>> ReadEventsAsync(TenantNumber tenant, long after, int limit, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(limit, Math.Clamp(limit, 1, MaxPage));
        return database.QueryAsync(
            command =>
            {
                database.Bind(command, "@tenant", ColumnType.Int, tenant.Value);
                database.Bind(command, "@after", ColumnType.Long, after);
                database.Bind(command, "@limit", ColumnType.Int, limit);
                command.CommandText = $"{AlertRows.SelectEvents} where e.tenant = @tenant and e.position > @after and e.type <> {(int)AlertEventType.Test} order by e.position limit @limit";
            },
            reader => AlertRows.ReadEvent(database, reader),
            cancellationToken);
    }

    /// <inheritdoc/>
    public Task<int> TrimAsync(TenantNumber tenant, Instant before, CancellationToken cancellationToken) =>
        database.WriteAsync(
            tenant,
            async (transaction, token) =>
            {
                var rows = 0;
                foreach (var statement in Trims)
                {
                    rows += await transaction.ExecuteAsync(
                        command =>
                        {
                            database.Bind(command, "@tenant", ColumnType.Int, tenant.Value);
                            database.Bind(command, "@before", ColumnType.Time, Microseconds.Of(before));
                            command.CommandText = statement;
                        },
                        token);
                }

                return rows;
            },
            cancellationToken);

    private const string SelectActions =
        "select a.body, c.external_id from alert_action a left join customer c on c.tenant = a.tenant and c.customer = a.customer";

    // What is still to be sent, or could not be and may be replayed, keeps its event.
    private static readonly string[] Trims =
    [
        """
        delete from alert_event where tenant = @tenant and recorded_at < @before
            and not exists (select 1 from webhook_delivery d where d.tenant = alert_event.tenant and d.position = alert_event.position)
        """,
        """
        delete from alert_comment where tenant = @tenant
            and exists (select 1 from alert_action a where a.tenant = alert_comment.tenant and a.id = alert_comment.action and a.state = 3 and a.updated_at < @before)
        """,
        "delete from alert_action where tenant = @tenant and state = 3 and updated_at < @before",
    ];

    private void RulesSql(DbCommand command, TenantNumber tenant)
    {
        database.Bind(command, "@tenant", ColumnType.Int, tenant.Value);
        command.CommandText = "select body from alert_rule where tenant = @tenant order by id";
    }

    private static AlertRule ReadRule(DbDataReader reader) => AlertJson.Read<AlertRule>(reader.GetString(0));

    private static StoredAlertAction ReadStored(DbDataReader reader) =>
        new(AlertJson.Read<AlertAction>(reader.GetString(0)), reader.TextOrNull(1) is { Length: > 0 } id ? id : null);
}
