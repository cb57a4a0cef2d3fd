using System.Data;
using System.Data.Common;
using System.Globalization;
using KpiPlatform.Domain;
using KpiPlatform.Domain.Identity;
using KpiPlatform.Persistence.Databases;
using KpiPlatform.Persistence.Reading;
using Microsoft.Extensions.Logging;
using NodaTime;
using Npgsql;
using NpgsqlTypes;

namespace KpiPlatform.Persistence.PostgreSql;

/// <summary>A PostgreSQL database, version 12 or later, behind a bounded pool of connections.</summary>
internal sealed class PostgreSqlDatabase : SqlDatabase
{
    /// <summary>Microseconds from 1970 to 2000, which PostgreSQL counts from.</summary>
    public const long EpochOffsetMicroseconds = 946_684_800_000_000;

    // "kpi schema" in ASCII, cut to 63 bits: any constant that nobody else locks.
    private const long SchemaLock = 0x6B70_6920_7363_6865;
    // "kpi write" in the same way.
    private const long WritersLock = 0x6B70_6977_7269_7465;
    private const string MaxPoolSizeKey = "Maximum Pool Size";
    private const string TimeoutKey = "Timeout";
    private const int ConnectTimeoutSeconds = 5;

    private const string TenantParameter = "@tenant";
    private const string ShowTenant = "select set_config('kpi.tenant', @tenant::text, true); ";
    private const string ShowNobody = "select set_config('kpi.tenant', '', true); ";

    private readonly bool _allowUnsafeDurability;
    private readonly NpgsqlDataSource? _confined;

    /// <summary>Creates one; nothing is opened yet.</summary>
    /// <param name="connectionString">An Npgsql connection string. Its pool size and timeout, where given, win over the defaults here.</param>
    /// <param name="maxConnections">Most connections at the same time, the journal writer's included.</param>
    /// <param name="allowUnsafeDurability">Whether to run on a server that may lose acknowledged commits.</param>
    /// <param name="loggerFactory">Where to log.</param>
    /// <param name="tenantRole">Role to read and write of single tenants as; null for that of the connection string.</param>
    /// <exception cref="DomainException">CONNECTION_STRING: the connection string can't be read.</exception>
    public PostgreSqlDatabase(string connectionString, int maxConnections, bool allowUnsafeDurability, ILoggerFactory loggerFactory, string? tenantRole = null)
        : base(loggerFactory.CreateLogger<PostgreSqlDatabase>())
    {
        _allowUnsafeDurability = allowUnsafeDurability;
        var settings = Parse(connectionString);
        if (!settings.ShouldSerialize(MaxPoolSizeKey))
            settings.MaxPoolSize = maxConnections;
        if (!settings.ShouldSerialize(TimeoutKey))
            settings.Timeout = ConnectTimeoutSeconds;
        settings.ApplicationName ??= "KpiPlatform";
        DataSource = new NpgsqlDataSourceBuilder(settings.ConnectionString).UseLoggerFactory(loggerFactory).Build();
        if (tenantRole is null)
            return;

        // The role would be reset with a connection that is given back; nothing else is set there but for a transaction.
        settings.NoResetOnClose = true;
        var become = $"set role \"{tenantRole.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
        _confined = new NpgsqlDataSourceBuilder(settings.ConnectionString)
            .UseLoggerFactory(loggerFactory)
            .UsePhysicalConnectionInitializer(connection => Execute(connection, become), connection => ExecuteAsync(connection, become))
            .Build();
        Wall = new PostgreSqlWall(this, tenantRole);
    }

    /// <summary>The pool.</summary>
    public NpgsqlDataSource DataSource { get; }

    /// <summary>The wall between tenants; null where there is none.</summary>
    public PostgreSqlWall? Wall { get; }

    /// <summary>The lock on the database, where this host is to be alone on it; null else.</summary>
    public PostgreSqlOwnership? Ownership { get; init; }

    /// <inheritdoc/>
    public override string SchemaFolder => "PostgreSql/Schema";

    // A script that waits for a table makes everybody wait behind it who comes later, commits too: it gives up long before those do, and comes again.

    /// <inheritdoc/>
    public override string BesideOthersSql(string versions) =>
        $"""
        set local lock_timeout = '2s';
        do $$
        begin
            if not exists (select 1 from information_schema.columns where table_schema = current_schema() and table_name = '{versions}' and column_name = 'works_from') then
                alter table {versions} add column works_from int;
            end if;
        end
        $$
        """;

    // The lateral subqueries with "offset 0" are a fence: one index range per wanted row, whatever the planner believes of the
    // sizes of tables that have just begun to grow.

    /// <inheritdoc/>
    public override string TailSql(string wanted) =>
        $"""
        with wanted(ord, tenant, customer, version) as ({wanted})
        select w.ord, {RowMapper.Columns}
        from wanted w
        cross join lateral (
            select * from journal where tenant = w.tenant and customer = w.customer and version > w.version order by version offset 0) j
        left join lateral (select personal, checksum from journal_personal where position = j.position offset 0) p on true
        order by w.ord, j.version
        """;

    /// <inheritdoc/>
    public override string DeltasSql(string seen) =>
        $"""
        with seen(writer, seq) as ({seen})
        select {DeltaMapper.Columns}
        from writer w
        left join seen s on s.writer = w.id
        cross join lateral (
            select * from commit_delta
            where tenant = @tenant and shard = @shard and writer = w.id and seq > coalesce(s.seq, 0) order by seq offset 0) d
        where w.id >= @low_water
        order by d.writer, d.seq
        """;

    /// <inheritdoc/>
    public override string HoldsBytes(string column, string parameter) => $"position({parameter} in {column}) > 0";

    /// <inheritdoc/>
    public override string TimeAsDouble(string column) => $"cast(extract(epoch from {column}) * 1000000 as double precision)";

    /// <summary>Type of a column's parameter.</summary>
    public static NpgsqlDbType TypeOf(ColumnType type) => type switch
    {
        ColumnType.Int => NpgsqlDbType.Integer,
        ColumnType.Long => NpgsqlDbType.Bigint,
        ColumnType.Double => NpgsqlDbType.Double,
        ColumnType.Text => NpgsqlDbType.Text,
        ColumnType.Bytes => NpgsqlDbType.Bytea,
        _ => NpgsqlDbType.TimestampTz,
    };

    /// <inheritdoc/>
    public override Task RequireDurabilityAsync(CancellationToken cancellationToken) =>
        _allowUnsafeDurability
            ? Task.CompletedTask
            : ReadAsync(
                async (connection, token) =>
                {
                    foreach (var setting in (string[])["fsync", "synchronous_commit"])
                    {
                        await using var command = connection.CreateCommand();
                        command.CommandText = $"show {setting}";
                        if (await command.ExecuteScalarAsync(token) is "off")
                        {
                            throw new DomainException(
                                ErrorKind.FailedPrecondition,
                                "UNSAFE_DURABILITY",
                                $"PostgreSQL runs with {setting}=off and may lose what was acknowledged: switch it on, or allow it with AllowUnsafeDurability.");
                        }
                    }

                    return true;
                },
                cancellationToken);

    /// <inheritdoc/>
    public override string TenantTablesSql =>
        """
        select c.table_name from information_schema.columns c
        join information_schema.tables t on t.table_schema = c.table_schema and t.table_name = c.table_name
        where c.table_schema = current_schema() and c.column_name = 'tenant' and t.table_type = 'BASE TABLE'
        order by c.table_name
        """;

    /// <inheritdoc/>
    public override string DeleteOfTenantSql(string table) =>
        $"delete from \"{table}\" where ctid in (select ctid from \"{table}\" where tenant = @tenant limit @limit)";

    // Dead rows go with the next vacuum, the write-ahead log with its retention: both are the administrator's, see deploy/README.md.

    /// <inheritdoc/>
    public override Task ScrubAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public override async Task<DbTransaction> BeginExclusiveAsync(DbConnection connection, CancellationToken cancellationToken)
    {
        var transaction = await connection.BeginTransactionAsync(IsolationLevel.ReadCommitted, cancellationToken);
        await using var command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = string.Create(CultureInfo.InvariantCulture, $"select pg_advisory_xact_lock({SchemaLock})");
        await command.ExecuteNonQueryAsync(cancellationToken);
        return transaction;
    }

    /// <inheritdoc/>
    public override Task LockWritersAsync(DbTransaction transaction, CancellationToken cancellationToken) => transaction.ExecuteAsync(
        command => command.CommandText = string.Create(CultureInfo.InvariantCulture, $"select pg_advisory_xact_lock({WritersLock})"), cancellationToken);

    /// <inheritdoc/>
    public override void Bind(DbCommand command, string name, ColumnType type, object? value) =>
        command.Parameters.Add(new NpgsqlParameter(name, TypeOf(type))
        {
            Value = value switch
            {
                null => DBNull.Value,
                long microseconds when type == ColumnType.Time => microseconds - EpochOffsetMicroseconds,
                _ => value,
            },
        });

    /// <inheritdoc/>
    public override string RowSource(DbCommand command, IReadOnlyList<BulkColumn> columns)
    {
        var names = new string[columns.Count];
        for (var i = 0; i < names.Length; i++)
        {
            names[i] = string.Create(CultureInfo.InvariantCulture, $"@b{i}");
            command.Parameters.Add(new NpgsqlParameter(names[i], NpgsqlDbType.Array | TypeOf(columns[i].Type)) { Value = ArrayOf(columns[i]) });
        }

        return $"select * from unnest({string.Join(", ", names)})";
    }

    /// <inheritdoc/>
    public override async Task<int> ExecuteForRowsAsync(
        DbTransaction transaction, Func<string, string> sql, IReadOnlyList<BulkColumn> columns, CancellationToken cancellationToken)
    {
        if (columns[0].Values.Length == 0)
            return 0;
        await using var command = transaction.Connection!.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = sql(RowSource(command, columns));
        return await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public override Instant ReadTime(DbDataReader reader, int ordinal) =>
        Microseconds.ToInstant(reader.GetFieldValue<long>(ordinal) + EpochOffsetMicroseconds);

    // Within the same batch, and so within the same transaction as the command: over with it.

    /// <inheritdoc/>
    public override bool Confine(DbCommand command)
    {
        if (_confined is null)
            return false;
        command.CommandText = (command.Parameters.Contains(TenantParameter) ? ShowTenant : ShowNobody) + command.CommandText;
        return true;
    }

    /// <inheritdoc/>
    public override async Task ShowAsync(DbTransaction transaction, TenantNumber tenant, CancellationToken cancellationToken)
    {
        if (_confined is null)
            return;
        await using var command = new NpgsqlCommand(ShowTenant, (NpgsqlConnection)transaction.Connection!, (NpgsqlTransaction)transaction);
        Bind(command, TenantParameter, ColumnType.Int, tenant.Value);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        if (_confined is not null)
            await _confined.DisposeAsync();
        await DataSource.DisposeAsync();
        if (Ownership is not null)
            await Ownership.DisposeAsync();
    }

    /// <inheritdoc/>
    protected override async Task<ConnectionLease> OpenAsync(CancellationToken cancellationToken) =>
        new(await DataSource.OpenConnectionAsync(cancellationToken), connection => connection.DisposeAsync());

    /// <inheritdoc/>
    protected override async Task<ConnectionLease> OpenConfinedAsync(CancellationToken cancellationToken) =>
        new(await (_confined ?? DataSource).OpenConnectionAsync(cancellationToken), connection => connection.DisposeAsync());

    /// <inheritdoc/>
    protected override Task<ConnectionLease> OpenConfinedForWritingAsync(CancellationToken cancellationToken) => OpenConfinedAsync(cancellationToken);

    /// <inheritdoc/>
    protected override Task<ConnectionLease> OpenForWritingAsync(CancellationToken cancellationToken) => OpenAsync(cancellationToken);

    /// <inheritdoc/>
    protected override async Task<DbTransaction> BeginWriteAsync(DbConnection connection, CancellationToken cancellationToken) =>
        await connection.BeginTransactionAsync(IsolationLevel.ReadCommitted, cancellationToken);

    /// <inheritdoc/>
    protected override async Task<DbTransaction> BeginSnapshotAsync(DbConnection connection, CancellationToken cancellationToken) =>
        await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellationToken);

    /// <inheritdoc/>
    protected override Task<T> RunAsync<T>(Func<Task<T>> work, CancellationToken cancellationToken) => work();

    /// <inheritdoc/>
    protected override bool IsSerializationFailure(DbException exception) =>
        exception is PostgresException { SqlState: PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.DeadlockDetected };

    private static void Execute(NpgsqlConnection connection, string sql)
    {
        using var command = new NpgsqlCommand(sql, connection);
        command.ExecuteNonQuery();
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    private static NpgsqlConnectionStringBuilder Parse(string connectionString)
    {
        try
        {
            return new(connectionString);
        }
        catch (Exception exception) when (exception is ArgumentException or FormatException or KeyNotFoundException)
        {
            throw new DomainException(ErrorKind.InvalidArgument, "CONNECTION_STRING", $"The connection string can't be read: {exception.Message}", null, exception);
        }
    }

    private static Array ArrayOf(BulkColumn column) => column switch
    {
        { Type: ColumnType.Time, Values: long[] times } => Array.ConvertAll(times, time => time - EpochOffsetMicroseconds),
        { Type: ColumnType.Time, Values: long?[] times } => Array.ConvertAll(times, time => time - EpochOffsetMicroseconds),
        _ => column.Values,
    };
}
