using System.Collections.Concurrent;
using KpiPlatform.Protocol.V1;

namespace KpiPlatform.Dashboard.Scorecards;

/// <summary>
/// Series that were read a moment ago. What is over changes rarely, and the period that goes on is shown with its live value, so that many
/// open pages of a scorecard need not read the same twelve months each. Kept apart by key of the person: what one may see, another
/// may not. Thread-safe.
/// </summary>
internal sealed class TrendCache(TimeProvider time)
{
    /// <summary>How old a series may be.</summary>
    public static readonly TimeSpan MaxAge = TimeSpan.FromSeconds(30);

    private const int MaxEntries = 4_000;
    private readonly ConcurrentDictionary<string, Entry> _entries = new(StringComparer.Ordinal);

    /// <summary>The series of a query, read if it is not known.</summary>
    /// <param name="fingerprint">Of the key that reads.</param>
    /// <param name="request">The query.</param>
    /// <param name="read">Reads it. Its outcome is shared, so it must not end with one page.</param>
    public async Task<QueryIndicatorResponse> GetAsync(string fingerprint, QueryIndicatorRequest request, Func<QueryIndicatorRequest, Task<QueryIndicatorResponse>> read)
    {
        var key = $"{fingerprint} {request}";
        var now = time.GetTimestamp();
        if (_entries.TryGetValue(key, out var entry) && time.GetElapsedTime(entry.ReadAt, now) < MaxAge)
            return await entry.Answer.Value;
        if (_entries.Count >= MaxEntries)
            RemoveOld(now);
        var fresh = new Entry(new(() => read(request)), now);
        _entries[key] = fresh;
        try
        {
            return await fresh.Answer.Value;
        }
        catch
        {
            _entries.TryRemove(KeyValuePair.Create(key, fresh));
            throw;
        }
    }

    private void RemoveOld(long now)
    {
        foreach (var pair in _entries)
        {
            if (time.GetElapsedTime(pair.Value.ReadAt, now) >= MaxAge)
                _entries.TryRemove(pair);
        }

        // All of them fresh: the bound on memory matters more.
        if (_entries.Count >= MaxEntries)
            _entries.Clear();
    }

    private sealed record Entry(Lazy<Task<QueryIndicatorResponse>> Answer, long ReadAt);
}
