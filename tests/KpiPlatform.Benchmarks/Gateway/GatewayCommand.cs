using System.Diagnostics;
using System.Diagnostics.Metrics;
using Google.Protobuf;
using KpiPlatform.Domain.Identity;
using KpiPlatform.Gateway;
using KpiPlatform.Gateway.Access;
using KpiPlatform.Gateway.Quality;
using KpiPlatform.Gateway.Recording;
using KpiPlatform.Protocol.V1;
using KpiPlatform.Testing.Interactions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace KpiPlatform.Benchmarks.Gateway;

/// <summary>
/// From the bytes of a batch to its answer, before grains that accept at once: decode, check, encode for the journal, group by customer, call,
/// put the answer together. On one thread; CPU time is shown beside the rate, because a shared machine makes the rate look worse than it is.
/// </summary>
internal sealed class GatewayCommand : IBenchmarkCommand
{
    private const int DefaultRounds = 7;
    private const int DefaultBatches = 1_000;
    private const int DefaultBatchSize = 500;
    private const int DistinctBatches = 50;
    private const int Customers = 100_000;

    public string Name => "gateway";

    public string Summary => "recording batches through the gateway alone: interactions/s on one thread (--rounds, --batches, --batch-size)";

    public async Task RunAsync(BenchmarkArguments arguments, BenchmarkReport report, CancellationToken cancellationToken)
    {
        var rounds = arguments.GetInt32("rounds", DefaultRounds);
        var count = arguments.GetInt32("batches", DefaultBatches);
        var size = arguments.GetInt32("batch-size", DefaultBatchSize);
        var batches = Enumerable.Range(0, DistinctBatches).Select(i => Batch(i, size).ToByteArray()).ToArray();
        await using var services = new ServiceCollection().AddMetrics().BuildServiceProvider();
        using var metrics = new GatewayMetrics(services.GetRequiredService<IMeterFactory>());
        var recorder = new BatchRecorder(new CallerGrains(new AcceptingGrains()), TimeProvider.System, metrics, new IntakeQuality(), NullLogger<BatchRecorder>.Instance);
        var tenant = TenantId.Parse("acme");

        await MeasureAsync("decode", bytes =>
        {
            _ = RecordInteractionsRequest.Parser.ParseFrom(bytes);
            return Task.CompletedTask;
        });
        await MeasureAsync("decode to answer", async bytes =>
        {
            var batch = RecordInteractionsRequest.Parser.ParseFrom(bytes);
            var answer = BatchErrors.Check(batch) is null ? await recorder.RecordBatchAsync(batch, tenant, InteractionGenerator.Definition) : null;
            if (answer?.AcceptedCount != size)
                throw new InvalidOperationException($"Of {size} interactions not all were accepted: {answer}");
        });

        async Task MeasureAsync(string what, Func<byte[], Task> work)
        {
            var rates = new List<double>();
            var costs = new List<double>();
            for (var round = 0; round <= rounds; round++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                var cpu = Environment.CpuUsage.TotalTime;
                var start = Stopwatch.GetTimestamp();
                for (var i = 0; i < count; i++)
                    await work(batches[i % DistinctBatches]);
                rates.Add((double)count * size / Stopwatch.GetElapsedTime(start).TotalSeconds);
                costs.Add((Environment.CpuUsage.TotalTime - cpu).TotalMicroseconds / ((double)count * size));
            }

            // The first round warms up.
            report.Add($"{what}, batches of {size}", Median(rates.Skip(1)), "interactions/s", "aim: at least 400,000 on two cores");
            report.Add($"{what}, CPU time", Median(costs.Skip(1)), "us/interaction");
        }
    }

    private static double Median(IEnumerable<double> figures) => figures.Order().ElementAt(figures.Count() / 2);

    private static RecordInteractionsRequest Batch(int number, int size)
    {
        var random = new Random(number);
        var batch = new RecordInteractionsRequest { Parent = "tenants/acme", Sequence = number };
        for (var i = 0; i < size; i++)
        {
            batch.Interactions.Add(new Interaction
            {
                Customer = $"customer-{random.Next(Customers)}",
                Source = "shop",
                Id = $"order-{number}-{i}",
                OccurTime = new() { Seconds = 1_750_000_000 + i },
                Channel = "web",
                Purchase = new Purchase { OrderId = $"o-{i}", Amount = new Money { CurrencyCode = "EUR", Units = 10, Nanos = 500_000_000 } },
            });
        }

        return batch;
    }
}
