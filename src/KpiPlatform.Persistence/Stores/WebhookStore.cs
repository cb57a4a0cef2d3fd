using System.Data.Common;
using KpiPlatform.Domain.Alerts;
using KpiPlatform.Domain.Identity;
using KpiPlatform.Domain.Webhooks;
using KpiPlatform.Persistence.Databases;
using NodaTime;

namespace KpiPlatform.Persistence.Stores;

/// <summary>Webhooks and their queues, over SQL.</summary>
internal sealed class WebhookStore(SqlDatabase database, WebhookQueue queue) : IWebhookStore
{
    private const int MaxPage = 1_001;
    private const string Columns = "d.webhook, d.position, d.rule, d.attempts, d.due_at, d.error";
    private const int ColumnCount = 6;
    private static readonly string[] Deletions = ["delete from webhook where tenant = @tenant and id = @webhook", "delete from webhook_delivery where tenant = @tenant and webhook = @webhook"];

    /// <inheritdoc/>
    public Task<IReadOnlyList<WebhookEndpoint>> ReadAsync(TenantNumber tenant, CancellationToken cancellationToken) =>
        database.QueryAsync(command => queue.WebhooksSql(command, tenant), ReadWebhook, cancellationToken);

    /// <inheritdoc/>
    public Task<WebhookEndpoint?> ChangeAsync(
        TenantNumber tenant, string id, Func<IReadOnlyList<WebhookEndpoint>, WebhookEndpoint?, WebhookEndpoint?> decide, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(decide);
        return database.WriteAsync(
            tenant,
            async (transaction, token) =>
            {
                await AlertRows.LockAsync(database, transaction, tenant, token);
                var webhooks = await transaction.QueryAsync(command => queue.WebhooksSql(command, tenant), ReadWebhook, token);
                var before = webhooks.FirstOrDefault(webhook => string.Equals(webhook.Id, id, StringComparison.Ordinal));
                var after = decide(webhooks, before);
                if (ReferenceEquals(after, before))
                    return after;
                if (after is not null)
                {
                    await transaction.ExecuteAsync(
                        command =>
                        {
                            Bind(command, tenant, id);
                            database.Bind(command, "@body", ColumnType.Text, AlertJson.Write(after));
                            command.CommandText = "insert into webhook (tenant, id, body) values (@tenant, @webhook, @body) on conflict (tenant, id) do update set body = excluded.body";
                        },
                        token);
                    return after;
                }

                foreach (var statement in Deletions)
                {
                    await transaction.ExecuteAsync(
                        command =>
                        {
                            Bind(command, tenant, id);
                            command.CommandText = statement;
                        },
                        token);
                }

                return null;
            },
            cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyDictionary<string, WebhookCounts>> CountAsync(TenantNumber tenant, CancellationToken cancellationToken)
    {
        var counts = await database.QueryAsync(
            command =>
            {
                database.Bind(command, "@tenant", ColumnType.Int, tenant.Value);
                command.CommandText = "select webhook, count(case when dead = 0 then 1 end), count(case when dead = 1 then 1 end) from webhook_delivery where tenant = @tenant group by webhook";
            },
            reader => KeyValuePair.Create(reader.GetString(0), new WebhookCounts(reader.GetInt64(1), reader.GetInt64(2))),
            cancellationToken);
        return new Dictionary<string, WebhookCounts>(counts, StringComparer.Ordinal);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<TenantNumber>> ReadDueTenantsAsync(Instant now, CancellationToken cancellationToken) =>
        database.QueryAcrossTenantsAsync(
            command =>
            {
                database.Bind(command, "@now", ColumnType.Time, Microseconds.Of(now));
                command.CommandText = "select l.tenant from alert_log l where exists (select 1 from webhook_delivery d where d.tenant = l.tenant and d.dead = 0 and d.due_at <= @now) order by l.tenant";
            },
            reader => new TenantNumber(reader.GetInt32(0)),
            cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<WebhookDelivery>> ReadDueAsync(TenantNumber tenant, Instant now, int limit, CancellationToken cancellationToken) =>
        database.QueryAsync(
            command =>
            {
                database.Bind(command, "@tenant", ColumnType.Int, tenant.Value);
                database.Bind(command, "@now", ColumnType.Time, Microseconds.Of(now));
                database.Bind(command, "@limit", ColumnType.Int, limit);
                command.CommandText =
                    $"""
                    select {Columns} from webhook_delivery d
                    where d.tenant = @tenant and d.dead = 0 and d.due_at <= @now
                        and not exists (
                            select 1 from webhook_delivery e
                            where e.tenant = @tenant and e.webhook = d.webhook and e.rule = d.rule and e.dead = 0 and e.position < d.position)
                    order by d.due_at, d.position
                    limit @limit
                    """;
            },
            ReadDelivery,
            cancellationToken);

    /// <inheritdoc/>
    public async Task<AlertEvent?> FindEventAsync(TenantNumber tenant, long position, CancellationToken cancellationToken)
    {
        var found = await database.QueryAsync(
            command =>
            {
                database.Bind(command, "@tenant", ColumnType.Int, tenant.Value);
                database.Bind(command, "@position", ColumnType.Long, position);
                command.CommandText = $"{AlertRows.SelectEvents} where e.tenant = @tenant and e.position = @position";
            },
            reader => AlertRows.ReadEvent(database, reader),
            cancellationToken);
        return found.Count == 0 ? null : found[0];
    }

    /// <inheritdoc/>
    public Task CompleteAsync(TenantNumber tenant, WebhookDelivery delivery, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(delivery);
        return database.ExecuteAsync(
            tenant,
            command =>
            {
                Bind(command, tenant, delivery);
                command.CommandText = $"delete from webhook_delivery where {Key} and dead = 0";
            },
            cancellationToken);
    }

    /// <inheritdoc/>
    public Task FailAsync(TenantNumber tenant, WebhookDelivery delivery, bool isDead, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(delivery);
        return database.WriteAsync(
            tenant,
            async (transaction, token) =>
            {
                await transaction.ExecuteAsync(
                    command =>
                    {
                        Bind(command, tenant, delivery);
                        database.Bind(command, "@dead", ColumnType.Int, isDead ? 1 : 0);
                        database.Bind(command, "@attempts", ColumnType.Int, delivery.Attempts);
                        database.Bind(command, "@due_at", ColumnType.Time, Microseconds.Of(delivery.DueAt));
                        database.Bind(command, "@error", ColumnType.Text, delivery.Error);
                        command.CommandText = $"update webhook_delivery set dead = @dead, attempts = @attempts, due_at = @due_at, error = @error where {Key} and dead = 0";
                    },
                    token);
                return !isDead
                    ? 0
                    : await transaction.ExecuteAsync(
                        command =>
                        {
                            Bind(command, tenant, delivery.Webhook);
                            database.Bind(command, "@max", ColumnType.Int, WebhookDelivery.MaxDead);
                            command.CommandText =
                                """
                                delete from webhook_delivery where tenant = @tenant and webhook = @webhook and dead = 1 and position <= (
                                    select position from webhook_delivery where tenant = @tenant and webhook = @webhook and dead = 1
                                    order by position desc limit 1 offset @max)
                                """;
                        },
                        token);
            },
            cancellationToken);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<(WebhookDelivery Delivery, AlertEvent Event)>> ListDeadAsync(TenantNumber tenant, string webhook, long after, int limit, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(limit, Math.Clamp(limit, 1, MaxPage));
        return database.QueryAsync(
            command =>
            {
                Bind(command, tenant, webhook);
                database.Bind(command, "@after", ColumnType.Long, after);
                database.Bind(command, "@limit", ColumnType.Int, limit);
                command.CommandText =
                    $"""
                    select {Columns}, {AlertRows.EventColumns}
                    from webhook_delivery d
                    join alert_event e on e.tenant = d.tenant and e.position = d.position
                    left join customer c on c.tenant = e.tenant and c.customer = e.customer
                    where d.tenant = @tenant and d.webhook = @webhook and d.dead = 1 and d.position > @after
                    order by d.position
                    limit @limit
                    """;
            },
            reader => (ReadDelivery(reader), AlertRows.ReadEvent(database, reader, ColumnCount)),
            cancellationToken);
    }

    /// <inheritdoc/>
    public Task<int> ReplayAsync(TenantNumber tenant, string webhook, IReadOnlyCollection<long> positions, Instant now, CancellationToken cancellationToken) =>
        database.ExecuteAsync(
            tenant,
            command =>
            {
                Bind(command, tenant, webhook);
                database.Bind(command, "@now", ColumnType.Time, Microseconds.Of(now));
                var wanted = positions.Count == 0
                    ? string.Empty
                    : $" and position in ({database.RowSource(command, [BulkColumn.Of(ColumnType.Long, [.. positions], static (long position) => position)])})";
                command.CommandText = $"update webhook_delivery set dead = 0, attempts = 0, due_at = @now where tenant = @tenant and webhook = @webhook and dead = 1{wanted}";
            },
            cancellationToken);

    /// <inheritdoc/>
    public Task<long> QueueTestAsync(TenantNumber tenant, string webhook, string by, Instant now, CancellationToken cancellationToken) =>
        database.WriteAsync(
            tenant,
            async (transaction, token) =>
            {
                var (position, lastAction) = await AlertRows.LockAsync(database, transaction, tenant, token);
                var action = new AlertAction { Id = 0, Rule = string.Empty, Subject = string.Empty, Title = "Test", Severity = AlertSeverity.Info, Summary = "This is a test of the webhook.", OpenedAt = now, RaisedAt = now, UpdatedAt = now };
                await AlertRows.WriteEventsAsync(database, transaction, tenant, position, lastAction, [new(AlertEventType.Test, action, by, string.Empty, now)], now, token);
                await queue.WriteAsync(transaction, tenant, [new(webhook, position + 1, string.Empty, 0, now, string.Empty)], token);
                return position + 1;
            },
            cancellationToken);

    private const string Key = "tenant = @tenant and webhook = @webhook and rule = @rule and position = @position";

    private void Bind(DbCommand command, TenantNumber tenant, string webhook)
    {
        database.Bind(command, "@tenant", ColumnType.Int, tenant.Value);
        database.Bind(command, "@webhook", ColumnType.Text, webhook);
    }

    private void Bind(DbCommand command, TenantNumber tenant, WebhookDelivery delivery)
    {
        Bind(command, tenant, delivery.Webhook);
        database.Bind(command, "@rule", ColumnType.Text, delivery.Rule);
        database.Bind(command, "@position", ColumnType.Long, delivery.Position);
    }

    private static WebhookEndpoint ReadWebhook(DbDataReader reader) => AlertJson.Read<WebhookEndpoint>(reader.GetString(0));

    private WebhookDelivery ReadDelivery(DbDataReader reader) =>
        new(reader.GetString(0), reader.GetInt64(1), reader.GetString(2), reader.GetInt32(3), database.ReadTime(reader, 4), reader.GetString(5));
}
