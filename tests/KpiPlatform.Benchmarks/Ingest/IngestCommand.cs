using System.Diagnostics;
using KpiPlatform.Testing.Databases;

namespace KpiPlatform.Benchmarks.Ingest;

/// <summary>
/// Durable acknowledged interactions per second through the real host's gRPC stream, beside its limits in the same run: one
/// transaction of three statements per interaction, and a bare COPY of the rows that the host wrote into the same tables.
/// </summary>
internal sealed class IngestCommand : IBenchmarkCommand
{
    private const int WarmUpCount = 100_000;

    public string Name => "ingest";

    public string Summary => "gRPC ingest on PostgreSQL and SQLite beside three statements per interaction and bare COPY; --count N --rounds R --streams S";

    public async Task RunAsync(BenchmarkArguments arguments, BenchmarkReport report, CancellationToken cancellationToken)
    {
        var load = new IngestLoad(arguments.GetInt32("count", 300_000), arguments.GetInt32("customers", 20_000), arguments.GetInt32("streams", 4));
        var rounds = arguments.GetInt32("rounds", 3);
        report.Add("interactions per round", load.Count, "", $"purchases of {load.Customers} customers, batches of {IngestLoad.BatchSize}, {load.Streams} streams, 8 in flight each");

        // Each round measures all contestants one after the other, so that a noisy minute touches them alike.
        await using var server = await PostgresServer.StartAsync();
        var postgresTime = new List<double>();
        var sqliteTime = new List<double>();
        var onPostgres = new List<double>();
        var perStatement = new List<double>();
        var copy = new List<double>();
        var onSqlite = new List<double>();
        var perSqliteTransaction = new List<double>();
        for (var round = 0; round < rounds; round++)
        {
            await using var database = await PostgresDatabase.CreateAsync(server);
            onPostgres.Add(await ThroughHostAsync(database.ConnectionString, load, postgresTime, cancellationToken));
            copy.Add(await BareCopy.RateAsync(database.ConnectionString, cancellationToken));
            perStatement.Add(await PostgresPerInteraction.RateAsync(database.ConnectionString, cancellationToken));

            var file = Path.Combine(Directory.CreateTempSubdirectory("kpi-ingest-").FullName, "kpi.db");
            onSqlite.Add(await ThroughHostAsync(file, load, sqliteTime, cancellationToken));
            perSqliteTransaction.Add(await SqlitePerInteraction.RateAsync(file, cancellationToken));
            Directory.Delete(Path.GetDirectoryName(file)!, recursive: true);
        }

        report.Add("PostgreSQL: through the gRPC stream", Median(onPostgres), "/s", Spread(onPostgres));
        report.Add("PostgreSQL: three statements per transaction, 16 connections", Median(perStatement), "/s", Spread(perStatement));
        report.Add("PostgreSQL: bare binary COPY of the same rows", Median(copy), "/s", Spread(copy));
        report.Add("SQLite: through the gRPC stream", Median(onSqlite), "/s", Spread(onSqlite));
        report.Add("SQLite: a transaction of three statements per interaction", Median(perSqliteTransaction), "/s", Spread(perSqliteTransaction));
        report.Add("PostgreSQL: processor time of the host per interaction", Median(postgresTime), "us", Spread(postgresTime));
        report.Add("SQLite: processor time of the host per interaction", Median(sqliteTime), "us", Spread(sqliteTime));
        report.Add("PostgreSQL: stream / three statements", Median(Ratios(onPostgres, perStatement)), "x", $"aim >= 12; rounds {Spread(Ratios(onPostgres, perStatement))}");
        report.Add("PostgreSQL: stream / bare COPY", Median(Ratios(onPostgres, copy)), "x", $"aim >= 0.4; rounds {Spread(Ratios(onPostgres, copy), "F2")}");
        report.Add("SQLite: stream / three statements", Median(Ratios(onSqlite, perSqliteTransaction)), "x", $"aim >= 15; rounds {Spread(Ratios(onSqlite, perSqliteTransaction))}");
    }

    private static async Task<double> ThroughHostAsync(string database, IngestLoad load, List<double> processorTimes, CancellationToken cancellationToken)
    {
        await using var host = await BenchmarkHost.StartAsync(database, cancellationToken);
        await load.CreateTenantAsync(host.Address, "warmup", cancellationToken);

        // Long enough for the compiler to have optimised what runs often: a server runs for weeks, not for seconds.
        await load.SendAsync(host.Address, "warmup", Math.Min(load.Count, WarmUpCount), cancellationToken);
        await load.CreateTenantAsync(host.Address, "measured", cancellationToken);
        var processorTime = host.ProcessorTime;
        var watch = Stopwatch.StartNew();
        var token = await load.SendAsync(host.Address, "measured", load.Count, cancellationToken);
        var rate = load.Count / watch.Elapsed.TotalSeconds;
        processorTimes.Add((host.ProcessorTime - processorTime).TotalMicroseconds / load.Count);
        await load.RequireCountedAsync(host.Address, "measured", load.Count, token, cancellationToken);
        return rate;
    }

    private static List<double> Ratios(List<double> of, List<double> to) => [.. of.Zip(to, (left, right) => left / right)];

    private static double Median(List<double> values)
    {
        var sorted = values.Order().ToList();
        return sorted.Count % 2 == 1 ? sorted[sorted.Count / 2] : (sorted[(sorted.Count / 2) - 1] + sorted[sorted.Count / 2]) / 2;
    }

    private static string Spread(List<double> values, string format = "F0") => $"{values.Min().ToString(format)} to {values.Max().ToString(format)}";
}
