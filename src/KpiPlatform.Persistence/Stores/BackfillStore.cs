using System.Data.Common;
using KpiPlatform.Domain.Identity;
using KpiPlatform.Domain.Journal;
using KpiPlatform.Domain.Measures;
using KpiPlatform.Persistence.Databases;
using NodaTime;

namespace KpiPlatform.Persistence.Stores;

/// <summary>Customers with their newest definition, and the removal of generations, over SQL.</summary>
internal sealed class BackfillStore(SqlDatabase database) : IBackfillStore
{
    private const int MaxPage = 1_000;
    private const int MaxDeletedAtOnce = 10_000;

    // Keys of the tables that hold a shard's rows.
    private static readonly (string Table, string Key)[] Sharded =
        [("measure_cell", "tenant, shard, key"), ("commit_delta", "tenant, shard, writer, seq"), ("measures", "tenant, shard")];

    /// <inheritdoc/>
    public Task<IReadOnlyList<CountedCustomer>> ReadCustomersAsync(
        TenantNumber tenant, CustomerNumber? after, int limit, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(limit, Math.Clamp(limit, 1, MaxPage));
        return database.QueryAsync(
            command =>
            {
                database.Bind(command, "@tenant", ColumnType.Int, tenant.Value);
                database.Bind(command, "@after", ColumnType.Long, after?.Value ?? long.MinValue);
                database.Bind(command, "@limit", ColumnType.Int, limit);

                // The page comes first: the last row of each of its customers is one look into the journal's key.
                command.CommandText =
                    """
                    with page(customer, external_id) as (
                        select customer, external_id from customer where tenant = @tenant and customer > @after order by customer limit @limit),
                    head(customer, external_id, version) as (
                        select p.customer, p.external_id,
                            (select j.version from journal j where j.tenant = @tenant and j.customer = p.customer order by j.version desc limit 1)
                        from page p)
                    select h.customer, h.external_id, h.version,
                        (select j.definition from journal j where j.tenant = @tenant and j.customer = h.customer and j.version = h.version)
                    from head h
                    where h.version is not null
                    order by h.customer
                    """;
            },
            reader => new CountedCustomer(new(reader.GetInt64(0)), CustomerIds.Parse(reader.TextOrNull(1)), reader.GetInt64(2), reader.GetInt32(3)),
            cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<CustomerCounts> CountCustomersAsync(TenantNumber tenant, CancellationToken cancellationToken)
    {
        var counts = await database.QueryAsync(
            command =>
            {
                database.Bind(command, "@tenant", ColumnType.Int, tenant.Value);
                command.CommandText = "select count(*), count(*) - count(external_id) from customer where tenant = @tenant and (external_id is null or external_id <> '')";
            },
            reader => new CustomerCounts(reader.GetInt64(0), reader.GetInt64(1)),
            cancellationToken);
        return counts[0];
    }

    /// <inheritdoc/>
    public async Task<Instant?> ReadLastDeltaTimeAsync(TenantNumber tenant, int shard, CancellationToken cancellationToken)
    {
        var last = await database.QueryAsync(
            command =>
            {
                database.Bind(command, "@tenant", ColumnType.Int, tenant.Value);
                database.Bind(command, "@shard", ColumnType.Int, shard);
                command.CommandText = "select max(recorded_at) from commit_delta where tenant = @tenant and shard = @shard";
            },
            reader => database.ReadTimeOrNull(reader, 0),
            cancellationToken);
        return last[0];
    }

    /// <inheritdoc/>
    public Task<int> DeleteGenerationsAsync(TenantNumber tenant, IReadOnlyCollection<int> keep, int upTo, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfZero(keep.Count, nameof(keep));
        return database.WriteAsync(
            tenant,
            async (transaction, token) =>
            {
                var deleted = 0;
                foreach (var (table, key) in Sharded)
                    deleted += await transaction.ExecuteAsync(command => PrepareDelete(command, table, key, tenant, keep, upTo), token);
                return deleted;
            },
            cancellationToken);
    }

    private void PrepareDelete(DbCommand command, string table, string key, TenantNumber tenant, IReadOnlyCollection<int> keep, int upTo)
    {
        database.Bind(command, "@tenant", ColumnType.Int, tenant.Value);
        database.Bind(command, "@limit", ColumnType.Int, MaxDeletedAtOnce);
        database.Bind(command, "@end", ColumnType.Int, MeasuresShard.Of(upTo + 1));
        var kept = " and shard < @end";
        foreach (var (i, generation) in keep.Index())
        {
            database.Bind(command, $"@from{i}", ColumnType.Int, MeasuresShard.Of(generation));
            database.Bind(command, $"@to{i}", ColumnType.Int, MeasuresShard.Of(generation + 1));
            kept += $" and not (shard >= @from{i} and shard < @to{i})";
        }

        command.CommandText = $"delete from {table} where ({key}) in (select {key} from {table} where tenant = @tenant{kept} limit @limit)";
    }
}
