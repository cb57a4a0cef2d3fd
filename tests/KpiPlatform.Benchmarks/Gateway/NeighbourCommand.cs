using System.Diagnostics;
using Google.Protobuf.WellKnownTypes;
using Grpc.Net.Client;
using KpiPlatform.Benchmarks.Ingest;
using KpiPlatform.Protocol.V1;
using KpiPlatform.Testing.Databases;

namespace KpiPlatform.Benchmarks.Gateway;

/// <summary>
/// Whether a noisy tenant is felt by a quiet one: the time to acknowledgement of a quiet tenant's small batches, alone and while another sends
/// several times its quota over several streams, from a process of its own. Rounds alone and beside take turns in one run, so that a noisy
/// minute of the machine touches both alike.
/// </summary>
internal sealed class NeighbourCommand : IBenchmarkCommand
{
    private const string Quiet = "quiet";
    private const string Noisy = "noisy";
    private const int QuietBatch = 5;
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(10);
    private int _ids;

    public string Name => "neighbour";

    public string Summary => "p99 of a quiet tenant alone and beside one that sends far beyond its quota; --seconds S --rounds R --quota N --times X --database sqlite|postgres";

    public async Task RunAsync(BenchmarkArguments arguments, BenchmarkReport report, CancellationToken cancellationToken)
    {
        var seconds = TimeSpan.FromSeconds(arguments.GetInt32("seconds", 5));
        var rounds = arguments.GetInt32("rounds", 6);
        var quota = arguments.GetInt32("quota", 500);
        var times = arguments.GetInt32("times", 10);
        if (arguments.Get("database") is "postgres")
        {
            await using var server = await PostgresServer.StartAsync();
            await using var database = await PostgresDatabase.CreateAsync(server);
            await MeasureAsync(database.ConnectionString, seconds, rounds, quota, times, report, cancellationToken);
            return;
        }

        var folder = Directory.CreateTempSubdirectory("kpi-neighbour-").FullName;
        await MeasureAsync(Path.Combine(folder, "kpi.db"), seconds, rounds, quota, times, report, cancellationToken);
        Directory.Delete(folder, recursive: true);
    }

    private async Task MeasureAsync(string database, TimeSpan seconds, int rounds, int quota, int times, BenchmarkReport report, CancellationToken cancellationToken)
    {
        await using var host = await BenchmarkHost.StartAsync(database, cancellationToken);
        using var channel = GrpcChannel.ForAddress(host.Address);
        var tenants = new TenantService.TenantServiceClient(channel);
        foreach (var tenant in new[] { Quiet, Noisy })
            await tenants.CreateTenantAsync(new() { TenantId = tenant, Tenant = new() { CurrencyCode = "EUR", TimeZone = "Europe/Berlin" } }, cancellationToken: cancellationToken);
        await tenants.UpdateTenantQuotaAsync(
            new() { Quota = new() { Name = $"tenants/{Noisy}", InteractionsPerSecond = quota, InteractionsBurst = quota }, UpdateMask = FieldMask.FromString("interactions_per_second,interactions_burst") },
            cancellationToken: cancellationToken);

        await using var noisy = NoisyTenant.Start(host.Address, Noisy, quota * times);

        // Both in all their ways, until what runs often is compiled.
        await QuietAsync(host.Address, seconds, cancellationToken);
        await BesideAsync(host.Address, noisy, seconds, cancellationToken);
        List<double> alone = [], beside = [], ratios = [];
        long sent = 0, accepted = 0;
        for (var round = 0; round < rounds; round++)
        {
            var quiet = await QuietAsync(host.Address, seconds, cancellationToken);
            var (loud, noise) = await BesideAsync(host.Address, noisy, seconds, cancellationToken);
            alone.AddRange(quiet);
            beside.AddRange(loud);
            sent += noise.Sent;
            accepted += noise.Accepted;
            ratios.Add(Percentile(loud, 0.99) / Percentile(quiet, 0.99));
        }

        var noisyTime = seconds * rounds;
        report.Add("quiet tenant: batches measured alone and beside", alone.Count + beside.Count, "", $"of {QuietBatch} interactions, one every {Pace.TotalMilliseconds} ms");
        report.Add("noisy tenant: interactions sent per second", sent / noisyTime.TotalSeconds, "/s", $"quota {quota}/s, {NoisyTenantCommand.Streams} streams, batches of {NoisyTenantCommand.BatchSize}; asked for {quota * times}/s");
        report.Add("noisy tenant: interactions accepted per second", accepted / noisyTime.TotalSeconds, "/s");
        report.Add("quiet tenant alone: p50", Percentile(alone, 0.5), "ms");
        report.Add("quiet tenant alone: p99", Percentile(alone, 0.99), "ms");
        report.Add("quiet tenant beside the noisy one: p50", Percentile(beside, 0.5), "ms");
        report.Add("quiet tenant beside the noisy one: p99", Percentile(beside, 0.99), "ms");
        report.Add("p99 beside / p99 alone, x 100", 100 * Percentile(beside, 0.99) / Percentile(alone, 0.99), "%", $"aim <= 130; rounds {ratios.Min():F2} to {ratios.Max():F2}, median {Percentile(ratios, 0.5):F2}");
    }

    private static double Percentile(IEnumerable<double> values, double share)
    {
        var sorted = values.Order().ToList();
        return sorted[Math.Min(sorted.Count - 1, (int)(sorted.Count * share))];
    }

    /// <summary>A batch of purchases.</summary>
    public static RecordInteractionsRequest Batch(string tenant, long sequence, int count, Func<int> id)
    {
        var batch = new RecordInteractionsRequest { Parent = $"tenants/{tenant}", Sequence = sequence };
        for (var i = 0; i < count; i++)
        {
            var number = id();
            batch.Interactions.Add(new Interaction
            {
                Customer = $"customer-{number % 1_000}",
                Source = "bench",
                Id = $"order-{number}",
                OccurTime = new Timestamp { Seconds = 1_740_000_000 + (number % 1_000_000) },
                Purchase = new() { Amount = new() { CurrencyCode = "EUR", Units = 1 + (number % 100) } },
            });
        }

        return batch;
    }

    private async Task<(List<double> Times, (long Sent, long Accepted) Noise)> BesideAsync(string address, NoisyTenant noisy, TimeSpan span, CancellationToken cancellationToken)
    {
        await noisy.BeginAsync(cancellationToken);
        var times = await QuietAsync(address, span, cancellationToken);
        return (times, await noisy.EndAsync(cancellationToken));
    }

    /// <summary>One batch after the other at a pace; how long each took, in milliseconds from when it was due, so that a hold-up counts for all that it held up.</summary>
    private async Task<List<double>> QuietAsync(string address, TimeSpan span, CancellationToken cancellationToken)
    {
        using var channel = GrpcChannel.ForAddress(address);
        using var call = new InteractionService.InteractionServiceClient(channel).RecordInteractions(cancellationToken: cancellationToken);
        List<double> times = [];
        var watch = Stopwatch.StartNew();
        for (var i = 0; watch.Elapsed < span; i++)
        {
            var due = Pace * i;
            if (due > watch.Elapsed)
                await Task.Delay(due - watch.Elapsed, cancellationToken);
            await call.RequestStream.WriteAsync(Batch(Quiet, i + 1, QuietBatch, () => Interlocked.Increment(ref _ids)), cancellationToken);
            if (!await call.ResponseStream.MoveNext(cancellationToken) || call.ResponseStream.Current.AcceptedCount != QuietBatch)
                throw new InvalidOperationException($"The quiet tenant was refused: {call.ResponseStream.Current}");
            times.Add((watch.Elapsed - due).TotalMilliseconds);
        }

        await call.RequestStream.CompleteAsync();
        return times;
    }
}
