using System.Data.Common;
using KpiPlatform.Domain.Identity;
using KpiPlatform.Domain.Journal;
using KpiPlatform.Persistence.Databases;
using NodaTime;

namespace KpiPlatform.Persistence.Stores;

/// <summary>The index of customers over SQL.</summary>
internal sealed class CustomerIndex(SqlDatabase database) : ICustomerIndex
{
    private const int MaxPage = 1_000;

    private const string Columns =
        "tenant, customer, version, due_at, orders, revenue_minor, complaints, open_tickets, csat, nps, acquired_at, first_order_at, last_order_at, last_interaction_at, base_until, returned_at, folded";

    private static readonly string Listed = $"c.external_id, {string.Join(", ", Columns.Split(", ").Select(column => $"i.{column}"))}";

    private static readonly string Updates =
        string.Join(", ", Columns.Split(", ").Skip(2).Select(column => $"{column} = excluded.{column}"));

    /// <inheritdoc/>
    public Task UpsertAsync(IReadOnlyList<CustomerIndexEntry> entries, JournalPosition indexedTo, CancellationToken cancellationToken) =>
        database.WriteAsync(
            async (transaction, token) =>
            {
                if (entries.Count > 0)
                {
                    await database.ExecuteForRowsAsync(
                        transaction,
                        rows =>
                            $"""
                            insert into customer_index ({Columns}) {rows}
                            on conflict (tenant, customer) do update set {Updates} where excluded.version >= customer_index.version
                            """,
                        ColumnsOf(entries),
                        token);
                }

                // Last: commits of the journal update the same row, and wait for it from here to the end of this transaction.
                return await transaction.ExecuteAsync(command => PrepareMark(command, indexedTo), token);
            },
            cancellationToken);

    /// <inheritdoc/>
    public Task MarkIndexedAsync(JournalPosition indexedTo, CancellationToken cancellationToken) =>
        database.ExecuteAsync(command => PrepareMark(command, indexedTo), cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<ListedCustomer>> ListAsync(CustomerQuery query, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(query.Limit, Math.Clamp(query.Limit, 1, MaxPage), nameof(query));
        return database.QueryAsync(
            command =>
            {
                var sql = new CustomerListSql(database, command);
                command.CommandText =
                    $"""
                    select {Listed}
                    from customer_index i join customer c on c.tenant = i.tenant and c.customer = i.customer
                    where {sql.Where(query)}
                    order by {sql.OrderBy(query)}
                    limit @limit
                    """;
            },
            Read,
            cancellationToken);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<ListedCustomer>> ReadDueAsync(Instant now, int limit, CancellationToken cancellationToken) =>
        database.QueryAcrossTenantsAsync(
            command =>
            {
                database.Bind(command, "@now", ColumnType.Time, Microseconds.Of(now));
                database.Bind(command, "@limit", ColumnType.Int, limit);
                command.CommandText =
                    $"""
                    select {Listed}
                    from customer_index i join customer c on c.tenant = i.tenant and c.customer = i.customer
                    where i.due_at <= @now and c.external_id is not null and i.folded = 0
                    order by i.due_at, i.tenant, i.customer
                    limit @limit
                    """;
            },
            Read,
            cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<CustomerReference>> ReadUnindexedAsync(long writer, long afterSeq, int limit, CancellationToken cancellationToken) =>
        database.QueryAcrossTenantsAsync(
            command =>
            {
                database.Bind(command, "@after", ColumnType.Long, StoredBits.Position(writer, afterSeq));
                database.Bind(command, "@before", ColumnType.Long, StoredBits.Position(writer + 1, 0));
                database.Bind(command, "@limit", ColumnType.Int, limit);
                command.CommandText =
                    """
                    select j.tenant, c.external_id
                    from journal j
                    join customer c on c.tenant = j.tenant and c.customer = j.customer
                    left join customer_index i on i.tenant = j.tenant and i.customer = j.customer
                    where j.position > @after and j.position < @before
                        and (i.version is null or i.version < j.version)
                        and c.external_id is not null
                    group by j.tenant, c.external_id
                    order by min(j.position)
                    limit @limit
                    """;
            },
            reader => new CustomerReference(new TenantNumber(reader.GetInt32(0)), CustomerIds.Parse(reader.GetString(1))!.Value),
            cancellationToken);

    private static BulkColumn[] ColumnsOf(IReadOnlyList<CustomerIndexEntry> entries)
    {
        // Sorted, so that two hosts that write the same customers don't wait for each other in a circle.
        var sorted = entries.OrderBy(entry => entry.Tenant.Value).ThenBy(entry => entry.Customer.Value).ToArray();
        return
        [
            BulkColumn.Of(ColumnType.Int, sorted, entry => entry.Tenant.Value),
            BulkColumn.Of(ColumnType.Long, sorted, entry => entry.Customer.Value),
            BulkColumn.Of(ColumnType.Long, sorted, entry => entry.Version),
            BulkColumn.Of(ColumnType.Time, sorted, entry => Microseconds.Of(entry.DueAt)),
            BulkColumn.Of(ColumnType.Long, sorted, entry => entry.Orders),
            BulkColumn.Of(ColumnType.Long, sorted, entry => entry.RevenueMinor),
            BulkColumn.Of(ColumnType.Long, sorted, entry => entry.Complaints),
            BulkColumn.Of(ColumnType.Long, sorted, entry => entry.OpenTickets),
            BulkColumn.Of(ColumnType.Double, sorted, entry => entry.Csat),
            BulkColumn.Of(ColumnType.Double, sorted, entry => entry.Nps),
            BulkColumn.Of(ColumnType.Time, sorted, entry => Microseconds.Of(entry.AcquiredAt)),
            BulkColumn.Of(ColumnType.Time, sorted, entry => Microseconds.Of(entry.FirstOrderAt)),
            BulkColumn.Of(ColumnType.Time, sorted, entry => Microseconds.Of(entry.LastOrderAt)),
            BulkColumn.Of(ColumnType.Time, sorted, entry => Microseconds.Of(entry.LastInteractionAt)),
            BulkColumn.Of(ColumnType.Time, sorted, entry => Microseconds.Of(entry.BaseUntil)),
            BulkColumn.Of(ColumnType.Time, sorted, entry => Microseconds.Of(entry.ReturnedAt)),
            BulkColumn.Of(ColumnType.Int, sorted, entry => entry.IsFolded ? 1 : 0),
        ];
    }

    private void PrepareMark(DbCommand command, JournalPosition indexedTo)
    {
        database.Bind(command, "@writer", ColumnType.Long, indexedTo.Writer);
        database.Bind(command, "@seq", ColumnType.Long, indexedTo.Seq);
        command.CommandText = "update writer set indexed_seq = @seq where id = @writer and indexed_seq < @seq";
    }

    private ListedCustomer Read(DbDataReader reader) =>
        new(
            CustomerIds.Parse(reader.GetString(0))!.Value,
            new CustomerIndexEntry
            {
                Tenant = new(reader.GetInt32(1)),
                Customer = new(reader.GetInt64(2)),
                Version = reader.GetInt64(3),
                DueAt = database.ReadTimeOrNull(reader, 4),
                Orders = reader.GetInt64(5),
                RevenueMinor = reader.GetInt64(6),
                Complaints = reader.GetInt64(7),
                OpenTickets = reader.GetInt64(8),
                Csat = reader.DoubleOrNull(9),
                Nps = reader.DoubleOrNull(10),
                AcquiredAt = database.ReadTimeOrNull(reader, 11),
                FirstOrderAt = database.ReadTimeOrNull(reader, 12),
                LastOrderAt = database.ReadTimeOrNull(reader, 13),
                LastInteractionAt = database.ReadTimeOrNull(reader, 14),
                BaseUntil = database.ReadTimeOrNull(reader, 15),
                ReturnedAt = database.ReadTimeOrNull(reader, 16),
                IsFolded = reader.GetInt32(17) != 0,
            });
}
