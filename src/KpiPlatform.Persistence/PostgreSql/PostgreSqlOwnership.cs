using System.Data;
using System.Globalization;
using KpiPlatform.Domain;
using Npgsql;

namespace KpiPlatform.Persistence.PostgreSql;

/// <summary>
/// Keeps a database to one process: an advisory lock, held by a connection of its own and gone with it, however the process ends. Two
/// hosts without a cluster between them would each believe that their grains are the only ones and serve what the other has outdated.
/// Thread-safe.
/// </summary>
/// <remarks>
/// The connection may be lost while the process lives. Who takes the lock meanwhile also closes this host's writer, so this host
/// comes here before it opens another, and learns that it was superseded.
/// </remarks>
internal sealed class PostgreSqlOwnership : IAsyncDisposable
{
    // "kpi owner" in ASCII, cut to 63 bits: any constant that nobody else locks.
    private const long Key = 0x6B70_696F_776E_6572;

    // A process that has just ended may still be on its way out.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(8);
    private static readonly TimeSpan RetryDelay = TimeSpan.FromMilliseconds(200);

    private readonly string _connectionString;
    private readonly bool _shared;
    private readonly TimeProvider _timeProvider;
    private readonly SemaphoreSlim _gate = new(1, 1);
    private readonly TaskCompletionSource _superseded = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private NpgsqlConnection? _connection;
    private int _formerProcess;

    /// <summary>Creates one; nothing is locked yet.</summary>
    /// <param name="connectionString">Of the database.</param>
    /// <param name="shared">Whether others may hold it as well, as hosts of a cluster do; none that wants to be alone.</param>
    /// <param name="timeProvider">The clock.</param>
    public PostgreSqlOwnership(string connectionString, bool shared, TimeProvider timeProvider)
    {
        _shared = shared;
        _connectionString = new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false }.ConnectionString;
        _timeProvider = timeProvider;
    }

    /// <summary>Completes when another process has the database that this one had.</summary>
    public Task Superseded => _superseded.Task;

    /// <summary>Takes the lock, or makes sure that it is still held.</summary>
    /// <exception cref="DomainException">DATABASE_IN_USE: another process holds it; STORAGE_UNAVAILABLE.</exception>
    public async Task EnsureAsync(CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            if (_connection is null || _connection.FullState != ConnectionState.Open || !await IsAliveAsync(_connection, cancellationToken))
                await TakeAsync(cancellationToken);
        }
        catch (NpgsqlException exception)
        {
            throw new DomainException(ErrorKind.Unavailable, "STORAGE_UNAVAILABLE", $"No connection for the lock of the database: {exception.Message}", field: null, exception);
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_connection is not null)
            await _connection.DisposeAsync();
        _gate.Dispose();
    }

    private async Task TakeAsync(CancellationToken cancellationToken)
    {
        var had = _connection is not null;
        if (_connection is not null)
            await _connection.DisposeAsync();

        var connection = new NpgsqlConnection(_connectionString);
        try
        {
            await connection.OpenAsync(cancellationToken);

            // A host whose machine is gone would hold the lock for as long as the server believes in its connection. No effect on sockets of files.
            await ExecuteAsync(connection, "set tcp_keepalives_idle = 30; set tcp_keepalives_interval = 10; set tcp_keepalives_count = 3", cancellationToken);
            var startedAt = _timeProvider.GetTimestamp();
            while (!await TryLockAsync(connection, cancellationToken))
            {
                if (_timeProvider.GetElapsedTime(startedAt) >= Patience)
                {
                    if (had)
                        _superseded.TrySetResult();
                    throw new DomainException(
                        ErrorKind.FailedPrecondition,
                        "DATABASE_IN_USE",
                        _shared
                            ? "A server that runs by itself works on this database. Stop it before a cluster works on it, or give this one another database."
                            : "Another server works on this database. One server works on a database; stop the other one, or give this one another database.");
                }

                await Task.Delay(RetryDelay, _timeProvider, cancellationToken);
            }
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }

        _formerProcess = connection.ProcessID;
        _connection = connection;
    }

    private async Task<bool> TryLockAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        if (await ScalarAsync(connection, string.Create(CultureInfo.InvariantCulture, $"select pg_try_advisory_lock{(_shared ? "_shared" : string.Empty)}({Key})"), cancellationToken) is true)
            return true;
        if (_formerProcess != 0)
        {
            // The server may not have noticed yet that this host's own connection is gone.
            await ScalarAsync(
                connection,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"""
                    select pg_terminate_backend(pid) from pg_locks
                    where locktype = 'advisory' and granted and pid = {_formerProcess}
                        and database = (select oid from pg_database where datname = current_database())
                        and classid::bigint = {Key >> 32} and objid::bigint = {Key & uint.MaxValue}
                    """),
                cancellationToken);
        }

        return false;
    }

    private static async Task<bool> IsAliveAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        try
        {
            await ExecuteAsync(connection, "select 1", cancellationToken);
            return true;
        }
        catch (Exception exception) when (exception is NpgsqlException or InvalidOperationException)
        {
            return false;
        }
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static async Task<object?> ScalarAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync(cancellationToken);
    }
}
