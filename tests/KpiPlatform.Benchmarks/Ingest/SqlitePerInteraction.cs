using System.Diagnostics;
using Microsoft.Data.Sqlite;

namespace KpiPlatform.Benchmarks.Ingest;

/// <summary>The usual ways on SQLite: a transaction of three statements per interaction, or of one, prepared, WAL, synchronous=FULL, in the file that the host wrote.</summary>
internal static class SqlitePerInteraction
{
    private const int Customers = 20_000;
    private const long Tenant = 1_000_000;

    /// <summary>Transactions per second.</summary>
    /// <param name="file">The database.</param>
    /// <param name="length">For how long.</param>
    /// <param name="withTotals">Whether a transaction keeps the customer and a daily total as well; else it inserts the row alone.</param>
    /// <param name="cancellationToken">Stops.</param>
    public static async Task<double> RateAsync(string file, TimeSpan length, bool withTotals, CancellationToken cancellationToken)
    {
        await using var connection = new SqliteConnection($"Data Source={file};Pooling=False");
        await connection.OpenAsync(cancellationToken);
        await ExecuteAsync(connection, "pragma journal_mode = wal", cancellationToken);
        await ExecuteAsync(connection, "pragma synchronous = full", cancellationToken);
        await using var insert = Prepare(
            connection,
            """
            insert into journal (position, customer, version, recorded_at, occurred_at, identity_hash, content_hash, tenant, revision, definition, kind, source, facts)
            values ($p, $c, $p, 0, 0, $p, $p, $t, 0, 1, 10, 'bench', zeroblob(60)) on conflict do nothing
            """,
            "$p", "$c", "$t");
        await using var customer = Prepare(
            connection,
            """
            insert into customer_index (tenant, customer, version, orders, revenue_minor, complaints, open_tickets) values ($t, $c, 1, 1, 1000, 0, 0)
            on conflict (tenant, customer) do update set version = version + 1, orders = orders + 1, revenue_minor = revenue_minor + 1000
            """,
            "$t", "$c");
        await using var total = Prepare(
            connection,
            "insert into measure_cell (tenant, shard, key, value) values ($t, 0, $k, 1000) on conflict (tenant, shard, key) do update set value = value + 1000",
            "$t", "$k");
        var random = new Random(1);
        var done = 0L;
        var watch = Stopwatch.StartNew();
        while (watch.Elapsed < length)
        {
            done++;
            var who = (long)random.Next(Customers);
            await using var transaction = connection.BeginTransaction();
            Execute(insert, transaction, (withTotals ? 1L << 50 : 1L << 51) + done, who, Tenant);
            if (withTotals)
            {
                Execute(customer, transaction, Tenant, who);
                Execute(total, transaction, Tenant, random.Next(365));
            }

            await transaction.CommitAsync(cancellationToken);
        }

        return done / watch.Elapsed.TotalSeconds;
    }

    private static SqliteCommand Prepare(SqliteConnection connection, string sql, params string[] parameters)
    {
        var command = connection.CreateCommand();
        command.CommandText = sql;
        foreach (var parameter in parameters)
            command.Parameters.Add(new SqliteParameter(parameter, SqliteType.Integer));
        return command;
    }

    private static void Execute(SqliteCommand command, SqliteTransaction transaction, params long[] values)
    {
        command.Transaction = transaction;
        for (var i = 0; i < values.Length; i++)
            command.Parameters[i].Value = values[i];
        command.ExecuteNonQuery();
    }

    private static async Task ExecuteAsync(SqliteConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
