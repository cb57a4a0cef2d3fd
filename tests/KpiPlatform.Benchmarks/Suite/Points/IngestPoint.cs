using KpiPlatform.Benchmarks.Ingest;
using KpiPlatform.Benchmarks.Suite.Measuring;

namespace KpiPlatform.Benchmarks.Suite.Points;

/// <summary>Durable acknowledged interactions per second.</summary>
internal sealed class IngestPoint : ISuitePoint
{
    public int Number => 1;

    public string Title => "Durable acknowledged interactions per second";

    public string Method =>
        "Purchases in batches of 500 over 4 gRPC streams to a server process; each is in the journal before its acknowledgement, and at the end every one is counted by a read. "
        + "Beside it, in the same database with the same tables, indexes and durability: a prepared transaction per interaction that inserts the row, upserts the customer and upserts a daily total "
        + "(PostgreSQL: 16 connections; SQLite: its one writer); bare binary COPY, in one transaction, of the very journal, customer and delta rows that the server wrote; on SQLite a transaction that inserts the row alone.";

    public async Task RunAsync(SuiteContext context, CancellationToken cancellationToken)
    {
        var options = context.Options;
        var measured = await IngestRounds.MeasureAsync(
            context.Server, new IngestLoad(options.Count, options.Customers, MeasuredHost.Streams), options.Rounds, options.IsShort, cancellationToken);
        var postgres = new SuiteSide("stream", "/s", measured.OnPostgres);
        var sqlite = new SuiteSide("stream", "/s", measured.OnSqlite);
        context.AddRatio("PostgreSQL: stream ÷ a transaction of three statements", SuiteAim.AtLeast(15), postgres, new SuiteSide("transactions", "/s", measured.PerStatement));
        context.AddRatio("PostgreSQL: stream ÷ bare COPY", SuiteAim.AtLeast(0.5), postgres, new SuiteSide("COPY", "/s", measured.Copy));
        context.AddRatio("SQLite: stream ÷ single commits", SuiteAim.AtLeast(20), sqlite, new SuiteSide("commits", "/s", measured.SqliteCommits));
        context.AddRatio("SQLite: stream ÷ a transaction of three statements", null, sqlite, new SuiteSide("transactions", "/s", measured.PerSqliteTransaction));
        context.Add("PostgreSQL: processor time of the server per interaction", "us", measured.PostgresTime);
        context.Add("SQLite: processor time of the server per interaction", "us", measured.SqliteTime);
    }
}
