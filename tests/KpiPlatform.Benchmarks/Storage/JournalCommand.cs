using System.Diagnostics;
using KpiPlatform.Domain.Journal;
using KpiPlatform.Persistence;
using KpiPlatform.Testing.Databases;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace KpiPlatform.Benchmarks.Storage;

/// <summary>Rows per second of the journal's group commit, beside the bare COPY of the same rows and a transaction per row.</summary>
internal sealed class JournalCommand : IBenchmarkCommand
{
    private const int DefaultRounds = 5;
    private const int DefaultRows = 100_000;
    private const int Producers = 8;
    private const int InFlightPerProducer = 1_000;
    private const int TransactionShare = 10;

    public string Name => "journal";

    public string Summary => "rows/s of JournalWriter on PostgreSQL and SQLite, beside COPY and a transaction per row (--rounds, --rows)";

    public async Task RunAsync(BenchmarkArguments arguments, BenchmarkReport report, CancellationToken cancellationToken)
    {
        var appends = JournalRows.Create(arguments.GetInt32("rows", DefaultRows));
        var few = appends[..(appends.Length / TransactionShare)];
        List<double> copy = [], writer = [], transactions = [], sqlite = [];
        for (var round = 0; round <= arguments.GetInt32("rounds", DefaultRounds); round++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            copy.Add(await OnPostgresAsync(appends.Length, (module, dataSource) => BareJournal.CopyAsync(dataSource, appends)));
            writer.Add(await OnPostgresAsync(appends.Length, (module, _) => AppendAsync(module, appends)));
            transactions.Add(await OnPostgresAsync(few.Length, (module, dataSource) => BareJournal.TransactPerRowAsync(dataSource, few)));
            sqlite.Add(await OnSqliteAsync(appends));
        }

        var copyRate = Median(copy);
        report.Add("PostgreSQL, bare COPY, 5,000 rows a commit", copyRate, "rows/s");
        report.Add("PostgreSQL, JournalWriter, appends of 1 row", Median(writer), "rows/s", $"{Median(writer) / copyRate:F2} of COPY; aim: at least 0.60");
        report.Add("PostgreSQL, 3 statements a row, 16 connections", Median(transactions), "rows/s");
        report.Add("SQLite, JournalWriter, appends of 1 row", Median(sqlite), "rows/s");
    }

    // The first round warms up.
    private static double Median(List<double> rates) => rates.Skip(1).Order().ElementAt((rates.Count - 1) / 2);

    private static async Task<double> OnPostgresAsync(int rows, Func<PersistenceModule, NpgsqlDataSource, Task> work)
    {
        await using var database = await PostgresDatabase.CreateAsync();
        await using var module = Create(StorageProvider.PostgreSql, database.ConnectionString);
        await module.StartAsync(CancellationToken.None);
        await using var dataSource = NpgsqlDataSource.Create(database.ConnectionString);
        return await RateAsync(rows, () => work(module, dataSource));
    }

    private static async Task<double> OnSqliteAsync(JournalAppend[] appends)
    {
        using var database = new SqliteDatabase();
        await using var module = Create(StorageProvider.Sqlite, database.FilePath);
        await module.StartAsync(CancellationToken.None);
        return await RateAsync(appends.Length, () => AppendAsync(module, appends));
    }

    private static PersistenceModule Create(StorageProvider provider, string connectionString) =>
        PersistenceModule.Create(new() { Provider = provider, ConnectionString = connectionString }, [], TimeProvider.System, NullLoggerFactory.Instance);

    private static async Task<double> RateAsync(int rows, Func<Task> work)
    {
        GC.Collect();
        var start = Stopwatch.GetTimestamp();
        await work();
        return rows / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    private static Task AppendAsync(PersistenceModule module, JournalAppend[] appends) =>
        Task.WhenAll(Enumerable.Range(0, Producers).Select(producer => Task.Run(async () =>
        {
            // Customers go to one producer each, so that their versions arrive in order.
            var mine = appends.Where(append => append.Customer.Value % Producers == producer).ToArray();
            foreach (var burst in mine.Chunk(InFlightPerProducer))
            {
                foreach (var outcome in await Task.WhenAll(burst.Select(module.Writer.AppendAsync)))
                {
                    if (outcome.Status != AppendStatus.Committed)
                        throw new InvalidOperationException($"{outcome.Status}: {outcome.Problem}");
                }
            }
        })));
}
