using KpiPlatform.Domain.Measures;

namespace KpiPlatform.Domain.Journal;

/// <summary>
/// What part of the journal has been seen: for each writer the last row number, everything up to it included, and all writers
/// below <see cref="LowWater"/> entirely. Immutable; equality by content.
/// </summary>
public sealed class PositionVector : IEquatable<PositionVector>
{
    private const byte EncodingVersion = 1;
    private readonly SortedDictionary<long, long> _seqByWriter;

    private PositionVector(long lowWater, SortedDictionary<long, long> seqByWriter)
    {
        LowWater = lowWater;
        _seqByWriter = seqByWriter;
    }

    /// <summary>Nothing seen.</summary>
    public static PositionVector Empty { get; } = new(0, []);

    /// <summary>All writers with a smaller number are closed and entirely seen.</summary>
    public long LowWater { get; }

    /// <summary>The last row number seen of each writer at or above the low water, by writer.</summary>
    public IReadOnlyDictionary<long, long> SeqByWriter => _seqByWriter;

    /// <summary>Whether nothing has been seen.</summary>
    public bool IsEmpty => LowWater == 0 && _seqByWriter.Count == 0;

    /// <summary>A vector of one position.</summary>
    public static PositionVector Of(JournalPosition position) => Empty.With(position);

    /// <summary>Last row number seen of a writer: 0 if none, <see cref="long.MaxValue"/> below the low water.</summary>
    public long SeqOf(long writer) => writer < LowWater ? long.MaxValue : _seqByWriter.GetValueOrDefault(writer);

    /// <summary>Whether a position has been seen.</summary>
    public bool Covers(JournalPosition position) => SeqOf(position.Writer) >= position.Seq;

    /// <summary>Whether everything that the other has seen has been seen here.</summary>
    public bool Covers(PositionVector other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return other.LowWater <= LowWater && other._seqByWriter.All(entry => SeqOf(entry.Key) >= entry.Value);
    }

    /// <summary>This vector with one position seen as well.</summary>
    public PositionVector With(JournalPosition position) =>
        Covers(position) ? this : new(LowWater, new(_seqByWriter) { [position.Writer] = position.Seq });

    /// <summary>What either has seen.</summary>
    public PositionVector Merge(PositionVector other)
    {
        ArgumentNullException.ThrowIfNull(other);
        var lowWater = Math.Max(LowWater, other.LowWater);
        var merged = new SortedDictionary<long, long>();
        foreach (var (writer, seq) in _seqByWriter.Concat(other._seqByWriter))
        {
            if (writer >= lowWater)
                merged[writer] = Math.Max(seq, merged.GetValueOrDefault(writer));
        }

        return new(lowWater, merged);
    }

    /// <summary>This vector with all writers below a number taken as closed and seen, to keep it short.</summary>
    /// <remarks>The caller vouches for it: each such writer is closed, and its last row has been seen.</remarks>
    public PositionVector WithLowWater(long lowWater) => Merge(new(lowWater, []));

    /// <summary>Encodes: version byte, low water, count, then (writer, seq) ascending, as varints. Equal vectors give equal bytes.</summary>
    public byte[] Encode()
    {
        var buffer = new byte[1 + ((2 + (2 * _seqByWriter.Count)) * Varint.MaxBytes)];
        buffer[0] = EncodingVersion;
        var at = 1;
        at += Varint.Write(buffer.AsSpan(at), (ulong)LowWater);
        at += Varint.Write(buffer.AsSpan(at), (ulong)_seqByWriter.Count);
        foreach (var (writer, seq) in _seqByWriter)
        {
            at += Varint.Write(buffer.AsSpan(at), (ulong)writer);
            at += Varint.Write(buffer.AsSpan(at), (ulong)seq);
        }

        return buffer.AsSpan(0, at).ToArray();
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
        var seqByWriter = new SortedDictionary<long, long>();
        var previous = Math.Max(0, lowWater - 1);
        for (var i = 0UL; i < count; i++)
        {
            var writer = (long)Varint.Read(ref bytes);
            var seq = (long)Varint.Read(ref bytes);
            if (writer <= previous || seq <= 0)
                throw new FormatException("The position vector is damaged.");
            seqByWriter.Add(writer, seq);
            previous = writer;
        }

        return bytes.IsEmpty ? new(lowWater, seqByWriter) : throw new FormatException("The position vector is damaged.");
    }

    /// <inheritdoc/>
    public bool Equals(PositionVector? other) =>
        other is not null && LowWater == other.LowWater && _seqByWriter.SequenceEqual(other._seqByWriter);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as PositionVector);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(LowWater, _seqByWriter.Count, _seqByWriter.Count == 0 ? 0 : _seqByWriter.Values.Last());

    /// <inheritdoc/>
    public override string ToString() => $"<{LowWater} {string.Join(' ', _seqByWriter.Select(entry => $"{entry.Key}:{entry.Value}"))}";
}
