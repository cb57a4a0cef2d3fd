using KpiPlatform.Domain.Identity;
using KpiPlatform.Domain.Tenants;
using KpiPlatform.Persistence.Databases;

namespace KpiPlatform.Persistence.Stores;

/// <summary>
/// Everything stored of a tenant, over SQL. Which tables there are is asked of the database, so that a table that is added is not forgotten
/// here: each that holds anything of tenants has a column "tenant" with the tenant's number, but for the documents, whose keys begin
/// with the tenant's id.
/// </summary>
internal sealed class TenantData(SqlDatabase database) : ITenantData
{
    private const int MaxDeletedAtOnce = 10_000;

    // The list of tenants itself: its row stays, so that the id is not given again.
    private const string Registry = "tenant";
    private const string OwnRecords = "(key = @id or substr(key, 1, length(@id) + 1) = @id || '/')";

    /// <inheritdoc/>
    public IAsyncEnumerable<TenantRecord> ReadRecordsAsync(TenantId tenant, CancellationToken cancellationToken) =>
        database.StreamAsync(
            command =>
            {
                database.Bind(command, "@id", ColumnType.Text, tenant.Value);
                command.CommandText = $"select kind, key, payload from grain_state where {OwnRecords} order by kind, key";
            },
            reader => new TenantRecord(reader.GetString(0), reader.GetString(1), reader.Bytes(2)),
            cancellationToken);

    /// <inheritdoc/>
    public async Task<int> DeleteAsync(TenantNumber number, TenantId tenant, CancellationToken cancellationToken)
    {
        var tables = await database.QueryAsync(command => command.CommandText = database.TenantTablesSql, reader => reader.GetString(0), cancellationToken);
        foreach (var table in tables)
        {
            if (string.Equals(table, Registry, StringComparison.Ordinal))
                continue;
            var deleted = await database.ExecuteAsync(
                number,
                command =>
                {
                    database.Bind(command, "@tenant", ColumnType.Int, number.Value);
                    database.Bind(command, "@limit", ColumnType.Int, MaxDeletedAtOnce);
                    command.CommandText = database.DeleteOfTenantSql(table);
                },
                cancellationToken);
            if (deleted > 0)
                return deleted;
        }

        var documents = await database.ExecuteAsync(
            command =>
            {
                database.Bind(command, "@id", ColumnType.Text, tenant.Value);
                command.CommandText = $"delete from grain_state where {OwnRecords} and kind <> 'tenant'";
            },
            cancellationToken);
        if (documents > 0)
            return documents;
        await database.ScrubAsync(cancellationToken);
        return 0;
    }
}
