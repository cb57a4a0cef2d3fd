namespace KpiPlatform.Grains.Scorecards;

/// <summary>Values that hold for a short while. What is too old goes when the next one comes, so that memory has what was asked of late. Not thread-safe.</summary>
/// <param name="time">The clock.</param>
/// <param name="maxAge">Values of this age are given no more.</param>
/// <param name="capacity">Most values; with one more, all before it go.</param>
internal sealed class RecentValues<TKey, TValue>(TimeProvider time, TimeSpan maxAge, int capacity)
    where TKey : notnull
    where TValue : class
{
    private readonly Dictionary<TKey, (long StartedAt, TValue Value)> _values = [];

    /// <summary>Values in memory, whatever their age.</summary>
    public int Count => _values.Count;

    /// <summary>The value of a key; null if there is none, or it is too old.</summary>
    public TValue? Find(TKey key) => _values.TryGetValue(key, out var known) && IsRecent(known.StartedAt) ? known.Value : null;

    /// <summary>Keeps a value.</summary>
    /// <param name="key">Its key.</param>
    /// <param name="startedAt">Timestamp of the clock that its age counts from.</param>
    /// <param name="value">It.</param>
    public void Set(TKey key, long startedAt, TValue value)
    {
        foreach (var (other, known) in _values)
        {
            if (!IsRecent(known.StartedAt))
                _values.Remove(other);
        }

        if (_values.Count >= capacity)
            _values.Clear();
        _values[key] = (startedAt, value);
    }

    private bool IsRecent(long startedAt) => time.GetElapsedTime(startedAt) < maxAge;
}
