namespace KpiPlatform.Domain.Customers;

/// <summary>
/// Everything that was recorded of a customer, by hashes: proves without the database that an interaction is new. 24 bytes an
/// interaction, plus 8 once there are many. Not thread-safe.
/// </summary>
public sealed class IdentitySet
{
    // Up to here a scan is as fast as a bucket table, and smaller.
    private const int MaxScanned = 16;
    private const int None = -1;
    private KnownIdentity[] _entries = [];
    private int[]? _buckets;
    private int[]? _next;

    /// <summary>Number of entries.</summary>
    public int Count { get; private set; }

    /// <summary>About how much memory the entries take, in bytes.</summary>
    public long EstimatedBytes => (_entries.Length * 24L) + ((_buckets?.Length ?? 0) * 8L);

    /// <summary>Adds an entry. The same hashes may be added again (another id with the same hash).</summary>
    public void Add(KnownIdentity identity)
    {
        if (Count == _entries.Length)
        {
            Array.Resize(ref _entries, Math.Max(2, Count * 2));
            if (_entries.Length > MaxScanned)
                Index();
        }

        _entries[Count] = identity;
        if (_buckets is not null)
            Link(Count);
        Count++;
    }

    /// <summary>Whether any revision of an identity hash is known.</summary>
    public bool Knows(ulong identityHash) => First(identityHash) != None;

    /// <summary>What is known of one revision.</summary>
    /// <param name="identityHash">Hash of source and id.</param>
    /// <param name="revision">Revision.</param>
    /// <param name="contentHash">Content to compare with.</param>
    /// <returns>Whether an entry has this content; whether one has other content.</returns>
    public (bool Same, bool Different) Match(ulong identityHash, int revision, ulong contentHash)
    {
        var same = false;
        var different = false;
        for (var at = First(identityHash); at != None; at = Next(at, identityHash))
        {
            if (_entries[at].Revision != revision)
                continue;
            same |= _entries[at].ContentHash == contentHash;
            different |= _entries[at].ContentHash != contentHash;
        }

        return (same, different);
    }

    internal void Write(StateWriter writer)
    {
        var sorted = _entries.AsSpan(0, Count).ToArray();
        Array.Sort(sorted);
        writer.Unsigned((ulong)Count);
        foreach (var entry in sorted)
        {
            writer.Fixed64(entry.IdentityHash);
            writer.Signed(entry.Revision);
            writer.Fixed64(entry.ContentHash);
        }
    }

    internal static IdentitySet Read(ref StateReader reader)
    {
        var set = new IdentitySet();
        var count = reader.Count();
        for (var i = 0; i < count; i++)
            set.Add(new(reader.Fixed64(), reader.Int(), reader.Fixed64()));
        return set;
    }

    private int First(ulong hash)
    {
        if (_buckets is null)
            return Scan(0, hash);
        var at = _buckets[Bucket(hash)];
        return at == None || _entries[at].IdentityHash == hash ? at : Next(at, hash);
    }

    private int Next(int at, ulong hash)
    {
        if (_buckets is null)
            return Scan(at + 1, hash);
        do
            at = _next![at];
        while (at != None && _entries[at].IdentityHash != hash);
        return at;
    }

    private int Scan(int from, ulong hash)
    {
        for (var i = from; i < Count; i++)
        {
            if (_entries[i].IdentityHash == hash)
                return i;
        }

        return None;
    }

    private void Index()
    {
        _buckets = new int[_entries.Length];
        _next = new int[_entries.Length];
        Array.Fill(_buckets, None);
        for (var i = 0; i < Count; i++)
            Link(i);
    }

    private void Link(int at)
    {
        var bucket = Bucket(_entries[at].IdentityHash);
        _next![at] = _buckets![bucket];
        _buckets[bucket] = at;
    }

    // The hash is the head of a SHA-256: its low bits are as good as any. The length is a power of two.
    private int Bucket(ulong hash) => (int)(hash & (ulong)(_buckets!.Length - 1));
}
