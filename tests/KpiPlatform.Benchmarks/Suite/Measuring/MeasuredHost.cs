using System.Diagnostics;
using KpiPlatform.Benchmarks.Ingest;
using KpiPlatform.Testing.Databases;

namespace KpiPlatform.Benchmarks.Suite.Measuring;

/// <summary>A server on a fresh PostgreSQL database, warm, and its sender.</summary>
internal sealed class MeasuredHost : IAsyncDisposable
{
    public const int BatchSize = 500;
    public const int Streams = 4;
    private const int WarmUpMax = 60_000;

    private MeasuredHost(PostgresDatabase database, BenchmarkHost host)
    {
        Database = database;
        Host = host;
        Sender = new(host.Address);
    }

    public PostgresDatabase Database { get; }

    public BenchmarkHost Host { get; private set; }

    public BatchSender Sender { get; private set; }

    /// <summary>Starts one, and sends it enough for the compiler to have optimised what runs often.</summary>
    public static async Task<MeasuredHost> StartAsync(SuiteContext context, CancellationToken cancellationToken, bool isProbed = false)
    {
        var database = await PostgresDatabase.CreateAsync(context.Server);
        var measured = new MeasuredHost(database, await BenchmarkHost.StartAsync(database.ConnectionString, cancellationToken, isProbed));
        try
        {
            await measured.WarmUpAsync("warmup", context.Options, cancellationToken);
            return measured;
        }
        catch
        {
            // Whoever asked never gets it to end it.
            await measured.DisposeAsync();
            throw;
        }
    }

    /// <summary>Makes a tenant and sends it purchases.</summary>
    public async Task WarmUpAsync(string tenant, SuiteOptions options, CancellationToken cancellationToken)
    {
        await Sender.CreateTenantAsync(tenant, cancellationToken);
        var count = Math.Min(options.Count, WarmUpMax);
        await Sender.SendAsync(tenant, new Purchases(options.Customers).Batches(count, BatchSize, count), Streams, cancellationToken);
    }

    /// <summary>Sends, and returns interactions per second from the first byte to the last acknowledgement; checks afterwards that all are counted.</summary>
    public async Task<double> RateAsync(string tenant, Purchases purchases, Protocol.V1.Interaction[][] batches, int streams, CancellationToken cancellationToken, bool areDuplicates = false)
    {
        var watch = Stopwatch.StartNew();
        var tokens = await Sender.SendAsync(tenant, batches, streams, cancellationToken, areDuplicates);
        var rate = batches.Sum(batch => batch.Length) / watch.Elapsed.TotalSeconds;
        await Sender.RequireCountedAsync(tenant, purchases.Made, tokens, cancellationToken);
        return rate;
    }

    /// <summary>Stops gracefully and starts again on the same database.</summary>
    public async Task RestartAsync(CancellationToken cancellationToken, bool isProbed = false)
    {
        Sender.Dispose();
        await Host.DisposeAsync();
        Host = await BenchmarkHost.StartAsync(Database.ConnectionString, cancellationToken, isProbed);
        Sender = new(Host.Address);
    }

    public async ValueTask DisposeAsync()
    {
        Sender.Dispose();
        await Host.DisposeAsync();
        await Database.DisposeAsync();
    }
}
