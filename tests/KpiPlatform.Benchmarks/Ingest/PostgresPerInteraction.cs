using System.Diagnostics;
using Npgsql;

namespace KpiPlatform.Benchmarks.Ingest;

/// <summary>
/// The usual way: for each interaction one transaction that inserts the row, updates the customer and updates a daily total, prepared, on
/// 16 connections. Same tables, same indexes.
/// </summary>
internal static class PostgresPerInteraction
{
    private const int Connections = 16;
    private const int Customers = 20_000;
    private const int Tenant = 1_000_000;
    private static readonly byte[] Facts = new byte[60];

    /// <summary>Transactions per second.</summary>
    public static async Task<double> RateAsync(string connectionString, TimeSpan length, CancellationToken cancellationToken)
    {
        await using var dataSource = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(connectionString) { MaxPoolSize = Connections }.ConnectionString);
        var next = 0L;
        var watch = Stopwatch.StartNew();
        await Task.WhenAll(Enumerable.Range(0, Connections).Select(async worker =>
        {
            await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
            await using var insert = await PrepareAsync(
                connection,
                """
                insert into journal (position, customer, version, recorded_at, occurred_at, identity_hash, content_hash, tenant, revision, definition, kind, source, facts)
                values ($1, $2, $1, now(), now(), $1, $1, $3, 0, 1, 10, 'bench', $4) on conflict do nothing
                """,
                0L, 0L, Tenant, Facts);
            await using var customer = await PrepareAsync(
                connection,
                """
                insert into customer_index (tenant, customer, version, orders, revenue_minor, complaints, open_tickets) values ($1, $2, 1, 1, $3, 0, 0)
                on conflict (tenant, customer) do update set version = customer_index.version + 1, orders = customer_index.orders + 1,
                revenue_minor = customer_index.revenue_minor + excluded.revenue_minor
                """,
                Tenant, 0L, 0L);
            await using var total = await PrepareAsync(
                connection,
                "insert into measure_cell (tenant, shard, key, value) values ($1, 0, $2, $3) on conflict (tenant, shard, key) do update set value = measure_cell.value + excluded.value",
                Tenant, 0L, 0L);
            var random = new Random(worker);
            while (watch.Elapsed < length)
            {
                var id = Interlocked.Increment(ref next);
                var who = (long)random.Next(Customers);
                await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
                (insert.Parameters[0].Value, insert.Parameters[1].Value) = ((1L << 50) + id, who);
                await insert.ExecuteNonQueryAsync(cancellationToken);
                (customer.Parameters[1].Value, customer.Parameters[2].Value) = (who, 1_000L);
                await customer.ExecuteNonQueryAsync(cancellationToken);

                // Spread over a year of days, so that the transactions do not queue for one row.
                (total.Parameters[1].Value, total.Parameters[2].Value) = ((long)random.Next(365), 1_000L);
                await total.ExecuteNonQueryAsync(cancellationToken);
                await transaction.CommitAsync(cancellationToken);
            }
        }));
        return next / watch.Elapsed.TotalSeconds;
    }

    private static async Task<NpgsqlCommand> PrepareAsync(NpgsqlConnection connection, string sql, params object[] parameters)
    {
        var command = new NpgsqlCommand(sql, connection);
        foreach (var parameter in parameters)
            command.Parameters.Add(new() { Value = parameter });
        await command.PrepareAsync();
        return command;
    }
}
