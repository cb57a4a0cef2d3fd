using KpiPlatform.Persistence.Writing;

namespace KpiPlatform.Persistence.Sqlite;

/// <summary>The journal in a SQLite file.</summary>
internal sealed class SqliteJournalStore(SqliteDatabase database) : SqlJournalStore(database, host: null)
{
    /// <inheritdoc/>
    public override Task<IJournalSession> OpenSessionAsync(CancellationToken cancellationToken) =>
        Task.Run<IJournalSession>(() => new SqliteJournalSession(database), cancellationToken);
}
