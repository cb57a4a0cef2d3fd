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
    private readonly Dictionary<CellKey, long> _changes;

    /// <summary>Creates an empty delta.</summary>
    public CellDelta() => _changes = [];

    private CellDelta(int capacity) => _changes = new(capacity);

    /// <summary>Number of cells named, including those whose change came to 0.</summary>
    public int Count => _changes.Count;

    /// <summary>The changes, in no order; a change may be 0.</summary>
    public Dictionary<CellKey, long>.Enumerator GetEnumerator() => _changes.GetEnumerator();

    /// <summary>The change of one cell; 0 if it is not named.</summary>
    public long this[CellKey key] => _changes.GetValueOrDefault(key);

    /// <summary>Adds to one cell. Arithmetic is modulo 2^64, so that no order of additions can fail; the edge bounds amounts so that totals stay far below.</summary>
    public void Add(CellKey key, long amount)
    {
        if (amount == 0)
            return;
        ref var change = ref CollectionsMarshal.GetValueRefOrAddDefault(_changes, key, out _);
        change += amount;
    }

    /// <summary>Adds another delta, <paramref name="sign"/> times.</summary>
    /// <param name="other">The other; unchanged.</param>
    /// <param name="sign">1 to add, −1 to subtract.</param>
    public void Add(CellDelta other, int sign = 1)
    {
        ArgumentNullException.ThrowIfNull(other);
        foreach (var (key, amount) in other._changes)
            Add(key, sign * amount);
    }

    /// <summary>Whether both change the same cells by the same amounts.</summary>
    public bool SameAs(CellDelta other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return _changes.All(change => other[change.Key] == change.Value) && other._changes.All(change => this[change.Key] == change.Value);
    }

    /// <summary>
    /// Encodes: a version byte, the count, then sorted by key the differences between keys and the amounts, as varints (amounts
    /// zigzag). Cells whose change is 0 are left out, so equal changes give equal bytes.
    /// </summary>
    public byte[] Encode()
    {
        var keys = ArrayPool<CellKey>.Shared.Rent(_changes.Count);
        try
        {
            var count = 0;
            foreach (var (key, amount) in _changes)
            {
                if (amount != 0)
                    keys[count++] = key;
            }

            Array.Sort(keys, 0, count);
            var buffer = new byte[1 + 5 + (count * 20)];
            buffer[0] = EncodingVersion;
            var at = 1 + Varint.Write(buffer.AsSpan(1), (ulong)count);
            ulong previous = 0;
            foreach (var key in keys.AsSpan(0, count))
            {
                at += Varint.Write(buffer.AsSpan(at), key.Packed - previous);
                at += Varint.Write(buffer.AsSpan(at), Varint.ZigZag(_changes[key]));
                previous = key.Packed;
            }

            return buffer.AsSpan(0, at).ToArray();
        }
        finally
        {
            ArrayPool<CellKey>.Shared.Return(keys);
        }
    }

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
        var delta = new CellDelta((int)count);
        ulong packed = 0;
        for (var i = 0UL; i < count; i++)
        {
            packed += Varint.Read(ref bytes);
            delta.Add(new CellKey(packed), Varint.UnZigZag(Varint.Read(ref bytes)));
        }

        return delta;
    }
}
