using System.Data.Common;
using KpiPlatform.Domain.Alerts;
using KpiPlatform.Domain.Identity;
using KpiPlatform.Persistence.Databases;
using NodaTime;

namespace KpiPlatform.Persistence.Stores;

/// <summary>What alerts and webhooks share of tables: the tenant's log, and events.</summary>
internal static class AlertRows
{
    /// <summary>Columns of an event as <see cref="ReadEvent"/> takes them; the tables e and c.</summary>
    public const string EventColumns = "e.position, e.type, e.body, e.occurred_at, e.recorded_at, c.external_id";

    /// <summary>Selects events with the external ids of their customers.</summary>
    public const string SelectEvents = $"select {EventColumns} from alert_event e left join customer c on c.tenant = e.tenant and c.customer = e.customer";

    /// <summary>Reads an event, its columns beginning at an ordinal.</summary>
    public static AlertEvent ReadEvent(SqlDatabase database, DbDataReader reader, int at = 0)
    {
        var body = AlertJson.Read<Body>(reader.GetString(at + 2));
        var what = new AlertEventDraft((AlertEventType)reader.GetInt32(at + 1), body.Action, body.By, body.Comment, database.ReadTime(reader, at + 3));
        return new(reader.GetInt64(at), what, reader.TextOrNull(at + 5) is { Length: > 0 } id ? id : null, database.ReadTime(reader, at + 4));
    }

    /// <summary>Takes the tenant's log for this transaction; answers with the position of its last event and the id of its last action.</summary>
    public static async Task<(long Position, long LastAction)> LockAsync(SqlDatabase database, DbTransaction transaction, TenantNumber tenant, CancellationToken cancellationToken)
    {
        var rows = await transaction.QueryAsync(
            command =>
            {
                database.Bind(command, "@tenant", ColumnType.Int, tenant.Value);
                command.CommandText =
                    """
                    insert into alert_log (tenant, position, last_action, rules_version, owner) values (@tenant, 0, 0, 0, '')
                    on conflict (tenant) do update set position = alert_log.position
                    returning position, last_action
                    """;
            },
            reader => (reader.GetInt64(0), reader.GetInt64(1)),
            cancellationToken);
        return rows[0];
    }

    /// <summary>Stores events behind the log's position, and moves that.</summary>
    public static async Task WriteEventsAsync(
        SqlDatabase database, DbTransaction transaction, TenantNumber tenant, long position, long lastAction, IReadOnlyList<AlertEventDraft> events, Instant recordedAt, CancellationToken cancellationToken)
    {
        var numbered = events.Select((one, i) => (Event: one, Position: position + 1 + i)).ToList();
        await database.ExecuteForRowsAsync(
            transaction,
            rows => $"insert into alert_event (tenant, position, type, action, rule, customer, occurred_at, recorded_at, body) {rows}",
            [
                BulkColumn.Of(ColumnType.Int, numbered, _ => tenant.Value),
                BulkColumn.Of(ColumnType.Long, numbered, one => one.Position),
                BulkColumn.Of(ColumnType.Int, numbered, one => (int)one.Event.Type),
                BulkColumn.Of(ColumnType.Long, numbered, one => one.Event.Action.Id),
                BulkColumn.Of(ColumnType.Text, numbered, one => one.Event.Action.Rule),
                BulkColumn.Of(ColumnType.Long, numbered, one => one.Event.Action.Customer),
                BulkColumn.Of(ColumnType.Time, numbered, one => Microseconds.Of(one.Event.OccurredAt)),
                BulkColumn.Of(ColumnType.Time, numbered, _ => Microseconds.Of(recordedAt)),
                BulkColumn.Of(ColumnType.Text, numbered, one => AlertJson.Write(new Body(one.Event.Action, one.Event.By, one.Event.Comment))),
            ],
            cancellationToken);
        await transaction.ExecuteAsync(
            command =>
            {
                database.Bind(command, "@tenant", ColumnType.Int, tenant.Value);
                database.Bind(command, "@position", ColumnType.Long, position + events.Count);
                database.Bind(command, "@last", ColumnType.Long, lastAction);
                command.CommandText = "update alert_log set position = @position, last_action = @last where tenant = @tenant";
            },
            cancellationToken);
    }

    private sealed record Body(AlertAction Action, string By, string Comment);
}
