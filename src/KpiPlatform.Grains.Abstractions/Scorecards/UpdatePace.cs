namespace KpiPlatform.Grains.Abstractions.Scorecards;

/// <summary>
/// How often a watcher is sent something: once in each slot [n · interval, (n + 1) · interval) of the clock. Slots, rather than a pause after each
/// message, since all who have the same interval then wait for the same instant: they are sent the same state, which is computed and written once.
/// </summary>
public static class UpdatePace
{
    /// <summary>Longest interval.</summary>
    public static readonly TimeSpan MaxInterval = TimeSpan.FromMinutes(1);

    /// <summary>How long the next one has to wait: at most an interval, in whole milliseconds, since timers know nothing smaller and one that is early is in the slot before.</summary>
    /// <param name="before">When the one before was.</param>
    /// <param name="now">Now. Before <paramref name="before"/> if the clock was set back: then nothing waits.</param>
    /// <param name="interval">The interval; zero for none.</param>
    public static TimeSpan PauseAfter(DateTimeOffset before, DateTimeOffset now, TimeSpan interval)
    {
        if (interval <= TimeSpan.Zero)
            return TimeSpan.Zero;
        var slot = now.UtcTicks / interval.Ticks;
        return slot == before.UtcTicks / interval.Ticks
            ? TimeSpan.FromMilliseconds(Math.Ceiling(TimeSpan.FromTicks(((slot + 1) * interval.Ticks) - now.UtcTicks).TotalMilliseconds))
            : TimeSpan.Zero;
    }
}
