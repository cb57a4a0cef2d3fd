using System.Diagnostics;

namespace KpiPlatform.Grains.Embedded.Tests.Turns;

internal sealed class SpinningGrain : Grain, ISpinningGrain
{
    /// <summary>Gets or sets a value indicating whether this thread is making calls.</summary>
    [field: ThreadStatic]
    public static bool IsCalling { get; set; }

    public Task<bool> Spin(TimeSpan duration)
    {
        var start = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(start) < duration)
        {
            Thread.SpinWait(100);
        }

        return Task.FromResult(IsCalling);
    }
}
