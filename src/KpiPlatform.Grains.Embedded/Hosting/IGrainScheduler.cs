namespace KpiPlatform.Grains.Embedded.Hosting;

/// <summary>
/// Where grains get their processor time. The default is the thread pool; a simulator brings its own, decides the order,
/// and so replays a run from its seed. Thread-safe.
/// </summary>
public interface IGrainScheduler
{
    /// <summary>
    /// Gets a value indicating whether a call on an idle grain may run on the calling thread, without a detour over
    /// <see cref="Schedule"/>. Where it is false, nothing of the runtime uses the thread pool: a simulator sees all.
    /// </summary>
    bool RunsInline { get; }

    /// <summary>Gets how many turns a grain takes before it goes to the back of the line. At least 1; 1 lets a simulator decide after each.</summary>
    int TurnsPerSlice { get; }

    /// <summary>Runs a grain's waiting turns soon, once. Never runs them before returning.</summary>
    /// <param name="turns">The turns; it never throws.</param>
    void Schedule(IThreadPoolWorkItem turns);
}
