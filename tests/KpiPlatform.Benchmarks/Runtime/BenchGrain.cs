using System.Diagnostics;
using KpiPlatform.Grains.Embedded;

namespace KpiPlatform.Benchmarks.Runtime;

/// <inheritdoc cref="IBenchGrain"/>
internal sealed class BenchGrain : Grain, IBenchGrain
{
    private static readonly Task<int> Done = Task.FromResult(0);
    private int _sum;

    public ValueTask<int> Increment(int by) => new(_sum += by);

    public Task<int> IncrementTask(int by)
    {
        _sum += by;
        return Done;
    }

    public Task Touch()
    {
        _sum++;
        return Task.CompletedTask;
    }

    public async Task<double> Drive(string other, int times)
    {
        var grain = GrainFactory.GetGrain<IBenchGrain>(other);
        var start = Stopwatch.GetTimestamp();
        for (var i = 0; i < times; i++)
        {
            await grain.Increment(1);
        }

        return Stopwatch.GetElapsedTime(start).TotalNanoseconds / times;
    }

    public async Task<int> IncrementLater(int by)
    {
        await Task.Yield();
        return _sum += by;
    }
}
