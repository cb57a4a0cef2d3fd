using KpiPlatform.Domain.Measures;

namespace KpiPlatform.Domain.Journal;

/// <summary>
/// What part of the journal has been seen: for each writer the last row number, everything up to it included, and all writers
/// below <see cref="LowWater"/> entirely. Immutable; equality by content.
/// </summary>
public sealed class PositionVector : IEquatable<PositionVector>
{
    private const byte EncodingVersion = 1;
    private const int MaxStackBytes = 128;
    // By writer. Nearly always one: a host writes under one number for as long as it runs.
    private readonly KeyValuePair<long, long>[] _entries;

    private PositionVector(long lowWater, KeyValuePair<long, long>[] entries)
    {
        LowWater = lowWater;
        _entries = entries;
    }

    /// <summary>Nothing seen.</summary>
    public static PositionVector Empty { get; } = new(0, []);

    /// <summary>All writers with a smaller number are closed and entirely seen.</summary>
    public long LowWater { get; }

    /// <summary>The last row number seen of each writer at or above the low water, by writer.</summary>
    public IReadOnlyList<KeyValuePair<long, long>> SeqByWriter => _entries;

    /// <summary>Whether nothing has been seen.</summary>
    public bool IsEmpty => LowWater == 0 && _entries.Length == 0;

    /// <summary>A vector of one position.</summary>
    public static PositionVector Of(JournalPosition position) => Empty.With(position);

    /// <summary>Last row number seen of a writer: 0 if none, <see cref="long.MaxValue"/> below the low water.</summary>
    public long SeqOf(long writer)
    {
        if (writer < LowWater)
            return long.MaxValue;
        var at = IndexOf(writer);
        return at < 0 ? 0 : _entries[at].Value;
    }

    /// <summary>Whether a position has been seen.</summary>
    public bool Covers(JournalPosition position) => SeqOf(position.Writer) >= position.Seq;

    /// <summary>Whether everything that the other has seen has been seen here.</summary>
    public bool Covers(PositionVector other)
    {
        ArgumentNullException.ThrowIfNull(other);
        if (other.LowWater > LowWater)
            return false;
        foreach (var (writer, seq) in other._entries)
        {
            if (SeqOf(writer) < seq)
                return false;
        }

        return true;
    }

    /// <summary>This vector with one position seen as well.</summary>
    public PositionVector With(JournalPosition position)
    {
        if (Covers(position))
            return this;
        var at = IndexOf(position.Writer);
        KeyValuePair<long, long> entry = new(position.Writer, position.Seq);
        if (at < 0)
            return new(LowWater, [.. _entries.AsSpan(0, ~at), entry, .. _entries.AsSpan(~at)]);
        KeyValuePair<long, long>[] entries = [.. _entries];
        entries[at] = entry;
        return new(LowWater, entries);
    }

    /// <summary>What either has seen.</summary>
    public PositionVector Merge(PositionVector other)
    {
        ArgumentNullException.ThrowIfNull(other);
        if (Covers(other))
            return this;
        if (other.Covers(this))
            return other;
        var lowWater = Math.Max(LowWater, other.LowWater);
        var merged = new SortedDictionary<long, long>();
        foreach (var (writer, seq) in _entries.Concat(other._entries))
        {
            if (writer >= lowWater)
                merged[writer] = Math.Max(seq, merged.GetValueOrDefault(writer));
        }

        return new(lowWater, [.. merged]);
    }

    /// <summary>What both have seen.</summary>
    public PositionVector Meet(PositionVector other)
    {
        ArgumentNullException.ThrowIfNull(other);
        if (Covers(other))
            return other;
        if (other.Covers(this))
            return this;
        var met = new SortedDictionary<long, long>();
        foreach (var (writer, _) in _entries.Concat(other._entries))
        {
            // Finite: one of the two has an entry.
            if (Math.Min(SeqOf(writer), other.SeqOf(writer)) is > 0 and var seq)
                met[writer] = seq;
        }

        return new(Math.Min(LowWater, other.LowWater), [.. met]);
    }

    /// <summary>This vector with all writers below a number taken as closed and seen, to keep it short.</summary>
    /// <remarks>The caller vouches for it: each such writer is closed, and its last row has been seen.</remarks>
    public PositionVector WithLowWater(long lowWater) => Merge(new(lowWater, []));

    /// <summary>Encodes: version byte, low water, count, then (writer, seq) ascending, as varints. Equal vectors give equal bytes.</summary>
    public byte[] Encode()
    {
        var length = 1 + ((2 + (2 * _entries.Length)) * Varint.MaxBytes);
        var buffer = length <= MaxStackBytes ? stackalloc byte[MaxStackBytes] : new byte[length];
        buffer[0] = EncodingVersion;
        var at = 1;
        at += Varint.Write(buffer[at..], (ulong)LowWater);
        at += Varint.Write(buffer[at..], (ulong)_entries.Length);
        foreach (var (writer, seq) in _entries)
        {
            at += Varint.Write(buffer[at..], (ulong)writer);
            at += Varint.Write(buffer[at..], (ulong)seq);
        }

        return buffer[..at].ToArray();
    }

    /// <summary>Decodes what <see cref="Encode"/> wrote; nothing decodes to <see cref="Empty"/>.</summary>
    /// <exception cref="FormatException">The bytes are no vector.</exception>
    public static PositionVector Decode(ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty)
            return Empty;
        if (bytes[0] != EncodingVersion)
            throw new FormatException($"A position vector starts with version {EncodingVersion}, not {bytes[0]}.");
        bytes = bytes[1..];
        var lowWater = (long)Varint.Read(ref bytes);
        var count = Varint.Read(ref bytes);
        if (lowWater < 0 || count > (ulong)bytes.Length)
            throw new FormatException("The position vector is damaged.");
        var entries = new KeyValuePair<long, long>[count];
        var previous = Math.Max(0, lowWater - 1);
        for (var i = 0UL; i < count; i++)
        {
            var writer = (long)Varint.Read(ref bytes);
            var seq = (long)Varint.Read(ref bytes);
            if (writer <= previous || seq <= 0)
                throw new FormatException("The position vector is damaged.");
            entries[i] = new(writer, seq);
            previous = writer;
        }

        return bytes.IsEmpty ? new(lowWater, entries) : throw new FormatException("The position vector is damaged.");
    }

    /// <inheritdoc/>
    public bool Equals(PositionVector? other) =>
        other is not null && LowWater == other.LowWater && _entries.Length == other._entries.Length && Covers(other) && other.Covers(this);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as PositionVector);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(LowWater, _entries.Length, _entries.Length == 0 ? 0 : _entries[^1].Value);

    /// <inheritdoc/>
    public override string ToString() => $"<{LowWater} {string.Join(' ', _entries.Select(entry => $"{entry.Key}:{entry.Value}"))}";

    /// <summary>Index of a writer's entry, or the complement of where it would stand.</summary>
    private int IndexOf(long writer)
    {
        var low = 0;
        var high = _entries.Length;
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            if (_entries[middle].Key < writer)
                low = middle + 1;
            else
                high = middle;
        }

        return low < _entries.Length && _entries[low].Key == writer ? low : ~low;
    }
}
