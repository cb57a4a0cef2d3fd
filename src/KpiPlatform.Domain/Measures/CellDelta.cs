using System.Buffers;
using System.Runtime.InteropServices;

namespace KpiPlatform.Domain.Measures;

/// <summary>
/// A change of cells: what to add to each. Adding is commutative and associative, so deltas merge in any order.
/// Not thread-safe while being added to.
/// </summary>
public sealed class CellDelta
{
    private const byte EncodingVersion = 1;

    // A single append names some two dozen cells: up to here a scan of packed keys beats hashing and costs a quarter of the memory.
    private const int MaxScanned = 48;
    private KeyValuePair<CellKey, long>[] _scanned = [];
    private int _scannedCount;
    private Dictionary<CellKey, long>? _hashed;
    private byte[]? _encoded;

    /// <summary>A delta that names nothing.</summary>
    public CellDelta()
    {
    }

    /// <summary>A delta that names nothing, with room to sum up many changes.</summary>
    /// <param name="capacity">Number of cells.</param>
    public CellDelta(int capacity) => _hashed = new(capacity);

    /// <summary>Number of cells named, including those whose change came to 0.</summary>
    public int Count => _hashed?.Count ?? _scannedCount;

    /// <summary>The changes, in no order; a change may be 0.</summary>
    public IEnumerable<KeyValuePair<CellKey, long>> Changes => _hashed ?? (IEnumerable<KeyValuePair<CellKey, long>>)new ArraySegment<KeyValuePair<CellKey, long>>(_scanned, 0, _scannedCount);

    /// <summary>The change of one cell; 0 if it is not named.</summary>
    public long this[CellKey key]
    {
        get
        {
            if (_hashed is not null)
                return _hashed.GetValueOrDefault(key);
            var at = IndexOf(key);
            return at < 0 ? 0 : _scanned[at].Value;
        }
    }

    /// <summary>Adds to one cell. Arithmetic is modulo 2^64, so that no order of additions can fail; the edge bounds amounts so that totals stay far below.</summary>
    public void Add(CellKey key, long amount)
    {
        if (amount == 0)
            return;
        _encoded = null;
        if (_hashed is null && !TryAddScanned(key, amount))
        {
            _hashed = new(2 * _scannedCount);
            foreach (var (known, change) in _scanned.AsSpan(0, _scannedCount))
                _hashed.Add(known, change);
            (_scanned, _scannedCount) = ([], 0);
        }

        if (_hashed is not null)
        {
            ref var change = ref CollectionsMarshal.GetValueRefOrAddDefault(_hashed, key, out _);
            change += amount;
        }
    }

    /// <summary>Adds another delta, <paramref name="sign"/> times.</summary>
    /// <param name="other">The other; unchanged.</param>
    /// <param name="sign">1 to add, −1 to subtract.</param>
    public void Add(CellDelta other, int sign = 1)
    {
        ArgumentNullException.ThrowIfNull(other);
        if (_hashed is null && _scannedCount == 0 && sign == 1)
        {
            // The first that is added is mostly the only one: no more room than it needs.
            _scanned = other.NotZero();
            _scannedCount = _scanned.Length;
            _encoded = null;
            return;
        }

        if (other._hashed is null)
        {
            foreach (var (key, amount) in other._scanned.AsSpan(0, other._scannedCount))
                Add(key, sign * amount);
            return;
        }

        foreach (var (key, amount) in other._hashed)
            Add(key, sign * amount);
    }

    /// <summary>Whether both change the same cells by the same amounts.</summary>
    public bool SameAs(CellDelta other)
    {
        ArgumentNullException.ThrowIfNull(other);

        // Of large ones, as a commit's are once decoded, cells would be looked for one by one.
        var (mine, theirs) = (Sorted(), other.Sorted());
        if (mine.Length != theirs.Length)
            return false;
        for (var i = 0; i < mine.Length; i++)
        {
            if (mine[i].Key != theirs[i].Key || mine[i].Value != theirs[i].Value)
                return false;
        }

        return true;
    }

    /// <summary>Forgets all changes, but not the room that they took: for a sum that is made again and again.</summary>
    public void Clear()
    {
        _hashed?.Clear();
        _scannedCount = 0;
        _encoded = null;
    }

    /// <summary>A copy that takes no more memory than its changes, sorted by key, without those that came to 0; encoded already.</summary>
    public CellDelta ToCompact()
    {
        var sorted = Sorted();
        var compact = new CellDelta { _scanned = sorted, _scannedCount = sorted.Length };
        compact._encoded = EncodeSorted(sorted);
        return compact;
    }

    /// <summary>
    /// Encodes: a version byte, the count, then sorted by key the differences between keys and the amounts, as varints (amounts
    /// zigzag). Cells whose change is 0 are left out, so equal changes give equal bytes. Kept until the next change: not to be changed.
    /// </summary>
    public byte[] Encode() => _encoded ??= EncodeSorted(Sorted());

    /// <summary>Decodes what <see cref="Encode"/> wrote.</summary>
    /// <exception cref="FormatException">The bytes are no delta, or of a version that this program does not know.</exception>
    public static CellDelta Decode(ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty || bytes[0] != EncodingVersion)
            throw new FormatException($"A cell delta starts with version {EncodingVersion}, not {(bytes.IsEmpty ? "nothing" : bytes[0].ToString())}.");
        bytes = bytes[1..];
        var count = Varint.Read(ref bytes);
        if (count > (ulong)bytes.Length)
            throw new FormatException($"A cell delta of {bytes.Length} bytes can't name {count} cells.");
        var changes = new KeyValuePair<CellKey, long>[count];
        ulong packed = 0;
        for (var i = 0; i < changes.Length; i++)
        {
            var step = Varint.Read(ref bytes);
            if (step == 0 || step > ulong.MaxValue - packed)
                throw new FormatException("The keys of a cell delta ascend.");
            packed += step;
            changes[i] = new(new CellKey(packed), Varint.UnZigZag(Varint.Read(ref bytes)));
        }

        return bytes.IsEmpty ? new CellDelta { _scanned = changes, _scannedCount = changes.Length } : throw new FormatException("A cell delta has bytes after its end.");
    }

    private static byte[] EncodeSorted(ReadOnlySpan<KeyValuePair<CellKey, long>> sorted)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(1 + ((1 + (2 * sorted.Length)) * Varint.MaxBytes));
        try
        {
            buffer[0] = EncodingVersion;
            var at = 1 + Varint.Write(buffer.AsSpan(1), (ulong)sorted.Length);
            ulong previous = 0;
            foreach (var (key, amount) in sorted)
            {
                at += Varint.Write(buffer.AsSpan(at), key.Packed - previous);
                at += Varint.Write(buffer.AsSpan(at), Varint.ZigZag(amount));
                previous = key.Packed;
            }

            return buffer.AsSpan(0, at).ToArray();
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private KeyValuePair<CellKey, long>[] Sorted()
    {
        var sorted = NotZero();
        Array.Sort(sorted, static (left, right) => left.Key.CompareTo(right.Key));
        return sorted;
    }

    private KeyValuePair<CellKey, long>[] NotZero()
    {
        var count = 0;
        if (_hashed is null)
        {
            foreach (var change in _scanned.AsSpan(0, _scannedCount))
                count += change.Value != 0 ? 1 : 0;
        }
        else
        {
            foreach (var change in _hashed)
                count += change.Value != 0 ? 1 : 0;
        }

        if (count == 0)
            return [];
        var changes = new KeyValuePair<CellKey, long>[count];
        count = 0;
        if (_hashed is null)
        {
            foreach (var change in _scanned.AsSpan(0, _scannedCount))
            {
                if (change.Value != 0)
                    changes[count++] = change;
            }
        }
        else
        {
            foreach (var change in _hashed)
            {
                if (change.Value != 0)
                    changes[count++] = change;
            }
        }

        return changes;
    }

    private bool TryAddScanned(CellKey key, long amount)
    {
        if (_scannedCount > MaxScanned)
            return false;
        var at = IndexOf(key);
        if (at >= 0)
        {
            // What is taken back and added again comes to nothing, often: without it there is less to scan.
            var change = _scanned[at].Value + amount;
            _scanned[at] = change != 0 ? new(key, change) : _scanned[--_scannedCount];
            return true;
        }

        if (_scannedCount == MaxScanned)
            return false;
        if (_scannedCount == _scanned.Length)
            Array.Resize(ref _scanned, _scannedCount == 0 ? MaxScanned / 2 : MaxScanned);
        _scanned[_scannedCount++] = new(key, amount);
        return true;
    }

    private int IndexOf(CellKey key)
    {
        var entries = _scanned.AsSpan(0, _scannedCount);
        for (var i = 0; i < entries.Length; i++)
        {
            if (entries[i].Key.Packed == key.Packed)
                return i;
        }

        return -1;
    }
}
