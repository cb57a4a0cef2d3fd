using System.Globalization;
using Grpc.Core;
using Grpc.Net.Client;
using KpiPlatform.Benchmarks.Suite.Measuring;
using KpiPlatform.Protocol.V1;
using Npgsql;

namespace KpiPlatform.Benchmarks.Suite.Points;

/// <summary>How long after a commit a watcher sees it.</summary>
internal sealed class WatchPoint : ISuitePoint
{
    private const int ChangesPerSecond = 100;
    private const double Highest = 0.99;
    private const string Tenant = "measured";
    private const string Scorecard = "watched";
    private const string Period = "2025";
    private static readonly TimeSpan SeenLimit = TimeSpan.FromSeconds(30);

    public int Number => 3;

    public string Title => "From commit to watcher";

    public string Method =>
        $"{ChangesPerSecond} single purchases a second; a stream of WatchScorecard counts orders. The latency of a purchase runs from the recording time in its journal row, which is taken before its commit, "
        + "until the watcher has received a count that includes it, so it is a little more than that from the commit. Beside it the acknowledgements of the same purchases, from call to answer.";

    public async Task RunAsync(SuiteContext context, CancellationToken cancellationToken)
    {
        var options = context.Options;
        await using var host = await MeasuredHost.StartAsync(context, cancellationToken);
        await host.Sender.CreateTenantAsync(Tenant, cancellationToken);
        using var channel = GrpcChannel.ForAddress(host.Host.Address);
        var scorecards = new ScorecardService.ScorecardServiceClient(channel);
        await scorecards.CreateScorecardAsync(new() { Parent = $"tenants/{Tenant}", ScorecardId = Scorecard, Scorecard = Definition() }, cancellationToken: cancellationToken);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var watch = scorecards.WatchScorecard(new() { Name = $"tenants/{Tenant}/scorecards/{Scorecard}", Period = Period }, cancellationToken: ending.Token);
        var watcher = new OrdersWatcher();
        var watching = watcher.ReadAsync(watch.ResponseStream, ending.Token);

        var purchases = new Purchases(options.Customers);
        var expected = (int)(ChangesPerSecond * options.Phase.TotalSeconds * (options.Rounds + 2) * 2);
        List<double> acks = [], ackMedians = [], seen = [], seenMedians = [];
        for (var round = 0; round <= options.Rounds; round++)
        {
            var before = purchases.Made;
            var latencies = await Pacing.RunAsync(
                ChangesPerSecond,
                options.Phase,
                async _ => await host.Sender.Client.RecordInteractionAsync(new() { Parent = $"tenants/{Tenant}", Interaction = purchases.Next(expected) }, cancellationToken: cancellationToken),
                cancellationToken);
            await watcher.ReachAsync(purchases.Made).WaitAsync(SeenLimit, cancellationToken);

            // Behind the warm-up's rows; in the order of commits.
            var recorded = await RecordedAsync(host.Database.ConnectionString, cancellationToken);
            var delays = Enumerable.Range(before, purchases.Made - before).Select(i => (watcher.SeenAt(i + 1) - recorded[i]).TotalMilliseconds).ToList();
            if (round == 0)
                continue;
            acks.Add(Samples.Quantile(latencies, Highest));
            ackMedians.Add(Samples.Median(latencies));
            seen.Add(Samples.Quantile(delays, Highest));
            seenMedians.Add(Samples.Median(delays));
        }

        await ending.CancelAsync();
        await watching;
        context.AddRatio("commit to watcher p99 ÷ ack p99", SuiteAim.AtMost(2), new("watcher", "ms", seen), new SuiteSide("ack", "ms", acks));
        context.AddRatio("commit to watcher p50 ÷ ack p50", null, new("watcher", "ms", seenMedians), new SuiteSide("ack", "ms", ackMedians));
    }

    private static async Task<List<DateTimeOffset>> RecordedAsync(string connectionString, CancellationToken cancellationToken)
    {
        await using var dataSource = NpgsqlDataSource.Create(connectionString);
        await using var command = dataSource.CreateCommand(
            $"select recorded_at from journal where tenant = (select tenant from tenant where id = '{Tenant}') order by position");
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var times = new List<DateTimeOffset>();
        while (await reader.ReadAsync(cancellationToken))
            times.Add(reader.GetFieldValue<DateTimeOffset>(0));
        return times;
    }

    private static ScorecardDefinition Definition() => new()
    {
        Title = "Watched",
        Perspectives =
        {
            new Perspective
            {
                Id = "sales",
                Title = "Sales",
                Weight = 1,
                Objectives =
                {
                    new Objective
                    {
                        Id = "sales",
                        Title = "Sales",
                        Owner = "bench",
                        Indicators = { new ScorecardIndicator { Id = "orders", Indicator = "orders", Weight = 1, Baseline = 0, Target = 1_000_000, BaselineDate = "2025-01-01", Deadline = "2025-12-31" } },
                    },
                },
            },
        },
    };

    /// <summary>Notes when each count of orders arrived.</summary>
    private sealed class OrdersWatcher
    {
        private readonly Lock _lock = new();
        private readonly List<(double Count, DateTimeOffset At)> _counts = [];
        private TaskCompletionSource _more = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public async Task ReadAsync(IAsyncStreamReader<WatchScorecardResponse> stream, CancellationToken cancellationToken)
        {
            try
            {
                while (await stream.MoveNext(cancellationToken))
                {
                    var perspectives = stream.Current.UpdateCase == WatchScorecardResponse.UpdateOneofCase.Snapshot ? stream.Current.Snapshot.Perspectives : stream.Current.Difference.Perspectives;
                    var result = perspectives.SelectMany(perspective => perspective.Objectives).SelectMany(objective => objective.Indicators).FirstOrDefault();
                    if (result is not null)
                        Note(result.Value.Value, TimeProvider.System.GetUtcNow());
                }
            }
            catch (Exception exception) when (exception is OperationCanceledException or RpcException { StatusCode: StatusCode.Cancelled } && cancellationToken.IsCancellationRequested)
            {
                // Enough.
            }
        }

        /// <summary>Completes once so many orders have been seen.</summary>
        public async Task ReachAsync(int count)
        {
            while (true)
            {
                Task more;
                lock (_lock)
                {
                    if (_counts.Count > 0 && _counts[^1].Count >= count)
                        return;
                    more = _more.Task;
                }

                await more;
            }
        }

        public DateTimeOffset SeenAt(int count)
        {
            lock (_lock)
            {
                var at = _counts.FindIndex(seen => seen.Count >= count);
                return at >= 0 ? _counts[at].At : throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture, $"Order {count} was not seen."));
            }
        }

        private void Note(double count, DateTimeOffset at)
        {
            lock (_lock)
            {
                _counts.Add((count, at));
                _more.SetResult();
                _more = new(TaskCreationOptions.RunContinuationsAsynchronously);
            }
        }
    }
}
