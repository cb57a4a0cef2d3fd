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
    /// <param name="interval">How often the watcher wants to be told, see <see cref="UpdatePace"/>; zero for each change.</param>
    public ScorecardSubscription Join(string scorecard, string period, TimeSpan interval = default)
    {
        lock (_lock)
        {
            var isFirst = !_entries.TryGetValue((scorecard, period), out var entry);
            if (entry is null)
            {
                entry = new Entry(new ScorecardFeed(grains.GetGrain<IScorecardGrain>(scorecard), period, options, time, logger));
                _entries.Add((scorecard, period), entry);
            }

            entry.Watchers++;
            entry.Linger?.Dispose();
            entry.Linger = null;
            entry.Feed.Enter(interval);

            // Not before: it begins at the pace that the first watcher wants.
            if (isFirst)
                _ = RunAsync((scorecard, period), entry);
            return new ScorecardSubscription(entry.Feed, () => Leave((scorecard, period), entry, interval));
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

    private void Leave((string Scorecard, string Period) key, Entry entry, TimeSpan interval)
    {
        lock (_lock)
        {
            entry.Feed.Leave(interval);
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
