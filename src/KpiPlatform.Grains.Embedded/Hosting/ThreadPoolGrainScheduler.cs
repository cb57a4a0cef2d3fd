namespace KpiPlatform.Grains.Embedded.Hosting;

/// <summary>Runs grains on the thread pool.</summary>
public sealed class ThreadPoolGrainScheduler : IGrainScheduler
{
    /// <summary>Enough that a busy grain rarely pays for the queue, few enough that it does not keep a thread for itself.</summary>
    private const int DefaultTurnsPerSlice = 64;

    /// <inheritdoc/>
    public bool RunsInline => true;

    /// <inheritdoc/>
    public int TurnsPerSlice => DefaultTurnsPerSlice;

    /// <inheritdoc/>
    public void Schedule(IThreadPoolWorkItem turns) => ThreadPool.UnsafeQueueUserWorkItem(turns, preferLocal: false);
}
