using System.Diagnostics;
using KpiPlatform.Grains.Embedded;
using Microsoft.Extensions.DependencyInjection;

namespace KpiPlatform.Benchmarks.Runtime;

/// <summary>What a grain call costs beside an interface call, and what an idle grain weighs.</summary>
internal sealed class RuntimeCommand : IBenchmarkCommand
{
    private const int DefaultRounds = 9;
    private const int DefaultCalls = 1_000_000;
    private const int DefaultActivations = 100_000;

    public string Name => "runtime";

    public string Summary => "embedded grain runtime: ns per call, bytes per idle activation (--rounds, --calls, --activations)";

    public async Task RunAsync(BenchmarkArguments arguments, BenchmarkReport report, CancellationToken cancellationToken)
    {
        var rounds = arguments.GetInt32("rounds", DefaultRounds);
        var calls = arguments.GetInt32("calls", DefaultCalls);
        await using var services = new ServiceCollection()
            .AddEmbeddedGrains(options => options.AddGrain<BenchGrain>())
            .BuildServiceProvider();
        var factory = services.GetRequiredService<IGrainFactory>();
        var grain = factory.GetGrain<IBenchGrain>("a");
        await grain.Touch();
        IPlainCounter plain = new PlainCounter();

        report.Add("interface call on a plain object", await MedianAsync(rounds, calls, () => plain.Increment(1)), "ns/call");
        report.Add("call from outside, ValueTask<int>", await MedianAsync(rounds, calls, () => grain.Increment(1)), "ns/call", "aim: at most 1,000");
        report.Add("call from outside, Task<int>", await MedianAsync(rounds, calls, () => new ValueTask<int>(grain.IncrementTask(1))), "ns/call");
        report.Add("call with a new reference each", await MedianAsync(rounds, calls, () => factory.GetGrain<IBenchGrain>("a").Increment(1)), "ns/call");
        report.Add("call that awaits once", await MedianAsync(rounds, calls / 10, () => new ValueTask<int>(grain.IncrementLater(1))), "ns/call");
        var driven = new List<double>();
        for (var i = 0; i <= rounds; i++)
        {
            driven.Add(await factory.GetGrain<IBenchGrain>("driver").Drive("b", calls));
        }

        report.Add("call from grain to grain, ValueTask<int>", Median(driven.Skip(1)), "ns/call", "aim: at most 1,000");
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++)
        {
            await grain.Increment(1);
        }

        report.Add("allocated by a call from outside", (GC.GetAllocatedBytesForCurrentThread() - before) / 1000.0, "B/call");
        await WeighAsync(factory, arguments.GetInt32("activations", DefaultActivations), report, cancellationToken);
    }

    private static async Task WeighAsync(IGrainFactory factory, int activations, BenchmarkReport report, CancellationToken cancellationToken)
    {
        var keys = Enumerable.Range(0, activations).Select(i => $"tenant/customer-{i:D8}").ToArray();
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var start = Stopwatch.GetTimestamp();
        for (var i = 0; i < activations; i += 1000)
        {
            cancellationToken.ThrowIfCancellationRequested();
            await Task.WhenAll(keys.Skip(i).Take(1000).Select(k => factory.GetGrain<IBenchGrain>(k).IncrementLater(1)));
        }

        var elapsed = Stopwatch.GetElapsedTime(start);
        await Task.Yield();
        var after = GC.GetTotalMemory(forceFullCollection: true);
        report.Add($"idle activation, of {activations:N0}", (after - before) / (double)activations, "B", "aim: at most 1,024; key not included");
        report.Add("activation with its first call", elapsed.TotalMicroseconds / activations, "us");
        GC.KeepAlive(keys);
    }

    private static async Task<double> MedianAsync(int rounds, int calls, Func<ValueTask<int>> call)
    {
        var figures = new List<double>();
        for (var round = 0; round <= rounds; round++)
        {
            var start = Stopwatch.GetTimestamp();
            for (var i = 0; i < calls; i++)
            {
                await call();
            }

            figures.Add(Stopwatch.GetElapsedTime(start).TotalNanoseconds / calls);
        }

        // The first round warms up.
        return Median(figures.Skip(1));
    }

    private static double Median(IEnumerable<double> figures)
    {
        var sorted = figures.Order().ToArray();
        return sorted[sorted.Length / 2];
    }
}
