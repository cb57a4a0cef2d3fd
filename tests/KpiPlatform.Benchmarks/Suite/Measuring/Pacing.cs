using System.Diagnostics;

namespace KpiPlatform.Benchmarks.Suite.Measuring;

/// <summary>Calls at a rate that does not wait for answers, as independent clients make them: exponential pauses, the same in each run.</summary>
internal static class Pacing
{
    /// <summary>Makes the calls, and returns how long each took, in milliseconds, from when it was made.</summary>
    /// <param name="ratePerSecond">Calls per second.</param>
    /// <param name="length">For how long calls are begun.</param>
    /// <param name="call">The call; its argument counts from 0.</param>
    /// <param name="cancellationToken">Stops.</param>
    public static async Task<IReadOnlyList<double>> RunAsync(double ratePerSecond, TimeSpan length, Func<int, Task> call, CancellationToken cancellationToken)
    {
        var random = new Random(11);
        var calls = new List<Task<double>>();
        var watch = Stopwatch.StartNew();
        var due = TimeSpan.Zero;
        while (due < length)
        {
            if (due > watch.Elapsed)
                await Task.Delay(TimeSpan.FromMilliseconds(Math.Ceiling((due - watch.Elapsed).TotalMilliseconds)), cancellationToken);
            calls.Add(TimeAsync(call, calls.Count));
            due += TimeSpan.FromSeconds(-Math.Log(1 - random.NextDouble()) / ratePerSecond);
        }

        return await Task.WhenAll(calls);
    }

    /// <summary>How many calls per second so many callers make who each wait for the answer before the next call.</summary>
    public static async Task<double> RateAsync(int callers, TimeSpan length, Func<int, Task> call, CancellationToken cancellationToken)
    {
        var next = 0;
        var watch = Stopwatch.StartNew();
        await Task.WhenAll(Enumerable.Range(0, callers).Select(caller => Task.Run(
            async () =>
            {
                while (watch.Elapsed < length)
                    await call(Interlocked.Increment(ref next));
            },
            cancellationToken)));
        return next / watch.Elapsed.TotalSeconds;
    }

    private static async Task<double> TimeAsync(Func<int, Task> call, int number)
    {
        var start = Stopwatch.GetTimestamp();
        await call(number);
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }
}
