namespace KpiPlatform.Dashboard.Live;

/// <summary>Counts the live streams that are open, and holds them to <see cref="DashboardOptions.MaxLiveStreams"/>. Thread-safe.</summary>
internal sealed class LiveStreams(DashboardOptions options)
{
    private int _open;

    /// <summary>Takes a place; false if there are too many.</summary>
    public bool TryEnter()
    {
        if (Interlocked.Increment(ref _open) <= options.MaxLiveStreams)
            return true;
        Leave();
        return false;
    }

    /// <summary>Gives it back.</summary>
    public void Leave() => Interlocked.Decrement(ref _open);
}
