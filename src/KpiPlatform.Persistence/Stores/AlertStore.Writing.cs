using System.Data.Common;
using KpiPlatform.Domain.Alerts;
using KpiPlatform.Domain.Identity;
using KpiPlatform.Persistence.Databases;
using NodaTime;

namespace KpiPlatform.Persistence.Stores;

/// <content>What changes something: always under the lock of the tenant's log.</content>
internal sealed partial class AlertStore
{
    /// <inheritdoc/>
    public Task<AlertRule?> ChangeRuleAsync(
        TenantNumber tenant, string id, Instant now, Func<IReadOnlyList<AlertRule>, AlertRule?, AlertRule?> decide, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(decide);
        return database.WriteAsync(
            tenant,
            async (transaction, token) =>
            {
                var (position, lastAction) = await AlertRows.LockAsync(database, transaction, tenant, token);
                var rules = await transaction.QueryAsync(command => RulesSql(command, tenant), ReadRule, token);
                var before = rules.FirstOrDefault(rule => string.Equals(rule.Id, id, StringComparison.Ordinal));
                var after = decide(rules, before);
                if (after == before)
                    return after;
                await transaction.ExecuteAsync(
                    command =>
                    {
                        Bind(command, tenant, id);
                        if (after is not null)
                            database.Bind(command, "@body", ColumnType.Text, AlertJson.Write(after));
                        command.CommandText = after is null
                            ? "delete from alert_rule where tenant = @tenant and id = @rule"
                            : "insert into alert_rule (tenant, id, body) values (@tenant, @rule, @body) on conflict (tenant, id) do update set body = excluded.body";
                    },
                    token);
                await transaction.ExecuteAsync(
                    command =>
                    {
                        database.Bind(command, "@tenant", ColumnType.Int, tenant.Value);
                        command.CommandText = "update alert_log set rules_version = rules_version + 1 where tenant = @tenant";
                    },
                    token);
                if (before is not null && (after is null || !after.LooksAtSame(before)))
                    await BeginAnewAsync(transaction, tenant, id, position, lastAction, now, token);
                return after;
            },
            cancellationToken);
    }

    /// <inheritdoc/>
    public Task<AlertOutcome> ApplyAsync(TenantNumber tenant, AlertScope scope, Instant recordedAt, Func<AlertPicture, AlertChanges> decide, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(scope);
        ArgumentNullException.ThrowIfNull(decide);
        return database.WriteAsync(
            tenant,
            async (transaction, token) =>
            {
                var (position, lastAction) = await AlertRows.LockAsync(database, transaction, tenant, token);
                var asked = scope.Action is { } id ? await FindAsync(transaction, tenant, id, token) : null;
                var rule = scope.Rule ?? asked?.Rule ?? string.Empty;
                string[] subjects = asked is not null ? [asked.Subject] : [.. scope.Subjects.Distinct(StringComparer.Ordinal)];
                var picture = await PictureAsync(transaction, tenant, rule, subjects, lastAction + 1, token);
                var changes = decide(picture with { Asked = asked });
                await WriteStandingsAsync(transaction, tenant, rule, changes.Standings, token);
                await WriteActionsAsync(transaction, tenant, changes.Actions, token);
                await WriteCommentsAsync(transaction, tenant, changes.Comments, token);
                if (changes.Events.Count > 0)
                    await TellAsync(transaction, tenant, position, Math.Max(lastAction, changes.Actions.Count == 0 ? 0 : changes.Actions.Max(action => action.Id)), changes.Events, recordedAt, token);
                return new AlertOutcome(picture, changes);
            },
            cancellationToken);
    }

    private async Task TellAsync(
        DbTransaction transaction, TenantNumber tenant, long position, long lastAction, IReadOnlyList<AlertEventDraft> events, Instant now, CancellationToken cancellationToken)
    {
        await AlertRows.WriteEventsAsync(database, transaction, tenant, position, lastAction, events, now, cancellationToken);
        await webhooks.QueueAsync(transaction, tenant, [.. events.Select((one, i) => (one.Action.Rule, position + 1 + i))], now, cancellationToken);
    }

    /// <summary>What was found of a rule's causes holds no more: they are forgotten, and what is open of them is over.</summary>
    private async Task BeginAnewAsync(DbTransaction transaction, TenantNumber tenant, string rule, long position, long lastAction, Instant now, CancellationToken cancellationToken)
    {
        await transaction.ExecuteAsync(
            command =>
            {
                Bind(command, tenant, rule);
                command.CommandText = "delete from alert_standing where tenant = @tenant and rule = @rule";
            },
            cancellationToken);
        var open = await transaction.QueryAsync(
            command =>
            {
                Bind(command, tenant, rule);
                command.CommandText = "select body from alert_action where tenant = @tenant and rule = @rule and state <> 3 order by id";
            },
            ReadAction,
            cancellationToken);
        var resolved = open.Select(action => action with { State = AlertActionState.Resolved, ResolvedAt = now, UpdatedAt = now }).ToList();
        await WriteActionsAsync(transaction, tenant, resolved, cancellationToken);
        if (resolved.Count > 0)
            await TellAsync(transaction, tenant, position, lastAction, [.. resolved.Select(action => new AlertEventDraft(AlertEventType.Resolved, action, string.Empty, string.Empty, now))], now, cancellationToken);
    }

    private async Task<AlertPicture> PictureAsync(DbTransaction transaction, TenantNumber tenant, string rule, string[] subjects, long nextId, CancellationToken cancellationToken)
    {
        var rules = await transaction.QueryAsync(
            command =>
            {
                Bind(command, tenant, rule);
                command.CommandText = "select body from alert_rule where tenant = @tenant and id = @rule";
            },
            ReadRule,
            cancellationToken);
        var standings = await transaction.QueryAsync(
            command =>
            {
                Bind(command, tenant, rule);
                var source = database.RowSource(command, [BulkColumn.Of(ColumnType.Text, subjects, subject => subject)]);
                command.CommandText =
                    $"""
                    with wanted(subject) as ({source})
                    select s.body from wanted w join alert_standing s on s.tenant = @tenant and s.rule = @rule and s.subject = w.subject
                    """;
            },
            reader => AlertJson.Read<AlertStanding>(reader.GetString(0)),
            cancellationToken);
        var actions = await transaction.QueryAsync(
            command =>
            {
                Bind(command, tenant, rule);
                var source = database.RowSource(command, [BulkColumn.Of(ColumnType.Text, subjects, subject => subject)]);
                command.CommandText =
                    $"""
                    with wanted(subject) as ({source})
                    select a.body from wanted w join alert_action a on a.tenant = @tenant and a.rule = @rule and a.subject = w.subject
                    where a.id = (
                        select b.id from alert_action b where b.tenant = @tenant and b.rule = @rule and b.subject = w.subject
                        order by case when b.state <> 3 then 0 else 1 end, b.id desc limit 1)
                    """;
            },
            ReadAction,
            cancellationToken);
        var counts = await transaction.QueryAsync(
            command =>
            {
                Bind(command, tenant, rule);
                command.CommandText = "select count(*), count(case when rule = @rule then 1 end) from alert_action where tenant = @tenant and state <> 3";
            },
            reader => ((int)reader.GetInt64(0), (int)reader.GetInt64(1)),
            cancellationToken);
        return new(
            rules.Count == 0 ? null : rules[0],
            standings.ToDictionary(standing => standing.Subject, StringComparer.Ordinal),
            actions.ToDictionary(action => action.Subject, StringComparer.Ordinal),
            nextId,
            counts[0].Item1,
            counts[0].Item2);
    }

    private async Task<AlertAction?> FindAsync(DbTransaction transaction, TenantNumber tenant, long id, CancellationToken cancellationToken)
    {
        var found = await transaction.QueryAsync(
            command =>
            {
                database.Bind(command, "@tenant", ColumnType.Int, tenant.Value);
                database.Bind(command, "@id", ColumnType.Long, id);
                command.CommandText = "select body from alert_action where tenant = @tenant and id = @id";
            },
            ReadAction,
            cancellationToken);
        return found.Count == 0 ? null : found[0];
    }

    private async Task WriteStandingsAsync(DbTransaction transaction, TenantNumber tenant, string rule, IReadOnlyList<AlertStanding> standings, CancellationToken cancellationToken)
    {
        var kept = standings.Where(standing => !standing.IsBlank).ToList();
        var blank = standings.Where(standing => standing.IsBlank).ToList();
        await database.ExecuteForRowsAsync(
            transaction,
            rows =>
                $"""
                insert into alert_standing (tenant, rule, subject, customer, due_at, body) {rows}
                on conflict (tenant, rule, subject) do update set customer = excluded.customer, due_at = excluded.due_at, body = excluded.body
                """,
            [
                BulkColumn.Of(ColumnType.Int, kept, _ => tenant.Value),
                BulkColumn.Of(ColumnType.Text, kept, _ => rule),
                BulkColumn.Of(ColumnType.Text, kept, standing => standing.Subject),
                BulkColumn.Of(ColumnType.Long, kept, standing => standing.Customer),
                BulkColumn.Of(ColumnType.Time, kept, standing => Microseconds.Of(standing.DueAt)),
                BulkColumn.Of(ColumnType.Text, kept, AlertJson.Write),
            ],
            cancellationToken);
        await database.ExecuteForRowsAsync(
            transaction,
            rows => $"delete from alert_standing where (tenant, rule, subject) in ({rows})",
            [
                BulkColumn.Of(ColumnType.Int, blank, _ => tenant.Value),
                BulkColumn.Of(ColumnType.Text, blank, _ => rule),
                BulkColumn.Of(ColumnType.Text, blank, standing => standing.Subject),
            ],
            cancellationToken);
    }

    private Task<int> WriteActionsAsync(DbTransaction transaction, TenantNumber tenant, IReadOnlyList<AlertAction> actions, CancellationToken cancellationToken) =>
        database.ExecuteForRowsAsync(
            transaction,
            rows =>
                $"""
                insert into alert_action (tenant, id, rule, subject, customer, state, owner, scorecard, updated_at, body) {rows}
                on conflict (tenant, id) do update set state = excluded.state, owner = excluded.owner, updated_at = excluded.updated_at, body = excluded.body
                """,
            [
                BulkColumn.Of(ColumnType.Int, actions, _ => tenant.Value),
                BulkColumn.Of(ColumnType.Long, actions, action => action.Id),
                BulkColumn.Of(ColumnType.Text, actions, action => action.Rule),
                BulkColumn.Of(ColumnType.Text, actions, action => action.Subject),
                BulkColumn.Of(ColumnType.Long, actions, action => action.Customer),
                BulkColumn.Of(ColumnType.Int, actions, action => (int)action.State),
                BulkColumn.Of(ColumnType.Text, actions, action => action.Owner),
                BulkColumn.Of(ColumnType.Text, actions, action => action.Scorecard),
                BulkColumn.Of(ColumnType.Time, actions, action => Microseconds.Of(action.UpdatedAt)),
                BulkColumn.Of(ColumnType.Text, actions, AlertJson.Write),
            ],
            cancellationToken);

    private Task<int> WriteCommentsAsync(DbTransaction transaction, TenantNumber tenant, IReadOnlyList<(long Action, AlertComment Comment)> comments, CancellationToken cancellationToken) =>
        database.ExecuteForRowsAsync(
            transaction,
            rows => $"insert into alert_comment (tenant, action, number, author, body, created_at) {rows}",
            [
                BulkColumn.Of(ColumnType.Int, comments, _ => tenant.Value),
                BulkColumn.Of(ColumnType.Long, comments, one => one.Action),
                BulkColumn.Of(ColumnType.Int, comments, one => one.Comment.Number),
                BulkColumn.Of(ColumnType.Text, comments, one => one.Comment.Author),
                BulkColumn.Of(ColumnType.Text, comments, one => one.Comment.Text),
                BulkColumn.Of(ColumnType.Time, comments, one => Microseconds.Of(one.Comment.CreatedAt)),
            ],
            cancellationToken);

    private void Bind(DbCommand command, TenantNumber tenant, string rule)
    {
        database.Bind(command, "@tenant", ColumnType.Int, tenant.Value);
        database.Bind(command, "@rule", ColumnType.Text, rule);
    }

    private static AlertAction ReadAction(DbDataReader reader) => AlertJson.Read<AlertAction>(reader.GetString(0));
}
