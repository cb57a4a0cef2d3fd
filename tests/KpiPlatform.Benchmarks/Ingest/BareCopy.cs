using System.Diagnostics;
using Npgsql;

namespace KpiPlatform.Benchmarks.Ingest;

/// <summary>Copies the rows that the host wrote, as raw bytes, back into the same emptied tables with the same indexes: the database's own limit.</summary>
internal static class BareCopy
{
    private static readonly string[] Tables = ["customer", "journal", "commit_delta"];

    /// <summary>Rows of the journal per second; the tables are as before afterwards.</summary>
    public static async Task<double> RateAsync(string connectionString, CancellationToken cancellationToken)
    {
        await using var dataSource = NpgsqlDataSource.Create(connectionString);
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        var rows = (long)(await ExecuteAsync(connection, "select count(*) from journal", cancellationToken))!;
        var contents = new Dictionary<string, byte[]>();
        foreach (var table in Tables)
        {
            await using var source = await connection.BeginRawBinaryCopyAsync($"copy {table} to stdout (format binary)", cancellationToken);
            using var content = new MemoryStream();
            await source.CopyToAsync(content, cancellationToken);
            contents[table] = content.ToArray();
        }

        await ExecuteAsync(connection, $"truncate {string.Join(", ", Tables)}", cancellationToken);
        await ExecuteAsync(connection, "checkpoint", cancellationToken);
        var watch = Stopwatch.StartNew();
        await using (var transaction = await connection.BeginTransactionAsync(cancellationToken))
        {
            foreach (var table in Tables)
            {
                await using var target = await connection.BeginRawBinaryCopyAsync($"copy {table} from stdin (format binary)", cancellationToken);
                await target.WriteAsync(contents[table], cancellationToken);
            }

            await transaction.CommitAsync(cancellationToken);
        }

        return rows / watch.Elapsed.TotalSeconds;
    }

    private static async Task<object?> ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync(cancellationToken);
    }
}
