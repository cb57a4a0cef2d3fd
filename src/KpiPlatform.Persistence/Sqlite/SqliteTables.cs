using System.Data.Common;
using System.Globalization;
using System.Runtime.CompilerServices;
using KpiPlatform.Persistence.Databases;
using KpiPlatform.Persistence.Transfer;
using Microsoft.Data.Sqlite;

namespace KpiPlatform.Persistence.Sqlite;

/// <summary>The tables of a SQLite file.</summary>
internal sealed class SqliteTables : ITables
{
    /// <inheritdoc/>
    public Task<IReadOnlyList<string>> ListAsync(DbTransaction transaction, CancellationToken cancellationToken) => transaction.QueryAsync(
        command => command.CommandText = "select name from sqlite_master where type = 'table' and name not like 'sqlite%' and name <> 'schema_version' order by name",
        reader => reader.GetString(0),
        cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<TableColumn>> ColumnsAsync(DbTransaction transaction, string table, CancellationToken cancellationToken) => transaction.QueryAsync(
        command => command.CommandText = $"select name, type from pragma_table_info('{table}') order by cid",
        reader => new TableColumn(reader.GetString(0), reader.GetString(1)),
        cancellationToken);

    /// <inheritdoc/>
    public async IAsyncEnumerable<object?[]> ReadAsync(
        DbTransaction transaction, string table, IReadOnlyList<TableColumn> columns, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var command = transaction.Connection!.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = $"select {string.Join(", ", columns.Select(column => $"\"{column.Name}\""))} from \"{table}\"";
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var row = new object?[columns.Count];
        while (await reader.ReadAsync(cancellationToken))
        {
            for (var i = 0; i < row.Length; i++)
                row[i] = reader.GetValue(i) is var value && value is DBNull ? null : value;
            yield return row;
        }
    }

    /// <inheritdoc/>
    public async Task<long> WriteAsync(
        DbTransaction transaction, string table, IReadOnlyList<TableColumn> columns, IAsyncEnumerable<object?[]> rows, CancellationToken cancellationToken)
    {
        await using var command = (SqliteCommand)transaction.Connection!.CreateCommand();
        command.Transaction = (SqliteTransaction)transaction;
        var names = columns.Select((_, i) => string.Create(CultureInfo.InvariantCulture, $"@b{i}")).ToArray();
        command.CommandText = $"insert into \"{table}\" ({string.Join(", ", columns.Select(column => $"\"{column.Name}\""))}) values ({string.Join(", ", names)})";
        foreach (var name in names)
            command.Parameters.Add(new SqliteParameter(name, null));
        var written = 0L;
        await foreach (var row in rows.WithCancellation(cancellationToken))
        {
            for (var i = 0; i < row.Length; i++)
                command.Parameters[i].Value = row[i] ?? DBNull.Value;
            await command.ExecuteNonQueryAsync(cancellationToken);
            written++;
        }

        return written;
    }

    // An inserted number moves the next one on by itself.

    /// <inheritdoc/>
    public Task ContinueNumbersAsync(DbTransaction transaction, CancellationToken cancellationToken) => Task.CompletedTask;
}
