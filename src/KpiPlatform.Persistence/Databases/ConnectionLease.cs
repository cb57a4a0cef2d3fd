using System.Data.Common;

namespace KpiPlatform.Persistence.Databases;

/// <summary>A connection that goes back where it came from.</summary>
internal sealed class ConnectionLease(DbConnection connection, Func<DbConnection, ValueTask> giveBack) : IAsyncDisposable
{
    /// <summary>The connection, open.</summary>
    public DbConnection Connection => connection;

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => giveBack(connection);
}
