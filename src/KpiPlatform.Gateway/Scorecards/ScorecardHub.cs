using KpiPlatform.Gateway.Access;
using KpiPlatform.Grains.Abstractions.Scorecards;
using Microsoft.Extensions.Logging;

namespace KpiPlatform.Gateway.Scorecards;

/// <summary>
/// The feeds of this gateway, one for each scorecard and period that is watched. A feed outlives its last watcher for a while, so that one
/// whose connection broke can continue. Thread-safe.
/// </summary>
internal sealed class ScorecardHub(CallerGrains grains, GatewayOptions options, TimeProvider time, ILogger<ScorecardHub> logger) : IDisposable
{
    private readonly Lock _lock = new();
    private readonly Dictionary<(string Scorecard, string Period), Entry> _entries = [];

    /// <summary>Feeds that run at present.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
                return _entries.Count;
        }
    }

    /// <summary>Joins a feed, which starts with its first watcher.</summary>
    /// <param name="scorecard">Key of the scorecard's grain.</param>
    /// <param name="period">The period as text.</param>
    public ScorecardSubscription Join(string scorecard, string period)
    {
        lock (_lock)
        {
            if (!_entries.TryGetValue((scorecard, period), out var entry))
            {
                var feed = new ScorecardFeed(grains.GetGrain<IScorecardGrain>(scorecard), period, options, time, logger);
                entry = new Entry(feed);
                _entries.Add((scorecard, period), entry);
                _ = RunAsync((scorecard, period), entry);
            }

            entry.Watchers++;
            entry.Linger?.Dispose();
            entry.Linger = null;
            return new ScorecardSubscription(entry.Feed, () => Leave((scorecard, period), entry));
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_lock)
        {
            foreach (var entry in _entries.Values)
            {
                entry.Linger?.Dispose();
                entry.Feed.Stop();
            }

            _entries.Clear();
        }
    }

    private async Task RunAsync((string Scorecard, string Period) key, Entry entry)
    {
        // Not under the lock of the caller: the first steps of an enumeration may run in place.
        await Task.Yield();
        await entry.Feed.RunAsync();
        lock (_lock)
            Remove_NeedsLock(key, entry);
        entry.Feed.Dispose();
    }

    private void Leave((string Scorecard, string Period) key, Entry entry)
    {
        lock (_lock)
        {
            if (--entry.Watchers > 0)
                return;
            entry.Linger = time.CreateTimer(_ => StopIfUnwatched(key, entry), state: null, options.WatchLinger, Timeout.InfiniteTimeSpan);
        }
    }

    private void StopIfUnwatched((string Scorecard, string Period) key, Entry entry)
    {
        lock (_lock)
        {
            // Whoever joins from here on finds no entry and starts a feed of its own.
            if (entry.Watchers > 0)
                return;
            Remove_NeedsLock(key, entry);
        }

        entry.Feed.Stop();
    }

    private void Remove_NeedsLock((string Scorecard, string Period) key, Entry entry)
    {
        entry.Linger?.Dispose();
        if (_entries.TryGetValue(key, out var current) && ReferenceEquals(current, entry))
            _entries.Remove(key);
    }

    private sealed class Entry(ScorecardFeed feed)
    {
        public ScorecardFeed Feed { get; } = feed;

        public int Watchers { get; set; }

        public ITimer? Linger { get; set; }
    }
}
