namespace KpiPlatform.Cli.Import.Sending;

/// <summary>
/// What an import has done so far. Lines read = accepted + duplicates + rejected + those on their way.
/// Thread-safe: reading and sending run side by side.
/// </summary>
/// <param name="rejectedTo">Told every rejected line, one at a time, in the order in which they are found.</param>
internal sealed class ImportTotals(Action<RejectedLine>? rejectedTo = null)
{
    /// <summary>So many rejected lines are kept to be shown, those that come first in the file.</summary>
    public const int MaxShown = 20;

    private readonly Lock _lock = new();
    private readonly SortedDictionary<long, RejectedLine> _first = [];
    private long _read;
    private long _accepted;
    private long _duplicates;
    private long _rejected;

    /// <summary>Lines with data, header and blank lines not counted.</summary>
    public long Read => Interlocked.Read(ref _read);

    /// <summary>Recorded now.</summary>
    public long Accepted => Interlocked.Read(ref _accepted);

    /// <summary>Recorded before, by an earlier import or by an attempt whose answer was lost.</summary>
    public long Duplicates => Interlocked.Read(ref _duplicates);

    /// <summary>Not recorded.</summary>
    public long Rejected => Interlocked.Read(ref _rejected);

    /// <summary>Lines whose fate is known.</summary>
    public long Done => Accepted + Duplicates + Rejected;

    /// <summary>Token of the last acknowledgement, which stands for all before it; empty before the first.</summary>
    public string Token { get; private set; } = "";

    /// <summary>The rejected lines that come first, at most <see cref="MaxShown"/>.</summary>
    public IReadOnlyList<RejectedLine> FirstRejected
    {
        get
        {
            lock (_lock)
                return [.. _first.Values];
        }
    }

    public void CountRead() => Interlocked.Increment(ref _read);

    /// <summary>Counts what an acknowledgement says was recorded.</summary>
    public void Acknowledge(long accepted, long duplicates, string token)
    {
        Interlocked.Add(ref _accepted, accepted);
        Interlocked.Add(ref _duplicates, duplicates);
        if (token.Length > 0)
            Token = token;
    }

    /// <summary>Counts a line that will not be recorded.</summary>
    public void Reject(RejectedLine line)
    {
        Interlocked.Increment(ref _rejected);
        lock (_lock)
        {
            rejectedTo?.Invoke(line);
            _first[line.Line] = line;
            if (_first.Count > MaxShown)
                _first.Remove(_first.Keys.Last());
        }
    }
}
