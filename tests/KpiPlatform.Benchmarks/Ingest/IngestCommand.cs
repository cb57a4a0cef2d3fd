using KpiPlatform.Testing.Databases;

namespace KpiPlatform.Benchmarks.Ingest;

/// <summary>
/// Durable acknowledged interactions per second through the real host's gRPC stream, beside its limits in the same run: one
/// transaction of three statements per interaction, and a bare COPY of the rows that the host wrote into the same tables.
/// </summary>
internal sealed class IngestCommand : IBenchmarkCommand
{
    public string Name => "ingest";

    public string Summary => "gRPC ingest on PostgreSQL and SQLite beside three statements per interaction and bare COPY; --count N --customers N --rounds R --streams S";

    public async Task RunAsync(BenchmarkArguments arguments, BenchmarkReport report, CancellationToken cancellationToken)
    {
        var load = new IngestLoad(arguments.GetInt32("count", 300_000), arguments.GetInt32("customers", 20_000), arguments.GetInt32("streams", 4));
        var rounds = arguments.GetInt32("rounds", 3);
        report.Add("interactions per round", load.Count, "", $"purchases of {load.Customers} customers, batches of {IngestLoad.BatchSize}, {load.Streams} streams, 8 in flight each");

        await using var server = await PostgresServer.StartAsync();
        var measured = await IngestRounds.MeasureAsync(server, load, rounds, isShort: false, cancellationToken);
        report.Add("PostgreSQL: through the gRPC stream", Median(measured.OnPostgres), "/s", Spread(measured.OnPostgres));
        report.Add("PostgreSQL: three statements per transaction, 16 connections", Median(measured.PerStatement), "/s", Spread(measured.PerStatement));
        report.Add("PostgreSQL: bare binary COPY of the same rows", Median(measured.Copy), "/s", Spread(measured.Copy));
        report.Add("SQLite: through the gRPC stream", Median(measured.OnSqlite), "/s", Spread(measured.OnSqlite));
        report.Add("SQLite: a transaction of three statements per interaction", Median(measured.PerSqliteTransaction), "/s", Spread(measured.PerSqliteTransaction));
        report.Add("PostgreSQL: processor time of the host per interaction", Median(measured.PostgresTime), "us", Spread(measured.PostgresTime));
        report.Add("SQLite: processor time of the host per interaction", Median(measured.SqliteTime), "us", Spread(measured.SqliteTime));
        report.Add("PostgreSQL: stream / three statements", Median(Ratios(measured.OnPostgres, measured.PerStatement)), "x", $"aim >= 12; rounds {Spread(Ratios(measured.OnPostgres, measured.PerStatement))}");
        report.Add("PostgreSQL: stream / bare COPY", Median(Ratios(measured.OnPostgres, measured.Copy)), "x", $"aim >= 0.4; rounds {Spread(Ratios(measured.OnPostgres, measured.Copy), "F2")}");
        report.Add("SQLite: stream / three statements", Median(Ratios(measured.OnSqlite, measured.PerSqliteTransaction)), "x", $"aim >= 15; rounds {Spread(Ratios(measured.OnSqlite, measured.PerSqliteTransaction))}");
    }

    private static List<double> Ratios(List<double> of, List<double> to) => [.. of.Zip(to, (left, right) => left / right)];

    private static double Median(List<double> values)
    {
        var sorted = values.Order().ToList();
        return sorted.Count % 2 == 1 ? sorted[sorted.Count / 2] : (sorted[(sorted.Count / 2) - 1] + sorted[sorted.Count / 2]) / 2;
    }

    private static string Spread(List<double> values, string format = "F0") => $"{values.Min().ToString(format)} to {values.Max().ToString(format)}";
}
