using KpiPlatform.Benchmarks.Peer;
using KpiPlatform.Benchmarks.Suite.Measuring;

namespace KpiPlatform.Benchmarks.Suite.Points;

/// <summary>How long a single interaction waits for its acknowledgement.</summary>
internal sealed class AckLatencyPoint : ISuitePoint
{
    private const double LowLoad = 0.01;
    private const double HighLoad = 0.8;
    private const string Tenant = "measured";

    public int Number => 2;

    public string Title => "Acknowledgement latency";

    public string Method =>
        "First the peak: batches as fast as they are acknowledged. Then single interactions by RecordInteraction at 1 % of the peak, with nothing else (1 % load) and beside batches on streams that make up 80 % (80 % load); "
        + "calls don't wait for one another, a latency runs from the call to its answer. The peak is measured once more afterwards: where the load is nearly that or more, "
        + "the machine had less to give than before, and the latencies are of a queue that only grows. Beside it, at the same pace in the same round with nothing else on the machine's servers: "
        + "an empty unary call to a bare gRPC server process, and a prepared insert of one row into the same journal table with its commit; their p50 are added, and their p99.";

    public async Task RunAsync(SuiteContext context, CancellationToken cancellationToken)
    {
        var options = context.Options;
        await using var host = await MeasuredHost.StartAsync(context, cancellationToken);
        await using var peer = await PeerProcess.StartAsync(cancellationToken);
        await using var commits = new SingleCommits(host.Database.ConnectionString);
        await host.Sender.CreateTenantAsync(Tenant, cancellationToken);
        var purchases = new Purchases(options.Customers);
        var expected = options.Count * (options.Rounds + 1) * 3;
        var empty = PeerService.Request(0);
        var (calls, committed, low, high) = (new Latencies(), new Latencies(), new Latencies(), new Latencies());
        List<double> peaks = [], offered = [], peaksAfter = [];
        for (var round = 0; round <= options.Rounds; round++)
        {
            var peak = await host.RateAsync(Tenant, purchases, purchases.Batches(options.Count, MeasuredHost.BatchSize, expected), MeasuredHost.Streams, cancellationToken);
            var pace = peak * LowLoad;
            var call = await Pacing.RunAsync(pace, options.Phase, _ => peer.Call.SendAsync(empty, cancellationToken), cancellationToken);
            var commit = await Pacing.RunAsync(pace, options.Phase, _ => commits.CommitAsync(cancellationToken), cancellationToken);
            var quiet = await Pacing.RunAsync(pace, options.Phase, _ => RecordAsync(), cancellationToken);
            var perSecond = peak * (HighLoad - LowLoad) / MeasuredHost.BatchSize;
            var batches = purchases.Batches((int)(perSecond * options.Phase.TotalSeconds * MeasuredHost.BatchSize), MeasuredHost.BatchSize, expected);
            var background = host.Sender.SendPacedAsync(Tenant, batches, MeasuredHost.Streams, perSecond, cancellationToken);
            var busy = await Pacing.RunAsync(pace, options.Phase, _ => RecordAsync(), cancellationToken);
            await background;

            // The machine may have others to serve meanwhile: then what was 80 % of the peak was more of what there was.
            var after = await host.RateAsync(Tenant, purchases, purchases.Batches(options.Count, MeasuredHost.BatchSize, expected), MeasuredHost.Streams, cancellationToken);
            context.Tell($"round {round}: peak {Samples.Text(peak)}/s, ack p50 {Samples.Text(Samples.Median(quiet))} ms at 1 %, {Samples.Text(Samples.Median(busy))} ms at 80 %");

            // The first round warms up.
            if (round == 0)
                continue;
            peaks.Add(peak);
            offered.Add(peak * HighLoad);
            peaksAfter.Add(after);
            calls.Add(call);
            committed.Add(commit);
            low.Add(quiet);
            high.Add(busy);
        }

        foreach (var (name, latencies, most) in new[] { ("1 % load", low, 1.5), ("80 % load", high, 5) })
        {
            context.AddRatio($"{name}: ack p50 ÷ (empty call + commit)", SuiteAim.AtMost(most), new("ack", "ms", latencies.P50), new SuiteSide("call", "ms", calls.P50), new SuiteSide("commit", "ms", committed.P50));
            context.AddRatio($"{name}: ack p99 ÷ (empty call + commit)", SuiteAim.AtMost(most), new("ack", "ms", latencies.P99), new SuiteSide("call", "ms", calls.P99), new SuiteSide("commit", "ms", committed.P99));
        }

        context.Add("peak that the loads are shares of", "/s", peaks);
        context.AddRatio("80 % load ÷ the peak right after it", null, new("load", "/s", offered), new SuiteSide("peak", "/s", peaksAfter));

        async Task RecordAsync() => await host.Sender.Client.RecordInteractionAsync(
            new() { Parent = $"tenants/{Tenant}", Interaction = purchases.Next(expected) }, cancellationToken: cancellationToken);
    }

    private sealed class Latencies
    {
        private const double Highest = 0.99;

        public List<double> P50 { get; } = [];

        public List<double> P99 { get; } = [];

        public void Add(IReadOnlyList<double> milliseconds)
        {
            P50.Add(Samples.Median(milliseconds));
            P99.Add(Samples.Quantile(milliseconds, Highest));
        }
    }
}
