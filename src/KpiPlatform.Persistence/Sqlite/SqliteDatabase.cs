using System.Collections.Concurrent;
using System.Data.Common;
using System.Globalization;
using System.Text;
using KpiPlatform.Domain;
using KpiPlatform.Persistence.Databases;
using KpiPlatform.Persistence.Reading;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;
using NodaTime;

namespace KpiPlatform.Persistence.Sqlite;

/// <summary>
/// A SQLite file. One connection writes at a time, behind <see cref="WriteLock"/>, so that writers of this process queue instead of
/// polling; a pool of connections reads beside it (WAL). The driver blocks the thread, so work runs on the thread pool.
/// </summary>
internal sealed class SqliteDatabase : SqlDatabase
{
    private const int BusyTimeoutMilliseconds = 1_000;

    // The default of 1,000 pages checkpoints every few commits of a busy journal; the WAL grows to 32 MiB instead of 4.
    private const int CheckpointPages = 8_000;
    private const int JournalCacheKibibytes = 32 << 10;
    private const int Busy = 5;
    private const int Locked = 6;

    private readonly string _connectionString;
    private readonly SemaphoreSlim _readers;
    private readonly ConcurrentBag<SqliteConnection> _idle = [];
    private volatile bool _disposed;

    /// <summary>Creates one; nothing is opened yet.</summary>
    /// <param name="filePath">Path of the file; made if it does not exist, its directory too.</param>
    /// <param name="maxConnections">Most connections that read at the same time.</param>
    /// <param name="logger">Where to log.</param>
    public SqliteDatabase(string filePath, int maxConnections, ILogger logger)
        : base(logger)
    {
        SQLitePCL.Batteries_V2.Init();
        if (Path.GetDirectoryName(Path.GetFullPath(filePath)) is { Length: > 0 } directory)
            Directory.CreateDirectory(directory);
        _connectionString = new SqliteConnectionStringBuilder { DataSource = filePath, Pooling = false }.ConnectionString;
        _readers = new(maxConnections, maxConnections);
    }

    /// <summary>Held by whoever writes.</summary>
    public SemaphoreSlim WriteLock { get; } = new(1, 1);

    /// <inheritdoc/>
    public override string SchemaFolder => "Sqlite/Schema";

    /// <inheritdoc/>
    public override string TailSql(string wanted) =>
        $"""
        with wanted(ord, tenant, customer, version) as ({wanted})
        select w.ord, {RowMapper.Columns}
        from wanted w
        cross join journal j on j.tenant = w.tenant and j.customer = w.customer and j.version > w.version
        left join journal_personal p on p.position = j.position
        order by w.ord, j.version
        """;

    /// <inheritdoc/>
    public override string DeltasSql(string seen) =>
        $"""
        with seen(writer, seq) as ({seen})
        select {DeltaMapper.Columns}
        from writer w
        left join seen s on s.writer = w.id
        cross join commit_delta d on d.tenant = @tenant and d.shard = @shard and d.writer = w.id and d.seq > coalesce(s.seq, 0)
        where w.id >= @low_water
        order by d.writer, d.seq
        """;

    /// <inheritdoc/>
    public override string HoldsBytes(string column, string parameter) => $"instr({column}, {parameter}) > 0";

    /// <inheritdoc/>
    public override string TimeAsDouble(string column) => $"cast({column} as double precision)";

    /// <summary>Opens the journal's connection: as others, but with room for the pages of its indexes, which it touches everywhere.</summary>
    public SqliteConnection OpenForJournal()
    {
        var connection = OpenOwn();
        Pragma(connection, $"cache_size = -{JournalCacheKibibytes}");
        return connection;
    }

    private SqliteConnection OpenOwn()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        var connection = new SqliteConnection(_connectionString);
        try
        {
            connection.Open();
            Pragma(connection, $"busy_timeout = {BusyTimeoutMilliseconds}");
            Pragma(connection, "journal_mode = wal");
            Pragma(connection, "synchronous = full");
            Pragma(connection, "foreign_keys = off");

            // What is deleted of a person is overwritten, not just unlinked. Costs nothing where nothing is deleted.
            Pragma(connection, "secure_delete = on");
            Pragma(connection, $"wal_autocheckpoint = {CheckpointPages}");
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public override Task RequireDurabilityAsync(CancellationToken cancellationToken) =>
        ReadAsync(
            (connection, _) =>
            {
                var mode = Pragma((SqliteConnection)connection, "journal_mode");
                var synchronous = Pragma((SqliteConnection)connection, "synchronous");
                return mode == "wal" && synchronous == "2"
                    ? Task.FromResult(true)
                    : throw new DomainException(
                        ErrorKind.FailedPrecondition,
                        "UNSAFE_DURABILITY",
                        $"SQLite runs with journal_mode={mode}, synchronous={synchronous} instead of wal, 2 (full): the file system may not support WAL.");
            },
            cancellationToken);

    /// <inheritdoc/>
    public override string TenantTablesSql =>
        "select m.name from sqlite_master m join pragma_table_info(m.name) c on c.name = 'tenant' where m.type = 'table' order by m.name";

    // All at once: tables without a rowid have nothing else in common to cut them by, and a file is one process's.

    /// <inheritdoc/>
    public override string DeleteOfTenantSql(string table) => $"delete from \"{table}\" where tenant = @tenant and @limit > 0";

    // The log still has the pages as they were, until it is folded into the file and cut to nothing. Readers that stand in it keep it a
    // while longer; then the next checkpoint gets there.

    /// <inheritdoc/>
    public override async Task ScrubAsync(CancellationToken cancellationToken)
    {
        await WriteLock.WaitAsync(cancellationToken);
        try
        {
            await ReadAsync((connection, _) => Task.FromResult(Pragma((SqliteConnection)connection, "wal_checkpoint(truncate)")), cancellationToken);
        }
        finally
        {
            WriteLock.Release();
        }
    }

    /// <inheritdoc/>
    public override Task<DbTransaction> BeginExclusiveAsync(DbConnection connection, CancellationToken cancellationToken) =>
        BeginWriteAsync(connection, cancellationToken);

    // Transactions that write are one at a time anyway.

    /// <inheritdoc/>
    public override Task LockWritersAsync(DbTransaction transaction, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public override void Bind(DbCommand command, string name, ColumnType type, object? value) =>
        command.Parameters.Add(new SqliteParameter(name, value switch
        {
            null => DBNull.Value,
            ReadOnlyMemory<byte> memory => MemoryBytes.Of(memory),
            _ => value,
        }));

    /// <inheritdoc/>
    public override string RowSource(DbCommand command, IReadOnlyList<BulkColumn> columns)
    {
        var rows = columns[0].Values.Length;
        if (rows == 0)
            return $"select {string.Join(", ", columns.Select(_ => "null"))} where false";
        var sql = new StringBuilder("values ");
        for (var row = 0; row < rows; row++)
        {
            sql.Append(row == 0 ? "(" : ", (");
            for (var column = 0; column < columns.Count; column++)
            {
                var name = string.Create(CultureInfo.InvariantCulture, $"@b{column}_{row}");
                sql.Append(column == 0 ? string.Empty : ", ").Append(name);
                Bind(command, name, columns[column].Type, columns[column].Values.GetValue(row));
            }

            sql.Append(')');
        }

        return sql.ToString();
    }

    /// <inheritdoc/>
    public override Task<int> ExecuteForRowsAsync(
        DbTransaction transaction, Func<string, string> sql, IReadOnlyList<BulkColumn> columns, CancellationToken cancellationToken)
    {
        using var command = (SqliteCommand)transaction.Connection!.CreateCommand();
        var names = columns.Select((_, i) => string.Create(CultureInfo.InvariantCulture, $"@b{i}")).ToArray();
        command.CommandText = sql($"values ({string.Join(", ", names)})");
        foreach (var name in names)
            command.Parameters.Add(new SqliteParameter(name, null));
        command.Prepare();
        var affected = 0;
        for (var row = 0; row < columns[0].Values.Length; row++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            for (var column = 0; column < columns.Count; column++)
                command.Parameters[column].Value = columns[column].Values.GetValue(row) ?? DBNull.Value;
            affected += command.ExecuteNonQuery();
        }

        return Task.FromResult(affected);
    }

    /// <inheritdoc/>
    public override Instant ReadTime(DbDataReader reader, int ordinal) => Microseconds.ToInstant(reader.GetInt64(ordinal));

    /// <inheritdoc/>
    public override ValueTask DisposeAsync()
    {
        _disposed = true;
        while (_idle.TryTake(out var connection))
            connection.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    protected override async Task<ConnectionLease> OpenAsync(CancellationToken cancellationToken)
    {
        await _readers.WaitAsync(cancellationToken);
        try
        {
            return new(_idle.TryTake(out var idle) ? idle : OpenOwn(), GiveBack);
        }
        catch
        {
            _readers.Release();
            throw;
        }
    }

    /// <inheritdoc/>
    protected override async Task<ConnectionLease> OpenForWritingAsync(CancellationToken cancellationToken)
    {
        await WriteLock.WaitAsync(cancellationToken);
        try
        {
            var lease = await OpenAsync(cancellationToken);
            return new(lease.Connection, async _ =>
            {
                WriteLock.Release();
                await lease.DisposeAsync();
            });
        }
        catch
        {
            WriteLock.Release();
            throw;
        }
    }

    /// <inheritdoc/>
    protected override Task<DbTransaction> BeginWriteAsync(DbConnection connection, CancellationToken cancellationToken) =>
        Task.FromResult<DbTransaction>(((SqliteConnection)connection).BeginTransaction(deferred: false));

    /// <inheritdoc/>
    protected override Task<DbTransaction> BeginSnapshotAsync(DbConnection connection, CancellationToken cancellationToken) =>
        Task.FromResult<DbTransaction>(((SqliteConnection)connection).BeginTransaction(deferred: true));

    /// <inheritdoc/>
    protected override Task<T> RunAsync<T>(Func<Task<T>> work, CancellationToken cancellationToken) => Task.Run(work, cancellationToken);

    /// <inheritdoc/>
    protected override bool IsSerializationFailure(DbException exception) =>
        exception is SqliteException { SqliteErrorCode: Busy or Locked };

    private static string Pragma(SqliteConnection connection, string pragma)
    {
        using var command = connection.CreateCommand();
        command.CommandText = $"pragma {pragma}";
        return Convert.ToString(command.ExecuteScalar(), CultureInfo.InvariantCulture) ?? string.Empty;
    }

    private ValueTask GiveBack(DbConnection connection)
    {
        if (_disposed)
            connection.Dispose();
        else
            _idle.Add((SqliteConnection)connection);
        _readers.Release();
        return ValueTask.CompletedTask;
    }
}
