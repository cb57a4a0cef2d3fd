using System.Data.Common;
using System.Runtime.CompilerServices;
using KpiPlatform.Domain;
using KpiPlatform.Domain.Identity;
using Microsoft.Extensions.Logging;
using NodaTime;

namespace KpiPlatform.Persistence.Databases;

/// <summary>
/// A database as the stores use it: bounded connections, transactions, many rows at once, and one kind of failure. What the SQL of
/// the two databases does not share is an abstract member here. Thread-safe.
/// </summary>
internal abstract partial class SqlDatabase(ILogger logger) : IAsyncDisposable
{
    private const int MaxAttempts = 5;
    private const int StreamChunkRows = 256;

    /// <summary>Folder of the schema's numbered scripts among the embedded resources.</summary>
    public abstract string SchemaFolder { get; }

    /// <summary>
    /// Run before the scripts of an upgrade, in their transaction, where hosts of an older program may work on meanwhile; then the table of versions
    /// has the column works_from. Null where there is one process alone.
    /// </summary>
    /// <param name="versions">The table that says which scripts were applied.</param>
    public virtual string? BesideOthersSql(string versions) => null;

    /// <summary>
    /// Rows of a journal row's columns and the personal part for each of wanted(ord, tenant, customer, version): those with a higher
    /// version, by (ord, version). The first column is ord.
    /// </summary>
    public abstract string TailSql(string wanted);

    /// <summary>Commit deltas of @tenant and @shard that seen(writer, seq) and @low_water do not cover, by (writer, seq).</summary>
    public abstract string DeltasSql(string seen);

    /// <summary>Whether a column of bytes holds those of a parameter.</summary>
    public abstract string HoldsBytes(string column, string parameter);

    /// <summary>A time column as microseconds since 1970, of type double.</summary>
    public abstract string TimeAsDouble(string column);

    /// <summary>Refuses to go on if the database does not make commits durable.</summary>
    public abstract Task RequireDurabilityAsync(CancellationToken cancellationToken);

    /// <summary>Names of the tables with a column "tenant".</summary>
    public abstract string TenantTablesSql { get; }

    /// <summary>Deletes at most @limit rows of @tenant from such a table.</summary>
    public abstract string DeleteOfTenantSql(string table);

    /// <summary>Overwrites, as far as the database can, what was deleted and still stands in its files.</summary>
    public abstract Task ScrubAsync(CancellationToken cancellationToken);

    /// <summary>Begins a transaction that only one process at a time gets, to change the schema in.</summary>
    public abstract Task<DbTransaction> BeginExclusiveAsync(DbConnection connection, CancellationToken cancellationToken);

    /// <summary>
    /// Lets writers be opened one after the other until the transaction ends, so that none appears below one that could be seen
    /// already: readers forget closed writers by their lowest open number.
    /// </summary>
    public abstract Task LockWritersAsync(DbTransaction transaction, CancellationToken cancellationToken);

    /// <summary>Adds a parameter. Times are microseconds since 1970.</summary>
    public abstract void Bind(DbCommand command, string name, ColumnType type, object? value);

    /// <summary>A query of the given rows, to stand in <c>with x(…) as (…)</c> or after <c>insert into …</c>; adds its parameters.</summary>
    public abstract string RowSource(DbCommand command, IReadOnlyList<BulkColumn> columns);

    /// <summary>Reads a <see cref="ColumnType.Time"/>.</summary>
    public abstract Instant ReadTime(DbDataReader reader, int ordinal);

    /// <inheritdoc cref="ReadTime"/>
    public Instant? ReadTimeOrNull(DbDataReader reader, int ordinal) => reader.IsDBNull(ordinal) ? null : ReadTime(reader, ordinal);

    /// <summary>
    /// Runs a statement for many rows. <paramref name="sql"/> gets the rows' source, which it must put where the rows belong;
    /// returns the number of rows affected.
    /// </summary>
    public abstract Task<int> ExecuteForRowsAsync(
        DbTransaction transaction, Func<string, string> sql, IReadOnlyList<BulkColumn> columns, CancellationToken cancellationToken);

    /// <summary>Runs reads on one connection; each statement sees what was committed when it began.</summary>
    public Task<T> ReadAsync<T>(Func<DbConnection, CancellationToken, Task<T>> work, CancellationToken cancellationToken) =>
        GuardAsync(
            () => RunAsync(
                async () =>
                {
                    await using var lease = await OpenAsync(cancellationToken);
                    return await work(lease.Connection, cancellationToken);
                },
                cancellationToken),
            cancellationToken);

    /// <summary>As <see cref="ReadAsync"/>, for what concerns one tenant at most: where there is a wall between tenants, behind it.</summary>
    public Task<T> ReadConfinedAsync<T>(Func<DbConnection, CancellationToken, Task<T>> work, CancellationToken cancellationToken) =>
        GuardAsync(
            () => RunAsync(
                async () =>
                {
                    await using var lease = await OpenConfinedAsync(cancellationToken);
                    return await work(lease.Connection, cancellationToken);
                },
                cancellationToken),
            cancellationToken);

    /// <summary>
    /// Shows a prepared command the tenant of its parameter @tenant and nobody else; without one, nobody. For commands of a confined connection.
    /// </summary>
    /// <returns>Whether the command has a first result of its own, which is to be skipped.</returns>
    public virtual bool Confine(DbCommand command) => false;

    /// <summary>Runs reads that all see the database at one moment.</summary>
    public Task<T> ReadSnapshotAsync<T>(Func<DbTransaction, CancellationToken, Task<T>> work, CancellationToken cancellationToken) =>
        ReadAsync(
            async (connection, token) =>
            {
                await using var transaction = await BeginSnapshotAsync(connection, token);
                return await work(transaction, token);
            },
            cancellationToken);

    /// <summary>As <see cref="ReadSnapshotAsync{T}(Func{DbTransaction, CancellationToken, Task{T}}, CancellationToken)"/>, of one tenant: where there is a wall, behind it.</summary>
    public Task<T> ReadSnapshotAsync<T>(TenantNumber tenant, Func<DbTransaction, CancellationToken, Task<T>> work, CancellationToken cancellationToken) =>
        ReadConfinedAsync(
            async (connection, token) =>
            {
                await using var transaction = await BeginSnapshotAsync(connection, token);
                await ShowAsync(transaction, tenant, token);
                return await work(transaction, token);
            },
            cancellationToken);

    /// <summary>
    /// Runs a transaction that writes for several tenants, or for none; again from its beginning when it was the victim of a conflict. Beside the wall
    /// between tenants, where there is one.
    /// </summary>
    public Task<T> WriteAsync<T>(Func<DbTransaction, CancellationToken, Task<T>> work, CancellationToken cancellationToken) =>
        TransactAsync(OpenForWritingAsync, work, cancellationToken);

    /// <summary>
    /// Runs a transaction that reads and writes rows of one tenant only; again from its beginning when it was the victim of a conflict. Behind the wall: of
    /// other tenants it sees and changes nothing, and to add rows of theirs fails. <see cref="ShowAsync"/> goes over to another.
    /// </summary>
    public Task<T> WriteAsync<T>(TenantNumber tenant, Func<DbTransaction, CancellationToken, Task<T>> work, CancellationToken cancellationToken) =>
        TransactAsync(
            OpenConfinedForWritingAsync,
            async (transaction, token) =>
            {
                await ShowAsync(transaction, tenant, token);
                return await work(transaction, token);
            },
            cancellationToken);

    /// <summary>Shows the rest of a transaction that is behind the wall the rows of one tenant; number 0 is the platform's own.</summary>
    public virtual Task ShowAsync(DbTransaction transaction, TenantNumber tenant, CancellationToken cancellationToken) => Task.CompletedTask;

    private Task<T> TransactAsync<T>(
        Func<CancellationToken, Task<ConnectionLease>> open, Func<DbTransaction, CancellationToken, Task<T>> work, CancellationToken cancellationToken) =>
        GuardAsync(
            () => RunAsync(
                async () =>
                {
                    for (var attempt = 1; ; attempt++)
                    {
                        try
                        {
                            await using var lease = await open(cancellationToken);
                            await using var transaction = await BeginWriteAsync(lease.Connection, cancellationToken);
                            var result = await work(transaction, cancellationToken);
                            await transaction.CommitAsync(cancellationToken);
                            return result;
                        }
                        catch (DbException exception) when (attempt < MaxAttempts && IsSerializationFailure(exception))
                        {
                            LogRetry(logger, attempt, exception);
                        }
                    }
                },
                cancellationToken),
            cancellationToken);

    /// <summary>Streams a query as of the moment it began, holding a connection until the enumeration ends.</summary>
    public async IAsyncEnumerable<T> StreamAsync<T>(
        Action<DbCommand> prepare, Func<DbDataReader, T> map, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var lease = await GuardAsync(() => OpenConfinedAsync(cancellationToken), cancellationToken);
        await using var transaction = await GuardAsync(() => BeginSnapshotAsync(lease.Connection, cancellationToken), cancellationToken);
        await using var command = transaction.Connection!.CreateCommand();
        command.Transaction = transaction;
        prepare(command);
        var skips = Confine(command);
        await using var reader = await GuardAsync(
            () => RunAsync(() => command.ExecuteReaderAsync(cancellationToken), cancellationToken), cancellationToken);
        if (skips)
            await GuardAsync(() => reader.NextResultAsync(cancellationToken), cancellationToken);
        List<T> chunk = new(StreamChunkRows);
        var ended = false;
        try
        {
            while (!ended)
            {
                chunk.Clear();
                ended = await GuardAsync(() => RunAsync(() => FillAsync(reader, map, chunk, cancellationToken), cancellationToken), cancellationToken);
                foreach (var row in chunk)
                    yield return row;
            }
        }
        finally
        {
            // Whoever stops early must not wait for all the rows that are still to come.
            if (!ended)
                command.Cancel();
        }
    }

    /// <inheritdoc/>
    public abstract ValueTask DisposeAsync();

    /// <summary>Takes a connection to read from.</summary>
    protected abstract Task<ConnectionLease> OpenAsync(CancellationToken cancellationToken);

    /// <summary>Takes a connection to read of one tenant.</summary>
    protected virtual Task<ConnectionLease> OpenConfinedAsync(CancellationToken cancellationToken) => OpenAsync(cancellationToken);

    /// <summary>Takes a connection to write to.</summary>
    protected abstract Task<ConnectionLease> OpenForWritingAsync(CancellationToken cancellationToken);

    /// <summary>Takes a connection to write of one tenant.</summary>
    protected virtual Task<ConnectionLease> OpenConfinedForWritingAsync(CancellationToken cancellationToken) => OpenForWritingAsync(cancellationToken);

    /// <summary>Begins a transaction that writes.</summary>
    protected abstract Task<DbTransaction> BeginWriteAsync(DbConnection connection, CancellationToken cancellationToken);

    /// <summary>Begins a transaction whose reads all see the same moment.</summary>
    protected abstract Task<DbTransaction> BeginSnapshotAsync(DbConnection connection, CancellationToken cancellationToken);

    /// <summary>Runs work that may block the thread, where the driver does.</summary>
    protected abstract Task<T> RunAsync<T>(Func<Task<T>> work, CancellationToken cancellationToken);

    /// <summary>Whether the transaction was rolled back for the sake of another and may succeed when run again.</summary>
    protected abstract bool IsSerializationFailure(DbException exception);

    private static async Task<bool> FillAsync<T>(DbDataReader reader, Func<DbDataReader, T> map, List<T> chunk, CancellationToken cancellationToken)
    {
        while (chunk.Count < StreamChunkRows)
        {
            if (!await reader.ReadAsync(cancellationToken))
                return true;
            chunk.Add(map(reader));
        }

        return false;
    }

    [LoggerMessage(EventId = 2001, Level = LogLevel.Debug, Message = "A transaction gave way to another, attempt {Attempt}; running it again.")]
    private static partial void LogRetry(ILogger logger, int attempt, Exception exception);

    [LoggerMessage(EventId = 2002, Level = LogLevel.Warning, Message = "The database did not answer as it should.")]
    private static partial void LogFailure(ILogger logger, Exception exception);

    private async Task<T> GuardAsync<T>(Func<Task<T>> work, CancellationToken cancellationToken)
    {
        try
        {
            return await work();
        }
        catch (Exception exception) when (exception is DbException or TimeoutException or IOException or System.Net.Sockets.SocketException
            || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            LogFailure(logger, exception);
            throw StorageUnavailable(exception);
        }
    }

    private static DomainException StorageUnavailable(Exception cause) =>
        new(ErrorKind.Unavailable, "STORAGE_UNAVAILABLE", "The database is away or too slow; retry later.", field: null, cause);
}
