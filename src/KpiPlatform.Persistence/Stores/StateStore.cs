using System.Data.Common;
using KpiPlatform.Domain.Journal;
using KpiPlatform.Persistence.Databases;

namespace KpiPlatform.Persistence.Stores;

/// <summary>Small documents under (kind, key), each write compared against the etag of the last.</summary>
internal sealed class StateStore(SqlDatabase database) : IStateStore
{
    /// <inheritdoc/>
    public async Task<StoredState?> ReadAsync(string kind, string key, CancellationToken cancellationToken)
    {
        var found = await database.QueryAsync(
            command =>
            {
                BindKey(command, kind, key);
                command.CommandText = "select etag, payload from grain_state where kind = @kind and key = @key";
            },
            reader => new StoredState(reader.GetString(0), reader.Bytes(1)),
            cancellationToken);
        return found.Count == 0 ? null : found[0];
    }

    /// <inheritdoc/>
    public async Task<string?> WriteAsync(string kind, string key, string? expectedEtag, ReadOnlyMemory<byte> payload, CancellationToken cancellationToken)
    {
        // Random, not counted: a document deleted and written anew must not bring an old etag back.
        var etag = Guid.NewGuid().ToString("N");
        var written = await database.ExecuteAsync(
            command =>
            {
                BindKey(command, kind, key);
                database.Bind(command, "@etag", ColumnType.Text, etag);
                database.Bind(command, "@payload", ColumnType.Bytes, payload);
                if (expectedEtag is null)
                {
                    command.CommandText = "insert into grain_state (kind, key, etag, payload) values (@kind, @key, @etag, @payload) on conflict (kind, key) do nothing";
                }
                else
                {
                    database.Bind(command, "@expected", ColumnType.Text, expectedEtag);
                    command.CommandText = "update grain_state set etag = @etag, payload = @payload where kind = @kind and key = @key and etag = @expected";
                }
            },
            cancellationToken);
        return written == 1 ? etag : null;
    }

    /// <inheritdoc/>
    public async Task<bool> DeleteAsync(string kind, string key, string expectedEtag, CancellationToken cancellationToken) =>
        await database.ExecuteAsync(
            command =>
            {
                BindKey(command, kind, key);
                database.Bind(command, "@expected", ColumnType.Text, expectedEtag);
                command.CommandText = "delete from grain_state where kind = @kind and key = @key and etag = @expected";
            },
            cancellationToken) == 1;

    /// <inheritdoc/>
    public Task<IReadOnlyList<string>> ListKeysAsync(string kind, string prefix, string? after, int limit, CancellationToken cancellationToken) =>
        database.QueryAsync(
            command =>
            {
                database.Bind(command, "@kind", ColumnType.Text, kind);
                database.Bind(command, "@prefix", ColumnType.Text, prefix);
                database.Bind(command, "@after", ColumnType.Text, after ?? string.Empty);
                database.Bind(command, "@limit", ColumnType.Int, limit);

                // The range from the prefix on is what the primary key can use.
                command.CommandText =
                    "select key from grain_state where kind = @kind and key >= @prefix and key > @after and substr(key, 1, length(@prefix)) = @prefix order by key limit @limit";
            },
            reader => reader.GetString(0),
            cancellationToken);

    private void BindKey(DbCommand command, string kind, string key)
    {
        database.Bind(command, "@kind", ColumnType.Text, kind);
        database.Bind(command, "@key", ColumnType.Text, key);
    }
}
