namespace KpiPlatform.Grains.Embedded;

/// <summary>A timer of a grain. Disposing it stops further ticks and cancels the token of a running one.</summary>
public interface IGrainTimer : IDisposable
{
    /// <summary>Sets both times anew. During a tick the change takes effect when the tick ends.</summary>
    /// <param name="dueTime">Until the next tick; infinite to pause.</param>
    /// <param name="period">From the end of a tick to the next; infinite for a single tick.</param>
    void Change(TimeSpan dueTime, TimeSpan period);
}
