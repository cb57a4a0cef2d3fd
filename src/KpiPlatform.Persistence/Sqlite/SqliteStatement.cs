using System.Text;
using KpiPlatform.Persistence.Writing;
using SQLitePCL;

namespace KpiPlatform.Persistence.Sqlite;

/// <summary>
/// A prepared statement bound by position, for the journal's hot path: the ADO.NET command looks every parameter up by name for
/// every row. Bind all parameters in order, then <see cref="Execute"/>. Not thread-safe.
/// </summary>
internal sealed class SqliteStatement : IDisposable
{
    private readonly sqlite3 _connection;
    private readonly sqlite3_stmt _statement;
    private byte[] _text = new byte[256];
    private int _next;

    /// <summary>Prepares a statement.</summary>
    public SqliteStatement(sqlite3 connection, string sql)
    {
        _connection = connection;
        Check(raw.sqlite3_prepare_v2(connection, sql, out _statement));
    }

    /// <summary>Binds the next parameter.</summary>
    public SqliteStatement Bind(long value)
    {
        Check(raw.sqlite3_bind_int64(_statement, ++_next, value));
        return this;
    }

    /// <inheritdoc cref="Bind(long)"/>
    public SqliteStatement Bind(string value)
    {
        var maxBytes = Encoding.UTF8.GetMaxByteCount(value.Length);
        if (_text.Length < maxBytes)
            _text = new byte[maxBytes];
        var length = Encoding.UTF8.GetBytes(value, _text);
        Check(raw.sqlite3_bind_text(_statement, ++_next, _text.AsSpan(0, length)));
        return this;
    }

    /// <inheritdoc cref="Bind(long)"/>
    public SqliteStatement Bind(ReadOnlySpan<byte> value)
    {
        Check(value.IsEmpty ? raw.sqlite3_bind_zeroblob(_statement, ++_next, 0) : raw.sqlite3_bind_blob(_statement, ++_next, value));
        return this;
    }

    /// <summary>Runs the statement with what was bound.</summary>
    /// <exception cref="JournalStoreException">It failed.</exception>
    public void Execute()
    {
        _next = 0;
        var result = raw.sqlite3_step(_statement);
        if (result is not (raw.SQLITE_DONE or raw.SQLITE_ROW))
        {
            var exception = SqliteFailure.Of(_connection);
            raw.sqlite3_reset(_statement);
            throw exception;
        }

        raw.sqlite3_reset(_statement);
    }

    /// <inheritdoc/>
    public void Dispose() => _statement.Dispose();

    private void Check(int result)
    {
        if (result == raw.SQLITE_OK)
            return;
        _next = 0;
        throw SqliteFailure.Of(_connection);
    }
}
