namespace KpiPlatform.Gateway.Quotas;

/// <summary>Things open at once, counted. Thread-safe.</summary>
internal sealed class OpenPlaces
{
    private int _open;

    /// <summary>How many are open.</summary>
    public int Open => Volatile.Read(ref _open);

    /// <summary>Opens one; dispose to close it. Null if as many are open as may be.</summary>
    public IDisposable? TryEnter(long most)
    {
        if (Interlocked.Increment(ref _open) <= most)
            return new Place(this);
        Interlocked.Decrement(ref _open);
        return null;
    }

    private sealed class Place(OpenPlaces places) : IDisposable
    {
        private int _left;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _left, 1) == 0)
                Interlocked.Decrement(ref places._open);
        }
    }
}
