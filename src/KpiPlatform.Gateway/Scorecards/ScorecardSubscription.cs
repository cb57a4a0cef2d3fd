namespace KpiPlatform.Gateway.Scorecards;

/// <summary>A watcher's hold on a feed; dispose to leave.</summary>
internal sealed class ScorecardSubscription(ScorecardFeed feed, Action leave) : IDisposable
{
    private int _left;

    /// <summary>The feed.</summary>
    public ScorecardFeed Feed { get; } = feed;

    /// <inheritdoc/>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _left, 1) == 0)
            leave();
    }
}
