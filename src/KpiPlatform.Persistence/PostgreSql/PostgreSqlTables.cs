using System.Data.Common;
using System.Runtime.CompilerServices;
using KpiPlatform.Persistence.Databases;
using KpiPlatform.Persistence.Transfer;
using Npgsql;
using NpgsqlTypes;

namespace KpiPlatform.Persistence.PostgreSql;

/// <summary>The platform's tables of a PostgreSQL database; those of the cluster's runtime are about processes that run, and stay.</summary>
internal sealed class PostgreSqlTables : ITables
{
    // The end of a large table's copy waits for its indexes.
    private static readonly TimeSpan Patience = TimeSpan.FromDays(1);

    /// <inheritdoc/>
    public Task<IReadOnlyList<string>> ListAsync(DbTransaction transaction, CancellationToken cancellationToken) => transaction.QueryAsync(
        command => command.CommandText =
            """
            select t.table_name::text from information_schema.tables t
            where t.table_schema = current_schema() and t.table_type = 'BASE TABLE'
                and t.table_name not like 'cluster!_%' escape '!' and t.table_name <> 'schema_version'
            order by 1
            """,
        reader => reader.GetString(0),
        cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<TableColumn>> ColumnsAsync(DbTransaction transaction, string table, CancellationToken cancellationToken) => transaction.QueryAsync(
        command => command.CommandText =
            $"select c.column_name::text, c.udt_name::text from information_schema.columns c where c.table_schema = current_schema() and c.table_name = '{table}' order by c.ordinal_position",
        reader => new TableColumn(reader.GetString(0), reader.GetString(1)),
        cancellationToken);

    /// <inheritdoc/>
    public async IAsyncEnumerable<object?[]> ReadAsync(
        DbTransaction transaction, string table, IReadOnlyList<TableColumn> columns, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var command = transaction.Connection!.CreateCommand();
        command.Transaction = transaction;
        command.CommandTimeout = 0;
        command.CommandText = $"select {string.Join(", ", columns.Select(column => $"\"{column.Name}\""))} from \"{table}\"";
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var row = new object?[columns.Count];
        while (await reader.ReadAsync(cancellationToken))
        {
            for (var i = 0; i < row.Length; i++)
                row[i] = reader.IsDBNull(i) ? null : Read(reader, i, columns[i].Type);
            yield return row;
        }
    }

    /// <inheritdoc/>
    public async Task<long> WriteAsync(
        DbTransaction transaction, string table, IReadOnlyList<TableColumn> columns, IAsyncEnumerable<object?[]> rows, CancellationToken cancellationToken)
    {
        var copy = $"copy \"{table}\" ({string.Join(", ", columns.Select(column => $"\"{column.Name}\""))}) from stdin (format binary)";
        await using var importer = await ((NpgsqlConnection)transaction.Connection!).BeginBinaryImportAsync(copy, cancellationToken);
        importer.Timeout = Patience;
        var written = 0L;
        await foreach (var row in rows.WithCancellation(cancellationToken))
        {
            await importer.StartRowAsync(cancellationToken);
            for (var i = 0; i < row.Length; i++)
                await WriteAsync(importer, row[i], columns[i].Type, cancellationToken);
            written++;
        }

        await importer.CompleteAsync(cancellationToken);
        return written;
    }

    /// <inheritdoc/>
    public async Task ContinueNumbersAsync(DbTransaction transaction, CancellationToken cancellationToken)
    {
        var numbered = await transaction.QueryAsync(
            command => command.CommandText =
                "select c.table_name::text, c.column_name::text from information_schema.columns c where c.table_schema = current_schema() and c.is_identity = 'YES' order by 1",
            reader => (Table: reader.GetString(0), Column: reader.GetString(1)),
            cancellationToken);
        foreach (var (table, column) in numbered)
        {
            await transaction.QueryAsync(
                command => command.CommandText = $"select setval(pg_get_serial_sequence('{table}', '{column}'), coalesce(max({column}), 0) + 1, false) from \"{table}\"",
                reader => reader.GetInt64(0),
                cancellationToken);
        }
    }

    private static object Read(DbDataReader reader, int column, string type) => type switch
    {
        "int8" => reader.GetInt64(column),
        "int4" => (long)reader.GetInt32(column),
        "int2" => (long)reader.GetInt16(column),
        "bool" => reader.GetBoolean(column) ? 1L : 0L,
        "timestamptz" => reader.GetFieldValue<long>(column) + PostgreSqlDatabase.EpochOffsetMicroseconds,
        "float8" => reader.GetDouble(column),
        "text" => reader.GetString(column),
        "bytea" => reader.GetFieldValue<byte[]>(column),
        _ => throw Unknown(type),
    };

    private static Task WriteAsync(NpgsqlBinaryImporter importer, object? value, string type, CancellationToken cancellationToken) => (value, type) switch
    {
        (null, _) => importer.WriteNullAsync(cancellationToken),
        (long number, "int8") => importer.WriteAsync(number, NpgsqlDbType.Bigint, cancellationToken),
        (long number, "int4") => importer.WriteAsync(checked((int)number), NpgsqlDbType.Integer, cancellationToken),
        (long number, "int2") => importer.WriteAsync(checked((short)number), NpgsqlDbType.Smallint, cancellationToken),
        (long number, "bool") => importer.WriteAsync(number != 0, NpgsqlDbType.Boolean, cancellationToken),
        (long time, "timestamptz") => importer.WriteAsync(time - PostgreSqlDatabase.EpochOffsetMicroseconds, NpgsqlDbType.TimestampTz, cancellationToken),
        (double number, "float8") => importer.WriteAsync(number, NpgsqlDbType.Double, cancellationToken),
        (long number, "float8") => importer.WriteAsync((double)number, NpgsqlDbType.Double, cancellationToken),
        (string text, "text") => importer.WriteAsync(text, NpgsqlDbType.Text, cancellationToken),
        (byte[] bytes, "bytea") => importer.WriteAsync(bytes, NpgsqlDbType.Bytea, cancellationToken),
        _ => throw Unknown($"{type} ({value.GetType().Name})"),
    };

    private static NotSupportedException Unknown(string type) => new($"There is no rule for how values of type {type} go from one database to the other.");
}
