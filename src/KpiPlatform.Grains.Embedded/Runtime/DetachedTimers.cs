namespace KpiPlatform.Grains.Embedded.Runtime;

/// <summary>Timers that don't carry the execution context of whoever happened to make them.</summary>
internal static class DetachedTimers
{
    /// <summary>Makes a timer that is not set yet.</summary>
    public static ITimer CreateDetachedTimer(this TimeProvider time, TimerCallback callback, object? state)
    {
        if (ExecutionContext.IsFlowSuppressed())
        {
            return time.CreateTimer(callback, state, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }

        using (ExecutionContext.SuppressFlow())
        {
            return time.CreateTimer(callback, state, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }
    }
}
