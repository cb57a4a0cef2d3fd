using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Grpc.Core;
using Grpc.Net.Client;
using KpiPlatform.Benchmarks.Ingest;
using KpiPlatform.Benchmarks.Suite.Measuring;
using KpiPlatform.Protocol.V1;
using KpiPlatform.Testing.Databases;

namespace KpiPlatform.Benchmarks.Suite.Points;

/// <summary>How soon a server acknowledges again, and how fast what is stored is counted anew.</summary>
internal sealed class RecoveryPoint : ISuitePoint
{
    private const string Tenant = "measured";
    private static readonly TimeSpan RetryDelay = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan FirstLimit = TimeSpan.FromMinutes(5);

    // What was recorded so lately may be left out of a verification.
    private static readonly TimeSpan VerifyDelay = TimeSpan.FromSeconds(16);

    public int Number => 7;

    public string Title => "Recovery";

    public string Method =>
        "A journal prepared by the platform's own writer, of purchases in the platform's own encoding with their deltas and index entries, 20 to a customer. Then in turns: the server records at full speed and is killed by SIGKILL in the middle of it, "
        + "or records the same and is stopped by SIGTERM; the time runs from the start of the next process to its first acknowledgement of an interaction. "
        + "Fold of deltas: of a journal that the stream wrote, the checkpoints of measures are deleted, and the first read counts everything from the commit deltas. "
        + "Refold: VerifyTenant, which reads the whole journal, folds every customer anew and compares all numbers. Beside both the rate at which the stream recorded the same interactions.";

    public async Task RunAsync(SuiteContext context, CancellationToken cancellationToken)
    {
        await FirstAcknowledgementAsync(context, cancellationToken);
        await FoldAsync(context, cancellationToken);
    }

    private static async Task FirstAcknowledgementAsync(SuiteContext context, CancellationToken cancellationToken)
    {
        var options = context.Options;
        await using var database = await PostgresDatabase.CreateAsync(context.Server);
        var watch = Stopwatch.StartNew();
        var rows = await BulkJournal.FillAsync(database.ConnectionString, Tenant, options.JournalRows, cancellationToken);
        context.Tell($"{rows:N0} rows after {watch.Elapsed.TotalSeconds:N0} s");
        var purchases = new Purchases(options.Customers);
        var expected = options.Count * ((options.Rounds * 2) + 2);
        List<double> killed = [], stopped = [];
        var (host, _) = await StartAsync();
        try
        {
            using (var sender = new BatchSender(host.Address))
            {
                var orders = await sender.OrdersAsync(Tenant, string.Empty, cancellationToken);
                if (orders != rows + 1)
                    throw new InvalidOperationException($"{rows:N0} purchases were prepared and one sent, {orders:N0} are counted.");
            }

            for (var round = 0; round < options.Rounds; round++)
            {
                foreach (var kills in new[] { true, false })
                {
                    await RecordUntilAsync(host, kills);
                    var (next, seconds) = await StartAsync();
                    host = next;
                    (kills ? killed : stopped).Add(seconds);
                    context.Tell($"first acknowledgement {Samples.Text(seconds)} s after the start, {(kills ? "killed" : "stopped")}");
                }
            }
        }
        finally
        {
            await host.DisposeAsync();
        }

        context.AddRatio(
            $"first ack after kill -9 ÷ after a clean stop, {rows:N0} journal rows", SuiteAim.AtMost(1.5), new("killed", "s", killed), new SuiteSide("stopped", "s", stopped));

        async Task<(BenchmarkHost Host, double Seconds)> StartAsync()
        {
            var start = Stopwatch.StartNew();
            var started = BenchmarkHost.Launch(database.ConnectionString);
            await FirstAsync(started, purchases.Next(expected), start, cancellationToken);
            return (started, start.Elapsed.TotalSeconds);
        }

        async Task RecordUntilAsync(BenchmarkHost running, bool kills)
        {
            using var sender = new BatchSender(running.Address);
            var sending = sender.SendAsync(Tenant, purchases.Batches(options.Count, MeasuredHost.BatchSize, expected), MeasuredHost.Streams, cancellationToken);
            await Task.WhenAny(Task.Delay(options.Phase, cancellationToken), sending);
            if (kills)
                await running.KillAsync();
            else
                await sending;
            await running.DisposeAsync();
            try
            {
                await sending;
            }
            catch (Exception exception) when (kills && exception is RpcException or InvalidOperationException or IOException)
            {
                // Cut in the middle, as meant.
            }
        }
    }

    private static async Task FoldAsync(SuiteContext context, CancellationToken cancellationToken)
    {
        var options = context.Options;
        List<double> live = [], deltas = [], customers = [];
        for (var round = 0; round < options.Rounds; round++)
        {
            await using var host = await MeasuredHost.StartAsync(context, cancellationToken);
            await host.Sender.CreateTenantAsync(Tenant, cancellationToken);
            var purchases = new Purchases(options.Customers);
            live.Add(await host.RateAsync(Tenant, purchases, purchases.Batches(options.Count, MeasuredHost.BatchSize, options.Count), MeasuredHost.Streams, cancellationToken));
            var recorded = Stopwatch.StartNew();
            await host.Host.DisposeAsync();
            const string TenantNumber = $"(select tenant from tenant where id = '{Tenant}')";
            await host.Database.ExecuteAsync($"delete from measures where tenant = {TenantNumber}");
            await host.Database.ExecuteAsync($"delete from measure_cell where tenant = {TenantNumber}");
            await host.RestartAsync(cancellationToken);

            // Another tenant first: the code is compiled, the connections are open.
            await host.Sender.OrdersAsync("warmup", string.Empty, cancellationToken);
            var watch = Stopwatch.StartNew();
            await host.Sender.RequireCountedAsync(Tenant, options.Count, [], cancellationToken);
            deltas.Add(options.Count / watch.Elapsed.TotalSeconds);

            using var channel = GrpcChannel.ForAddress(host.Host.Address);
            if (recorded.Elapsed < VerifyDelay)
                await Task.Delay(VerifyDelay - recorded.Elapsed, cancellationToken);
            watch.Restart();
            var verified = await new TenantService.TenantServiceClient(channel).VerifyTenantAsync(new() { Name = $"tenants/{Tenant}" }, cancellationToken: cancellationToken);
            customers.Add(options.Count / watch.Elapsed.TotalSeconds);
            if (verified.Interactions != options.Count || verified.DifferencesCount != 0)
                throw new InvalidOperationException($"Verified {verified.Interactions} of {options.Count} interactions; {verified.DifferencesCount} numbers differ.");
        }

        var stream = new SuiteSide("stream", "/s", live);
        context.AddRatio($"fold of the deltas of {options.Count:N0} interactions ÷ live ingest", SuiteAim.AtLeast(10), new("fold", "/s", deltas), stream);
        context.AddRatio($"refold of {options.Customers:N0} customers ÷ live ingest", SuiteAim.AtLeast(3), new("refold", "/s", customers), stream);
    }

    // Tries until it is acknowledged: nobody knows when the server begins to listen.
    private static async Task FirstAsync(BenchmarkHost host, Interaction interaction, Stopwatch watch, CancellationToken cancellationToken)
    {
        var address = new Uri(host.Address);
        while (true)
        {
            if (host.HasExited || watch.Elapsed > FirstLimit)
                throw new InvalidOperationException("The server does not serve.");
            try
            {
                using (var client = new TcpClient())
                    await client.ConnectAsync(IPAddress.Loopback, address.Port, cancellationToken);
                using var channel = GrpcChannel.ForAddress(address);
                await new InteractionService.InteractionServiceClient(channel).RecordInteractionAsync(
                    new() { Parent = $"tenants/{Tenant}", Interaction = interaction }, cancellationToken: cancellationToken);
                return;
            }
            catch (Exception exception) when (exception is SocketException or RpcException { StatusCode: StatusCode.Unavailable })
            {
                await Task.Delay(RetryDelay, cancellationToken);
            }
        }
    }
}
