using System.Data.Common;
using KpiPlatform.Domain.Auditing;
using KpiPlatform.Domain.Identity;
using KpiPlatform.Persistence.Databases;

namespace KpiPlatform.Persistence.Stores;

/// <summary>The audit logs over SQL. Raising a log's head comes first, and holds its row: of two hosts one waits, and goes on behind the other.</summary>
internal sealed class AuditStore(SqlDatabase database) : IAuditStore
{
    private const int MaxPage = 1_000;

    /// <inheritdoc/>
    public Task AppendAsync(IReadOnlyList<AuditEntry> entries, CancellationToken cancellationToken) =>
        database.WriteAsync(
            default(TenantNumber),
            async (transaction, token) =>
            {
                // Sorted, so that two hosts that write the same logs don't wait for each other in a circle.
                foreach (var log in entries.GroupBy(entry => entry.Tenant?.Value ?? 0).OrderBy(log => log.Key))
                {
                    await database.ShowAsync(transaction, new(log.Key), token);
                    await AppendAsync(transaction, log.Key, [.. log], token);
                }

                return true;
            },
            cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<AuditEvent>> ListAsync(AuditQuery query, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(query.Limit, Math.Clamp(query.Limit, 1, MaxPage), nameof(query));
        return database.QueryAsync(command => Prepare(command, query), Read, cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<AuditHead> ReadHeadAsync(TenantNumber? tenant, CancellationToken cancellationToken)
    {
        var heads = await database.QueryAsync(
            command =>
            {
                database.Bind(command, "@tenant", ColumnType.Int, tenant?.Value ?? 0);
                command.CommandText = "select sequence, digest from audit_head where tenant = @tenant";
            },
            reader => new AuditHead(reader.GetInt64(0), reader.Bytes(1)),
            cancellationToken);
        return heads.Count == 0 ? new(0, AuditChain.Start) : heads[0];
    }

    private async Task AppendAsync(DbTransaction transaction, int tenant, AuditEntry[] entries, CancellationToken cancellationToken)
    {
        await transaction.ExecuteAsync(
            command =>
            {
                database.Bind(command, "@tenant", ColumnType.Int, tenant);
                database.Bind(command, "@digest", ColumnType.Bytes, AuditChain.Start);
                command.CommandText = "insert into audit_head (tenant, sequence, digest) values (@tenant, 0, @digest) on conflict (tenant) do nothing";
            },
            cancellationToken);
        var head = (await transaction.QueryAsync(
            command =>
            {
                database.Bind(command, "@tenant", ColumnType.Int, tenant);
                database.Bind(command, "@count", ColumnType.Int, entries.Length);
                command.CommandText = "update audit_head set sequence = sequence + @count where tenant = @tenant returning sequence - @count, digest";
            },
            reader => new AuditHead(reader.GetInt64(0), reader.Bytes(1)),
            cancellationToken))[0];
        var events = new AuditEvent[entries.Length];
        var digest = head.Digest;
        for (var i = 0; i < events.Length; i++)
        {
            var sequence = head.Sequence + 1 + i;
            digest = AuditChain.Digest(digest.Span, sequence, entries[i]);
            events[i] = new(sequence, entries[i], digest);
        }

        await database.ExecuteForRowsAsync(
            transaction,
            rows => $"insert into audit_event (tenant, sequence, occurred_at, count, allowed, principal, method, resource, reason, source, digest) {rows}",
            [
                BulkColumn.Of(ColumnType.Int, events, _ => tenant),
                BulkColumn.Of(ColumnType.Long, events, one => one.Sequence),
                BulkColumn.Of(ColumnType.Time, events, one => Microseconds.Of(one.Entry.At)),
                BulkColumn.Of(ColumnType.Int, events, one => one.Entry.Count),
                BulkColumn.Of(ColumnType.Int, events, one => one.Entry.Allowed ? 1 : 0),
                BulkColumn.Of(ColumnType.Text, events, one => one.Entry.Principal),
                BulkColumn.Of(ColumnType.Text, events, one => one.Entry.Method),
                BulkColumn.Of(ColumnType.Text, events, one => one.Entry.Resource),
                BulkColumn.Of(ColumnType.Text, events, one => one.Entry.Reason),
                BulkColumn.Of(ColumnType.Text, events, one => one.Entry.Source),
                BulkColumn.Of(ColumnType.Bytes, events, one => MemoryBytes.Of(one.Digest)),
            ],
            cancellationToken);
        await transaction.ExecuteAsync(
            command =>
            {
                database.Bind(command, "@tenant", ColumnType.Int, tenant);
                database.Bind(command, "@digest", ColumnType.Bytes, digest);
                command.CommandText = "update audit_head set digest = @digest where tenant = @tenant";
            },
            cancellationToken);
    }

    private void Prepare(DbCommand command, AuditQuery query)
    {
        database.Bind(command, "@tenant", ColumnType.Int, query.Tenant?.Value ?? 0);
        database.Bind(command, "@after", ColumnType.Long, query.After);
        database.Bind(command, "@limit", ColumnType.Int, query.Limit);
        var where = "tenant = @tenant and sequence > @after";
        if (query.DeniedOnly)
            where += " and allowed = 0";
        Add("principal = ", "@principal", ColumnType.Text, query.Principal);
        Add("method = ", "@method", ColumnType.Text, query.Method);
        Add("occurred_at >= ", "@from", ColumnType.Time, query.From is { } from ? Microseconds.Of(from) : null);
        Add("occurred_at < ", "@to", ColumnType.Time, query.To is { } to ? Microseconds.Of(to) : null);
        command.CommandText =
            $"""
            select tenant, sequence, occurred_at, count, allowed, principal, method, resource, reason, source, digest
            from audit_event where {where} order by sequence limit @limit
            """;

        void Add(string condition, string name, ColumnType type, object? value)
        {
            if (value is null)
                return;
            database.Bind(command, name, type, value);
            where += $" and {condition}{name}";
        }
    }

    private AuditEvent Read(DbDataReader reader) => new(
        reader.GetInt64(1),
        new(
            reader.GetInt32(0) is var tenant and not 0 ? new TenantNumber(tenant) : null,
            database.ReadTime(reader, 2),
            reader.GetString(5),
            reader.GetString(6),
            reader.GetString(7),
            reader.GetInt32(4) != 0,
            reader.GetString(8),
            reader.GetString(9),
            reader.GetInt32(3)),
        reader.Bytes(10));
}
