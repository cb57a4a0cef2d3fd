using Grpc.Core;
using Grpc.Net.Client;
using KpiPlatform.Protocol.V1;

namespace KpiPlatform.Crash.Overload;

/// <summary>More than the server can do, readers that don't read, and a stop in the middle of it. A short run asserts that nothing is lost and tells the ratios; a whole one holds them against their aims.</summary>
internal static class OverloadScenarios
{
    private const string Tenant = "flood";
    private const double OfferedFactor = 3;
    private const double LeastShare = 0.95;
    private const int Watchers = 1_000;
    private const int WatchersOfConnection = 100;

    // What may be under way at once is bounded; what the collector leaves for later is not as sharply.
    private const double MemoryFactor = 2;
    private const long MemorySlackBytes = 256L << 20;
    private const int RoundsWhole = 5;
    private const int StopsWhole = 5;
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan SampleInterval = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan WatchersPatience = TimeSpan.FromSeconds(60);

    /// <summary>Three times of what it can do is offered: it does as much as ever, and holds no more.</summary>
    public static async Task FloodAsync(ScenarioContext context, CancellationToken cancellationToken)
    {
        var (host, address) = await context.Run.StartAsync(null, cancellationToken);
        await using var started = host;
        var flood = new Flood(Tenant);
        await flood.CreateTenantAsync(address!, cancellationToken);
        var phase = Phase(context);
        await flood.PeakAsync(address!, phase, cancellationToken);
        List<double> shares = [];
        long peakBytes = 0, floodBytes = 0;
        var (before, atPeak) = await SampledAsync(host, () => flood.PeakAsync(address!, phase, cancellationToken), cancellationToken);
        for (var round = 0; round < Rounds(context); round++)
        {
            var ((offered, goodput), inFlood) = await SampledAsync(host, () => flood.OfferAsync(address!, before * OfferedFactor, phase, cancellationToken), cancellationToken);
            peakBytes = Math.Max(peakBytes, atPeak);

            // The peak right before and right after: both change as the tenant grows.
            (var after, atPeak) = await SampledAsync(host, () => flood.PeakAsync(address!, phase, cancellationToken), cancellationToken);
            (peakBytes, floodBytes) = (Math.Max(peakBytes, atPeak), Math.Max(floodBytes, inFlood));
            var peak = (before + after) / 2;
            before = after;
            shares.Add(goodput / peak);
            await context.Output.WriteLineAsync($"  peak {peak:N0}/s; offered {offered:N0}/s, goodput {goodput:N0}/s = {goodput / peak:F2} of the peak; resident {atPeak >> 20} and {inFlood >> 20} MiB");
        }

        var rows = await flood.AuditAsync(address!, cancellationToken);
        await host.StopAsync();
        await context.Output.WriteLineAsync($"  goodput {Median(shares):F2} of the peak (aim >= {LeastShare}), resident {floodBytes >> 20} MiB at most, {peakBytes >> 20} at the peak; {rows:N0} interactions in the journal, every acknowledged one");
        if (floodBytes > (peakBytes * MemoryFactor) + MemorySlackBytes)
            throw new RigException($"{floodBytes >> 20} MiB were held under the flood, {peakBytes >> 20} MiB without.");
        RequireShare(context, shares);
    }

    /// <summary>A thousand watchers are opened and never read: recording does not notice, and who reads is served.</summary>
    public static async Task StalledWatchersAsync(ScenarioContext context, CancellationToken cancellationToken)
    {
        var (host, address) = await context.Run.StartAsync(null, cancellationToken);
        await using var started = host;
        var flood = new Flood(Tenant);
        await flood.CreateTenantAsync(address!, cancellationToken);
        await RigCalls.CreateScorecardAsync(address!, Tenant, cancellationToken);
        var phase = Phase(context);
        await flood.PeakAsync(address!, phase, cancellationToken);
        List<double> shares = [];
        var before = await flood.PeakAsync(address!, phase, cancellationToken);
        for (var round = 0; round < Rounds(context); round++)
        {
            double with;
            await using (await OpenWatchersAsync(address!, flood, cancellationToken))
                with = await flood.PeakAsync(address!, phase, cancellationToken);
            var after = await flood.PeakAsync(address!, phase, cancellationToken);

            // Right before and right after: both change as the tenant grows.
            var without = (before + after) / 2;
            before = after;
            shares.Add(with / without);
            await RequireServedAsync(address!, flood, cancellationToken);
            await context.Output.WriteLineAsync($"  {without:N0}/s without, {with:N0}/s with {Watchers:N0} stalled watchers = {with / without:F2}; resident {host.ResidentBytes >> 20} MiB");
        }

        var rows = await flood.AuditAsync(address!, cancellationToken);
        await host.StopAsync();
        await context.Output.WriteLineAsync($"  ingest {Median(shares):F2} of that without watchers (aim >= {LeastShare}); {rows:N0} interactions in the journal, every acknowledged one");
        RequireShare(context, shares);
    }

    /// <summary>SIGTERM while everything is sent that the server takes: nothing acknowledged is lost, and it ends soon.</summary>
    public static async Task StopUnderLoadAsync(ScenarioContext context, CancellationToken cancellationToken)
    {
        var run = context.Run;
        var flood = new Flood(Tenant);
        var slowest = TimeSpan.Zero;
        var stops = context.IsShort ? context.Kills : StopsWhole;
        for (var stop = 0; stop < stops; stop++)
        {
            var (host, address) = await run.StartAsync(null, cancellationToken);
            await using var started = host;
            if (stop == 0)
                await flood.CreateTenantAsync(address!, cancellationToken);
            else
                await flood.AuditAsync(address!, cancellationToken);
            var flooding = flood.PeakAsync(address!, WatchersPatience, cancellationToken);
            var streaming = run.StreamAsync(host, address!, WatchersPatience, cancellationToken);
            await run.ProgressAsync(context.Random.Next(500, 1_500), host, cancellationToken);
            var took = await host.StopAsync();
            slowest = took > slowest ? took : slowest;
            await flooding;
            await streaming;
        }

        var (last, serving) = await run.StartAsync(null, cancellationToken);
        int rows;
        await using (last)
        {
            rows = await flood.AuditAsync(serving!, cancellationToken);
            await last.StopAsync();
        }

        await run.AuditAsync(cancellationToken);
        await context.Output.WriteLineAsync(
            $"  {stops} stops under load, the slowest {slowest.TotalSeconds:F1} s (aim < {StopLimit.TotalSeconds:0} s); {flood.Acknowledged:N0} of {rows:N0} interactions in the journal were acknowledged, none is missing; {run.Made} others agree everywhere");
        if (!context.IsShort && slowest >= StopLimit)
            throw new RigException($"A graceful stop under load took {slowest.TotalSeconds:F1} s.");
    }

    private static TimeSpan Phase(ScenarioContext context) => TimeSpan.FromSeconds(context.IsShort ? 1.5 : 10);

    private static int Rounds(ScenarioContext context) => context.IsShort ? 1 : RoundsWhole;

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);

    private static void RequireShare(ScenarioContext context, List<double> shares)
    {
        if (!context.IsShort && Median(shares) < LeastShare)
            throw new RigException($"{Median(shares):F2} is less than {LeastShare}.");
    }

    /// <summary>Does something, and says how much memory the server held at most meanwhile.</summary>
    private static async Task<(T Result, long Bytes)> SampledAsync<T>(RigHost host, Func<Task<T>> work, CancellationToken cancellationToken)
    {
        var working = work();
        var most = host.ResidentBytes;
        while (await Task.WhenAny(working, Task.Delay(SampleInterval, cancellationToken)) != working)
            most = Math.Max(most, host.ResidentBytes);
        return (await working, most);
    }

    private static async Task<StalledWatchers> OpenWatchersAsync(Uri address, Flood flood, CancellationToken cancellationToken)
    {
        var watchers = new StalledWatchers();
        for (var connection = 0; connection < Watchers / WatchersOfConnection; connection++)
        {
            var channel = GrpcChannel.ForAddress(address, new() { HttpHandler = new SocketsHttpHandler(), DisposeHttpClient = true });
            var client = new ScorecardService.ScorecardServiceClient(channel);
            var calls = Enumerable.Range(0, WatchersOfConnection)
                .Select(_ => client.WatchScorecard(new() { Name = RigCalls.ScorecardName(Tenant), Period = flood.Year }, RigCalls.Headers, cancellationToken: cancellationToken))
                .ToList();
            watchers.Add(channel, calls);

            // All are there before anything is measured; what follows the headers is never read.
            await Task.WhenAll(calls.Select(call => call.ResponseHeadersAsync)).WaitAsync(WatchersPatience, cancellationToken);
        }

        return watchers;
    }

    /// <summary>A watcher that does read gets to see everything that is acknowledged.</summary>
    private static async Task RequireServedAsync(Uri address, Flood flood, CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(WatchersPatience);
        using var channel = GrpcChannel.ForAddress(address);
        var orders = await RigCalls.TotalAsync(channel, Tenant, "orders", string.Empty, cancellationToken);
        if (orders < flood.Acknowledged)
            throw new RigException($"{flood.Acknowledged} purchases are acknowledged, a read sees {orders}.");
        using var watch = new ScorecardService.ScorecardServiceClient(channel).WatchScorecard(
            new() { Name = RigCalls.ScorecardName(Tenant), Period = flood.Year }, RigCalls.Headers, cancellationToken: patience.Token);
        if (!await watch.ResponseStream.MoveNext(patience.Token) || watch.ResponseStream.Current.Snapshot is null)
            throw new RigException("A watcher beside the stalled ones got no snapshot.");
    }


    /// <summary>Streams that are open and never read.</summary>
    private sealed class StalledWatchers : IAsyncDisposable
    {
        private readonly List<(GrpcChannel Channel, List<AsyncServerStreamingCall<WatchScorecardResponse>> Calls)> _connections = [];

        public void Add(GrpcChannel channel, List<AsyncServerStreamingCall<WatchScorecardResponse>> calls) => _connections.Add((channel, calls));

        public ValueTask DisposeAsync()
        {
            foreach (var (channel, calls) in _connections)
            {
                foreach (var call in calls)
                    call.Dispose();
                channel.Dispose();
            }

            return ValueTask.CompletedTask;
        }
    }
}
