using KpiPlatform.Dashboard.Formatting;
using KpiPlatform.Dashboard.Platform;
using KpiPlatform.Dashboard.Scorecards;
using KpiPlatform.Dashboard.Sessions;
using Microsoft.Extensions.Logging;

namespace KpiPlatform.Dashboard.Live;

/// <summary>
/// The feeds that open pages look at: one for each scorecard, period and key. Pages of people with different keys do not share one,
/// since the platform decides for each key, at any time, whether the stream goes on. Thread-safe.
/// </summary>
internal sealed class ScorecardFeeds(
    IPlatformChannel channel, TrendReader trends, FragmentRenderer renderer, DashboardOptions options, TimeProvider time, ILogger<ScorecardFeed> logger)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<FeedKey, Shared> _feeds = [];
    private int _open;

    /// <summary>Feeds at work for a scorecard and a period: as many as there are keys that look at it.</summary>
    public int CountOf(string tenant, string scorecard, string period)
    {
        lock (_lock)
            return _feeds.Keys.Count(key => key.Tenant == tenant && key.Scorecard == scorecard && key.Period == period);
    }

    /// <summary>Joins a feed, which begins with its first page and ends with its last.</summary>
    /// <returns>To be disposed of when the page leaves; null if there are too many pages.</returns>
    public Subscription? Join(Session session, string tenant, string scorecard, string? period)
    {
        var key = new FeedKey(session.Fingerprint, tenant, scorecard, period ?? string.Empty);
        lock (_lock)
        {
            if (_open >= options.MaxLiveStreams)
                return null;
            _open++;
            if (!_feeds.TryGetValue(key, out var shared))
            {
                var clients = new PlatformClients(channel, session.Key, time, options.CallTimeout);
                var context = new CardContext(tenant, scorecard, period, AsOf: null, new TenantCalendar("Etc/UTC"));
                _feeds[key] = shared = new Shared(new ScorecardFeed(clients, session.Fingerprint, context, trends, renderer, options, time, logger));
            }

            shared.Pages++;
            return new Subscription(this, key, shared.Feed);
        }
    }

    private async ValueTask LeaveAsync(FeedKey key, ScorecardFeed feed)
    {
        lock (_lock)
        {
            _open--;

            var shared = _feeds[key];
            if (--shared.Pages > 0)
                return;
            _feeds.Remove(key);
        }

        await feed.DisposeAsync();
    }

    /// <summary>A page's part in a feed.</summary>
    internal sealed class Subscription(ScorecardFeeds feeds, FeedKey key, ScorecardFeed feed) : IAsyncDisposable
    {
        /// <summary>The feed.</summary>
        public ScorecardFeed Feed { get; } = feed;

        /// <inheritdoc/>
        public ValueTask DisposeAsync() => feeds.LeaveAsync(key, Feed);
    }

    internal sealed record FeedKey(string Fingerprint, string Tenant, string Scorecard, string Period);

    private sealed class Shared(ScorecardFeed feed)
    {
        public ScorecardFeed Feed { get; } = feed;

        public int Pages { get; set; }
    }
}
