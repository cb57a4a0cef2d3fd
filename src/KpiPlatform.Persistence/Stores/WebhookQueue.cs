using System.Data.Common;
using KpiPlatform.Domain.Identity;
using KpiPlatform.Domain.Webhooks;
using KpiPlatform.Persistence.Databases;
using NodaTime;

namespace KpiPlatform.Persistence.Stores;

/// <summary>Puts events into the queues of a tenant's webhooks, in the transaction that stores them.</summary>
internal sealed class WebhookQueue(SqlDatabase database)
{
    /// <summary>Reads the webhooks of a tenant, by id.</summary>
    public void WebhooksSql(DbCommand command, TenantNumber tenant)
    {
        database.Bind(command, "@tenant", ColumnType.Int, tenant.Value);
        command.CommandText = "select body from webhook where tenant = @tenant order by id";
    }

    /// <summary>Queues events for every webhook that takes their rules.</summary>
    public async Task QueueAsync(DbTransaction transaction, TenantNumber tenant, IReadOnlyList<(string Rule, long Position)> events, Instant now, CancellationToken cancellationToken)
    {
        var webhooks = await transaction.QueryAsync(command => WebhooksSql(command, tenant), reader => AlertJson.Read<WebhookEndpoint>(reader.GetString(0)), cancellationToken);
        var deliveries = webhooks
            .SelectMany(webhook => events.Where(one => webhook.Takes(one.Rule)).Select(one => new WebhookDelivery(webhook.Id, one.Position, one.Rule, 0, now, string.Empty)))
            .ToList();
        if (deliveries.Count > 0)
            await WriteAsync(transaction, tenant, deliveries, cancellationToken);
    }

    /// <summary>Queues deliveries.</summary>
    public Task<int> WriteAsync(DbTransaction transaction, TenantNumber tenant, IReadOnlyList<WebhookDelivery> deliveries, CancellationToken cancellationToken) =>
        database.ExecuteForRowsAsync(
            transaction,
            rows => $"insert into webhook_delivery (tenant, webhook, rule, position, dead, attempts, due_at, error) {rows}",
            [
                BulkColumn.Of(ColumnType.Int, deliveries, _ => tenant.Value),
                BulkColumn.Of(ColumnType.Text, deliveries, one => one.Webhook),
                BulkColumn.Of(ColumnType.Text, deliveries, one => one.Rule),
                BulkColumn.Of(ColumnType.Long, deliveries, one => one.Position),
                BulkColumn.Of(ColumnType.Int, deliveries, _ => 0),
                BulkColumn.Of(ColumnType.Int, deliveries, one => one.Attempts),
                BulkColumn.Of(ColumnType.Time, deliveries, one => Microseconds.Of(one.DueAt)),
                BulkColumn.Of(ColumnType.Text, deliveries, one => one.Error),
            ],
            cancellationToken);
}
