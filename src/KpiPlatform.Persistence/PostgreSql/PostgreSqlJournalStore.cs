using KpiPlatform.Domain;
using KpiPlatform.Persistence.Writing;
using Npgsql;

namespace KpiPlatform.Persistence.PostgreSql;

/// <summary>The journal in PostgreSQL.</summary>
internal sealed class PostgreSqlJournalStore(PostgreSqlDatabase database, JournalWriterOptions options) : SqlJournalStore(database, options.Host)
{
    /// <inheritdoc/>
    public override async Task<IJournalSession> OpenSessionAsync(CancellationToken cancellationToken)
    {
        if (database.Ownership is { } ownership)
            await ownership.EnsureAsync(cancellationToken);
        try
        {
            return await PostgreSqlJournalSession.OpenAsync(database.DataSource, options.CommitTimeout, cancellationToken);
        }
        catch (NpgsqlException exception)
        {
            throw new DomainException(ErrorKind.Unavailable, "STORAGE_UNAVAILABLE", $"No connection for the journal: {exception.Message}");
        }
    }
}
