using System.Diagnostics.CodeAnalysis;

namespace KpiPlatform.Grains.Embedded;

/// <summary>When and how a grain timer ticks.</summary>
public readonly struct GrainTimerCreationOptions
{
    /// <summary>Makes options to be filled by an initializer.</summary>
    public GrainTimerCreationOptions()
    {
    }

    /// <summary>Makes options for a timer that neither interleaves nor keeps alive.</summary>
    /// <param name="dueTime">Until the first tick.</param>
    /// <param name="period">From the end of a tick to the next.</param>
    [SetsRequiredMembers]
    public GrainTimerCreationOptions(TimeSpan dueTime, TimeSpan period)
        : this()
    {
        DueTime = dueTime;
        Period = period;
    }

    /// <summary>Gets the time until the first tick: zero for at once, infinite for not before <see cref="IGrainTimer.Change"/>.</summary>
    public required TimeSpan DueTime { get; init; }

    /// <summary>Gets the time from the end of a tick to the next; infinite for a single tick.</summary>
    public required TimeSpan Period { get; init; }

    /// <summary>Gets a value indicating whether a tick may run between the turns of requests. Default: false, a tick waits like a request.</summary>
    public bool Interleave { get; init; }

    /// <summary>Gets a value indicating whether a tick counts as use of the activation. Default: false, ticks alone do not keep it from being collected.</summary>
    public bool KeepAlive { get; init; }
}
