using System.Diagnostics;
using KpiPlatform.Testing.Databases;

namespace KpiPlatform.Benchmarks.Ingest;

/// <summary>Rates of interactions per second, a value of each round; each round measures all contestants one after the other, so that a noisy minute touches them alike.</summary>
internal sealed class IngestRounds
{
    private const int WarmUpCount = 100_000;
    private static readonly TimeSpan PostgresLength = TimeSpan.FromSeconds(8);
    private static readonly TimeSpan SqliteLength = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan ShortLength = TimeSpan.FromSeconds(1);

    public List<double> OnPostgres { get; } = [];

    public List<double> PerStatement { get; } = [];

    public List<double> Copy { get; } = [];

    public List<double> OnSqlite { get; } = [];

    /// <summary>A transaction of three statements per interaction.</summary>
    public List<double> PerSqliteTransaction { get; } = [];

    /// <summary>A transaction of one statement per interaction.</summary>
    public List<double> SqliteCommits { get; } = [];

    /// <summary>Processor time of the host per interaction, in microseconds.</summary>
    public List<double> PostgresTime { get; } = [];

    /// <summary>The same on SQLite.</summary>
    public List<double> SqliteTime { get; } = [];

    /// <summary>Measures.</summary>
    /// <param name="server">PostgreSQL.</param>
    /// <param name="load">What is sent in each round.</param>
    /// <param name="rounds">How often.</param>
    /// <param name="isShort">Whether peers are measured only to see that they can be.</param>
    /// <param name="cancellationToken">Stops.</param>
    public static async Task<IngestRounds> MeasureAsync(PostgresServer server, IngestLoad load, int rounds, bool isShort, CancellationToken cancellationToken)
    {
        var measured = new IngestRounds();
        var sqliteLength = isShort ? ShortLength : SqliteLength;
        for (var round = 0; round < rounds; round++)
        {
            await using var database = await PostgresDatabase.CreateAsync(server);
            measured.OnPostgres.Add(await ThroughHostAsync(database.ConnectionString, load, measured.PostgresTime, cancellationToken));
            measured.Copy.Add(await BareCopy.RateAsync(database.ConnectionString, cancellationToken));
            measured.PerStatement.Add(await PostgresPerInteraction.RateAsync(database.ConnectionString, isShort ? ShortLength : PostgresLength, cancellationToken));

            var directory = Directory.CreateTempSubdirectory("kpi-ingest-");
            var file = Path.Combine(directory.FullName, "kpi.db");
            measured.OnSqlite.Add(await ThroughHostAsync(file, load, measured.SqliteTime, cancellationToken));
            measured.PerSqliteTransaction.Add(await SqlitePerInteraction.RateAsync(file, sqliteLength, withTotals: true, cancellationToken));
            measured.SqliteCommits.Add(await SqlitePerInteraction.RateAsync(file, sqliteLength, withTotals: false, cancellationToken));
            directory.Delete(recursive: true);
        }

        return measured;
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
}
