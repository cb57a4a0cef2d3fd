using System.Data.Common;
using System.Globalization;
using KpiPlatform.Domain.Identity;
using KpiPlatform.Domain.Journal;
using KpiPlatform.Domain.Measures;
using KpiPlatform.Persistence.Databases;
using NodaTime;

namespace KpiPlatform.Persistence.Reading;

/// <summary>Reads the journal over SQL.</summary>
internal sealed class JournalReader(SqlDatabase database, CustomerLoader loader) : IJournalReader
{
    private const int MaxPage = 1_000;

    /// <inheritdoc/>
    public async Task<StoredCustomer?> LoadCustomerAsync(CustomerReference customer, CancellationToken cancellationToken) =>
        (await loader.LoadAsync(customer, cancellationToken)).Stored;

    /// <inheritdoc/>
    public Task<LoadedCustomer> LoadAsync(CustomerReference customer, CancellationToken cancellationToken) => loader.LoadAsync(customer, cancellationToken);

    /// <inheritdoc/>
    public async Task<CustomerNumber?> FindCustomerAsync(CustomerReference customer, CancellationToken cancellationToken)
    {
        var found = await QueryAsync(
            command =>
            {
                database.Bind(command, "@tenant", ColumnType.Int, customer.Tenant.Value);
                database.Bind(command, "@external_id", ColumnType.Text, customer.Customer.Value);
                command.CommandText = "select customer from customer where tenant = @tenant and external_id = @external_id";
            },
            reader => new CustomerNumber(reader.GetInt64(0)),
            cancellationToken);
        return found.Count > 0 ? found[0] : null;
    }

    /// <inheritdoc/>
    public IAsyncEnumerable<JournalRow> ReadCustomerAsync(TenantNumber tenant, CustomerNumber customer, long fromVersion, CancellationToken cancellationToken) =>
        StreamRows(
            command =>
            {
                BindCustomer(command, tenant, customer);
                database.Bind(command, "@version", ColumnType.Long, fromVersion);
                command.CommandText = RowsSql("j.tenant = @tenant and j.customer = @customer and j.version >= @version and j.kind <> 0", "j.version");
            },
            cancellationToken);

    /// <inheritdoc/>
    public IAsyncEnumerable<ListedRow> ReadTogetherAsync(TenantNumber tenant, IReadOnlyCollection<CustomerNumber> customers, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(customers.Count, Math.Clamp(customers.Count, 1, MaxPage), nameof(customers));
        return database.StreamAsync(
            command =>
            {
                database.Bind(command, "@tenant", ColumnType.Int, tenant.Value);
                command.CommandText =
                    $"""
                    select {RowMapper.Columns}, c.external_id
                    from journal j
                    left join journal_personal p on p.position = j.position
                    left join customer c on c.tenant = j.tenant and c.customer = j.customer
                    where j.tenant = @tenant and j.customer in ({Parameters(command, "of", customers)})
                    order by j.customer, j.version
                    """;
            },
            reader => new ListedRow(RowMapper.Read(database, reader), CustomerIds.Parse(reader.TextOrNull(RowMapper.ColumnCount))),
            cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<bool> HasLinkMarksAsync(TenantNumber tenant, CustomerNumber customer, CancellationToken cancellationToken)
    {
        var found = await QueryAsync(
            command =>
            {
                BindCustomer(command, tenant, customer);
                command.CommandText = "select 1 from journal j where j.tenant = @tenant and j.customer = @customer and j.kind = 0 and length(j.facts) > 0 limit 1";
            },
            reader => reader.GetInt32(0),
            cancellationToken);
        return found.Count > 0;
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<JournalRow>> FindAsync(
        TenantNumber tenant, CustomerNumber customer, ulong identityHash, int revision, CancellationToken cancellationToken) =>
        QueryAsync(
            command =>
            {
                BindCustomer(command, tenant, customer);
                database.Bind(command, "@hash", ColumnType.Long, StoredBits.Ordered(identityHash));
                database.Bind(command, "@revision", ColumnType.Int, revision);
                command.CommandText = RowsSql(
                    "j.tenant = @tenant and j.customer = @customer and j.identity_hash = @hash and j.revision = @revision and j.kind <> 0", "j.version");
            },
            reader => RowMapper.Read(database, reader),
            cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<ListedRow>> ListAsync(JournalQuery query, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(query.Limit, Math.Clamp(query.Limit, 1, MaxPage), nameof(query));
        return QueryAsync(
            command => PrepareListing(command, query),
            reader => new ListedRow(RowMapper.Read(database, reader), CustomerIds.Parse(reader.TextOrNull(RowMapper.ColumnCount))),
            cancellationToken);
    }

    /// <inheritdoc/>
    public IAsyncEnumerable<JournalRow> ScanAsync(TenantNumber tenant, Instant? recordedUntil, CancellationToken cancellationToken) =>
        StreamRows(
            command =>
            {
                database.Bind(command, "@tenant", ColumnType.Int, tenant.Value);
                var where = "j.tenant = @tenant and (j.kind <> 0 or length(j.facts) > 0)";
                if (recordedUntil is { } until)
                {
                    database.Bind(command, "@until", ColumnType.Time, Microseconds.Of(until));
                    where += " and j.recorded_at <= @until";
                }

                command.CommandText = RowsSql(where, "j.customer, j.version");
            },
            cancellationToken);

    /// <inheritdoc/>
    public IAsyncEnumerable<CommitNotice> ReadDeltasAsync(TenantNumber tenant, int shard, PositionVector after, CancellationToken cancellationToken)
    {
        var seen = after.SeqByWriter.ToArray();
        return StreamDeltas(
            command =>
            {
                BindShard(command, tenant, shard);
                database.Bind(command, "@low_water", ColumnType.Long, after.LowWater);
                command.CommandText = database.DeltasSql(database.RowSource(
                    command,
                    [BulkColumn.Of(ColumnType.Long, seen, entry => entry.Key), BulkColumn.Of(ColumnType.Long, seen, entry => entry.Value)]));
            },
            cancellationToken);
    }

    /// <inheritdoc/>
    public IAsyncEnumerable<CommitNotice> ReadDeltasRecordedAfterAsync(
        TenantNumber tenant, int shard, Instant recordedAfter, CancellationToken cancellationToken) =>
        StreamDeltas(
            command =>
            {
                BindShard(command, tenant, shard);
                database.Bind(command, "@after", ColumnType.Time, Microseconds.Of(recordedAfter));
                command.CommandText =
                    $"select {DeltaMapper.Columns} from commit_delta d where d.tenant = @tenant and d.shard = @shard and d.recorded_at > @after order by d.recorded_at, d.writer, d.seq";
            },
            cancellationToken);

    /// <inheritdoc/>
    public IAsyncEnumerable<CommitNotice> ReadGenerationDeltasRecordedAfterAsync(
        TenantNumber tenant, int generation, Instant recordedAfter, CancellationToken cancellationToken) =>
        StreamDeltas(
            command =>
            {
                BindShard(command, tenant, MeasuresShard.Of(generation));
                database.Bind(command, "@end", ColumnType.Int, MeasuresShard.Of(generation + 1));
                database.Bind(command, "@after", ColumnType.Time, Microseconds.Of(recordedAfter));
                command.CommandText =
                    $"select {DeltaMapper.Columns} from commit_delta d where d.tenant = @tenant and d.shard >= @shard and d.shard < @end and d.recorded_at > @after "
                    + "order by d.recorded_at, d.writer, d.seq, d.shard";
            },
            cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<ListedRow>> ReadPositionsAsync(
        TenantNumber tenant, long writer, long afterSeq, long throughSeq, int limit, CancellationToken cancellationToken) =>
        QueryAsync(
            command =>
            {
                database.Bind(command, "@tenant", ColumnType.Int, tenant.Value);
                database.Bind(command, "@after", ColumnType.Long, StoredBits.Position(writer, afterSeq));
                database.Bind(command, "@through", ColumnType.Long, StoredBits.Position(writer, throughSeq));
                database.Bind(command, "@limit", ColumnType.Int, limit);
                command.CommandText =
                    $"""
                    select {RowMapper.Columns}, c.external_id
                    from journal j
                    left join journal_personal p on p.position = j.position
                    left join customer c on c.tenant = j.tenant and c.customer = j.customer
                    where j.position > @after and j.position <= @through and j.tenant = @tenant and j.kind <> 0
                    order by j.position
                    limit @limit
                    """;
            },
            reader => new ListedRow(RowMapper.Read(database, reader), CustomerIds.Parse(reader.TextOrNull(RowMapper.ColumnCount))),
            cancellationToken);

    /// <inheritdoc/>
    public async Task<Instant?> FindRecordedAtAsync(JournalPosition position, CancellationToken cancellationToken)
    {
        // Of whichever tenant: a position tells nothing but its time.
        var found = await database.QueryAcrossTenantsAsync(
            command =>
            {
                database.Bind(command, "@position", ColumnType.Long, StoredBits.Of(position));
                command.CommandText = "select recorded_at from journal where position = @position";
            },
            reader => database.ReadTime(reader, 0),
            cancellationToken);
        return found.Count == 0 ? null : found[0];
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<WriterState>> ReadWritersAsync(long fromWriter, CancellationToken cancellationToken) =>
        QueryAsync(
            command =>
            {
                database.Bind(command, "@from", ColumnType.Long, fromWriter);
                command.CommandText = "select id, last_seq, closed, indexed_seq from writer where id >= @from order by id";
            },
            reader => new WriterState(reader.GetInt64(0), reader.GetInt64(1), reader.GetBoolean(2), reader.GetInt64(3)),
            cancellationToken);

    private static string RowsSql(string where, string orderBy) =>
        $"select {RowMapper.Columns} from journal j left join journal_personal p on p.position = j.position where {where} order by {orderBy}";

    private void PrepareListing(DbCommand command, JournalQuery query)
    {
        var where = "j.tenant = @tenant and j.kind <> 0";
        database.Bind(command, "@tenant", ColumnType.Int, query.Tenant.Value);
        database.Bind(command, "@limit", ColumnType.Int, query.Limit);
        void Add(string condition, string name, ColumnType type, object value)
        {
            where += $" and {condition}";
            database.Bind(command, name, type, value);
        }

        if (query is { Customer: { } survivor, Folded.Count: > 0 })
            where += $" and j.customer in ({Parameters(command, "folded", [survivor, .. query.Folded])})";
        else if (query.Customer is { } customer)
            Add("j.customer = @customer", "@customer", ColumnType.Long, customer.Value);
        if (query.Source is { } source)
            Add("j.source = @source", "@source", ColumnType.Text, source);
        if (query.From is { } from)
            Add("j.occurred_at >= @from", "@from", ColumnType.Time, Microseconds.Of(from));
        if (query.To is { } to)
            Add("j.occurred_at < @to", "@to", ColumnType.Time, Microseconds.Of(to));
        if (query.After is { } after)
        {
            // The first condition follows from the second; it is what the index on (tenant, occurred_at) can use.
            Add("j.occurred_at >= @after_time", "@after_time", ColumnType.Time, Microseconds.Of(after.OccurredAt));
            Add("(j.occurred_at, j.source, j.identity_hash, j.customer, j.version) > (@after_time, @after_source, @after_hash, @after_customer, @after_version)", "@after_source", ColumnType.Text, after.Source);
            database.Bind(command, "@after_hash", ColumnType.Long, StoredBits.Ordered(after.IdentityHash));
            database.Bind(command, "@after_customer", ColumnType.Long, after.Customer.Value);
            database.Bind(command, "@after_version", ColumnType.Long, after.Version);
        }

        command.CommandText =
            $"""
            select {RowMapper.Columns}, c.external_id
            from journal j
            left join journal_personal p on p.position = j.position
            left join customer c on c.tenant = j.tenant and c.customer = j.customer
            where {where}
            order by j.occurred_at, j.source, j.identity_hash, j.customer, j.version
            limit @limit
            """;
    }

    /// <summary>The names of parameters for customers, which it binds.</summary>
    private string Parameters(DbCommand command, string prefix, IReadOnlyCollection<CustomerNumber> customers) => string.Join(
        ", ",
        customers.Select((customer, i) =>
        {
            var name = string.Create(CultureInfo.InvariantCulture, $"@{prefix}{i}");
            database.Bind(command, name, ColumnType.Long, customer.Value);
            return name;
        }));

    private void BindCustomer(DbCommand command, TenantNumber tenant, CustomerNumber customer)
    {
        database.Bind(command, "@tenant", ColumnType.Int, tenant.Value);
        database.Bind(command, "@customer", ColumnType.Long, customer.Value);
    }

    private void BindShard(DbCommand command, TenantNumber tenant, int shard)
    {
        database.Bind(command, "@tenant", ColumnType.Int, tenant.Value);
        database.Bind(command, "@shard", ColumnType.Int, shard);
    }

    private IAsyncEnumerable<JournalRow> StreamRows(Action<DbCommand> prepare, CancellationToken cancellationToken) =>
        database.StreamAsync(prepare, reader => RowMapper.Read(database, reader), cancellationToken);

    private IAsyncEnumerable<CommitNotice> StreamDeltas(Action<DbCommand> prepare, CancellationToken cancellationToken) =>
        database.StreamAsync(prepare, reader => DeltaMapper.Read(database, reader), cancellationToken);

    private Task<IReadOnlyList<T>> QueryAsync<T>(Action<DbCommand> prepare, Func<DbDataReader, T> map, CancellationToken cancellationToken) =>
        database.QueryAsync(prepare, map, cancellationToken);
}
