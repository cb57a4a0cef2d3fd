namespace KpiPlatform.Dashboard.Live;

/// <summary>Feeds that any number of open pages look at: each begins with its first page and ends with its last. Thread-safe.</summary>
/// <typeparam name="TKey">What a feed is about, and whose key reads it.</typeparam>
/// <typeparam name="TFeed">A feed.</typeparam>
internal abstract class SharedFeeds<TKey, TFeed>
    where TKey : notnull
    where TFeed : class, IAsyncDisposable
{
    private readonly Lock _lock = new();
    private readonly Dictionary<TKey, Shared> _feeds = [];

    /// <summary>Feeds at work about what fits.</summary>
    protected int CountOf(Func<TKey, bool> fits)
    {
        lock (_lock)
            return _feeds.Keys.Count(fits);
    }

    /// <summary>Joins a feed.</summary>
    /// <param name="key">What it is about.</param>
    /// <param name="begin">Begins it; must not wait.</param>
    /// <returns>To be disposed of when the page leaves.</returns>
    protected Subscription Join(TKey key, Func<TFeed> begin)
    {
        lock (_lock)
        {
            if (!_feeds.TryGetValue(key, out var shared))
                _feeds[key] = shared = new Shared(begin());
            shared.Pages++;
            return new Subscription(this, key, shared.Feed);
        }
    }

    private async ValueTask LeaveAsync(TKey key, TFeed feed)
    {
        lock (_lock)
        {
            var shared = _feeds[key];
            if (--shared.Pages > 0)
                return;
            _feeds.Remove(key);
        }

        await feed.DisposeAsync();
    }

    /// <summary>A page's part in a feed.</summary>
    internal sealed class Subscription(SharedFeeds<TKey, TFeed> feeds, TKey key, TFeed feed) : IAsyncDisposable
    {
        /// <summary>The feed.</summary>
        public TFeed Feed { get; } = feed;

        /// <inheritdoc/>
        public ValueTask DisposeAsync() => feeds.LeaveAsync(key, Feed);
    }

    private sealed class Shared(TFeed feed)
    {
        public TFeed Feed { get; } = feed;

        public int Pages { get; set; }
    }
}
