using System.Buffers.Binary;
using System.Numerics;
using System.Text;
using KpiPlatform.Domain.Measures;
using NodaTime;

namespace KpiPlatform.Domain.Interactions;

/// <summary>
/// Writes numbered fields: tag = number × 4 + <see cref="WireType"/>, then the value. Callers write in ascending order of number;
/// a default value is left out. So equal content gives equal bytes. Reusable; not thread-safe.
/// </summary>
internal sealed class FieldWriter
{
    private const int InitialBytes = 512;
    private byte[] _buffer = new byte[InitialBytes];
    private int _length;
    private int _lastNumber;

    /// <summary>Writes one item of a list.</summary>
    public delegate void ItemWriter<in T>(FieldWriter item, T value);

    /// <summary>Id of the interaction: what <see cref="TextOrId"/> leaves out.</summary>
    public string Id { get; private set; } = string.Empty;

    /// <summary>Time of the interaction: what <see cref="TimeOrOccurred"/> leaves out.</summary>
    public Instant OccurredAt { get; private set; }

    /// <summary>Attributes that belong to the facts; the others are personal. Null: all belong to the facts.</summary>
    public IReadOnlySet<string>? FactAttributes { get; private set; }

    /// <summary>Bytes that the buffer holds ready.</summary>
    public int Capacity => _buffer.Length;

    /// <summary>Bytes written.</summary>
    public int Length => _length;

    /// <summary>What was written; valid until the next write.</summary>
    public Span<byte> Written => _buffer.AsSpan(0, _length);

    /// <summary>Starts over for another interaction.</summary>
    public void Reset(string id, Instant occurredAt, IReadOnlySet<string>? factAttributes)
    {
        _length = 0;
        _lastNumber = 0;
        Id = id;
        OccurredAt = occurredAt;
        FactAttributes = factAttributes;
    }

    /// <summary>Takes back everything after the first <paramref name="length"/> bytes.</summary>
    public void Truncate(int length) => _length = length;

    /// <summary>Appends bytes that are no field.</summary>
    public void Raw(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(Room(bytes.Length));
        _length += bytes.Length;
    }

    /// <summary>Appends <paramref name="count"/> zero bytes, to be filled in later.</summary>
    public void Reserve(int count)
    {
        Room(count)[..count].Clear();
        _length += count;
    }

    /// <summary>Ends a section: the numbers of the next start over. A reader goes from one to the next.</summary>
    public void EndSection()
    {
        Room(1)[0] = 0;
        _length++;
        _lastNumber = 0;
    }

    /// <summary>A text; empty is left out.</summary>
    public void Text(int number, string text)
    {
        if (text.Length == 0)
            return;
        Tag(number, WireType.Bytes);
        PlainText(text);
    }

    /// <summary>A text that is mostly the interaction's id, which is left out.</summary>
    public void TextOrId(int number, string text)
    {
        if (!string.Equals(text, Id, StringComparison.Ordinal))
            Text(number, text);
    }

    /// <summary>A whole number; 0 is left out.</summary>
    public void Number(int number, long value)
    {
        if (value == 0)
            return;
        Tag(number, WireType.Varint);
        Plain(Varint.ZigZag(value));
    }

    /// <summary>A yes; no is left out.</summary>
    public void Flag(int number, bool value) => Number(number, value ? 1 : 0);

    /// <summary>A hash; 0 is left out.</summary>
    public void Fixed(int number, ulong value)
    {
        if (value == 0)
            return;
        Tag(number, WireType.Fixed);
        BinaryPrimitives.WriteUInt64LittleEndian(Room(sizeof(ulong)), value);
        _length += sizeof(ulong);
    }

    /// <summary>A real number; 0 is left out.</summary>
    public void Real(int number, double value) => Fixed(number, BitConverter.DoubleToUInt64Bits(value == 0 ? 0 : value));

    /// <summary>A real number or none, which differs from 0.</summary>
    public void OptionalReal(int number, double? value)
    {
        if (value is not { } present)
            return;
        Tag(number, WireType.Fixed);
        BinaryPrimitives.WriteDoubleLittleEndian(Room(sizeof(double)), present);
        _length += sizeof(double);
    }

    /// <summary>A duration, to the microsecond; zero is left out.</summary>
    public void Span(int number, TimeSpan value) => Number(number, Micros(value.Ticks, number));

    /// <summary>An instant, to the microsecond.</summary>
    public void Time(int number, Instant value)
    {
        Tag(number, WireType.Varint);
        Plain(Varint.ZigZag(Micros(value.ToUnixTimeTicks(), number)));
    }

    /// <summary>An instant or none.</summary>
    public void OptionalTime(int number, Instant? value)
    {
        if (value is { } present)
            Time(number, present);
    }

    /// <summary>An instant that is mostly the interaction's own, which is left out.</summary>
    public void TimeOrOccurred(int number, Instant value)
    {
        if (value != OccurredAt)
            Time(number, value);
    }

    /// <summary>A decimal number without its trailing zeros; 0 is left out.</summary>
    public void Decimal(int number, decimal value)
    {
        if (value == 0)
            return;
        Span<int> parts = stackalloc int[4];
        decimal.GetBits(value, parts);
        var mantissa = new UInt128((uint)parts[2], ((ulong)(uint)parts[1] << 32) | (uint)parts[0]);
        var scale = (parts[3] >> 16) & 0xFF;
        if (parts[2] == 0)
        {
            // Nearly always: 64 bits divide in a fraction of the time that 128 take.
            var small = (ulong)mantissa;
            for (; scale > 0 && small % 10 == 0; scale--)
                small /= 10;
            mantissa = small;
        }
        else
        {
            for (; scale > 0 && mantissa % 10 == 0; scale--)
                mantissa /= 10;
        }

        var mantissaBytes = (128 - (int)UInt128.LeadingZeroCount(mantissa) + 7) / 8;
        Tag(number, WireType.Bytes);
        var room = Room(2 + mantissaBytes);
        room[0] = (byte)(1 + mantissaBytes);
        room[1] = (byte)(scale | (value < 0 ? 0x80 : 0));
        for (var i = 0; i < mantissaBytes; i++)
            room[2 + i] = (byte)(mantissa >> (8 * i));
        _length += 2 + mantissaBytes;
    }

    /// <summary>What something is about; nothing is left out.</summary>
    public void About(int number, About about)
    {
        if (about.Kind == AboutKind.Nothing)
            return;
        Tag(number, WireType.Bytes);
        var start = BeginBlock();
        Room(1)[0] = (byte)about.Kind;
        _length++;
        PlainText(about.Id);
        EndBlock(start);
    }

    /// <summary>Texts in their order; an empty list is left out.</summary>
    public void Texts(int number, IReadOnlyList<string> texts)
    {
        if (texts.Count == 0)
            return;
        Tag(number, WireType.Bytes);
        var start = BeginBlock();
        Plain((ulong)texts.Count);
        for (var i = 0; i < texts.Count; i++)
            PlainText(texts[i]);
        EndBlock(start);
    }

    /// <summary>Pairs in their order; an empty list is left out.</summary>
    public void Pairs(int number, IReadOnlyList<KeyValuePair<string, string>> pairs)
    {
        if (pairs.Count == 0)
            return;
        Tag(number, WireType.Bytes);
        var start = BeginBlock();
        Plain((ulong)pairs.Count);
        for (var i = 0; i < pairs.Count; i++)
        {
            PlainText(pairs[i].Key);
            PlainText(pairs[i].Value);
        }

        EndBlock(start);
    }

    /// <summary>Items with fields of their own, in their order; an empty list is left out.</summary>
    public void List<T>(int number, IReadOnlyList<T> items, ItemWriter<T> write)
    {
        if (items.Count == 0)
            return;
        Tag(number, WireType.Bytes);
        var start = BeginBlock();
        Plain((ulong)items.Count);
        for (var i = 0; i < items.Count; i++)
        {
            var item = BeginBlock();
            _lastNumber = 0;
            write(this, items[i]);
            EndBlock(item);
        }

        EndBlock(start);
        _lastNumber = number;
    }

    /// <summary>Attributes: those of <see cref="FactAttributes"/> to the facts, the others to the personal part.</summary>
    public static void Attributes(int number, IReadOnlyList<KeyValuePair<string, string>> attributes, FieldWriter facts, FieldWriter personal)
    {
        if (facts.FactAttributes is not { } declared)
        {
            facts.Pairs(number, attributes);
            return;
        }

        facts.Pairs(number, [.. attributes.Where(pair => declared.Contains(pair.Key))]);
        personal.Pairs(number, [.. attributes.Where(pair => !declared.Contains(pair.Key))]);
    }

    private static long Micros(long ticks, int number)
    {
        var (micros, rest) = Math.DivRem(ticks, TimeSpan.TicksPerMicrosecond);
        return rest == 0 ? micros : throw new ArgumentException($"Field {number} is finer than a microsecond: {ticks} ticks.", nameof(ticks));
    }

    private void Tag(int number, WireType type)
    {
        if (number <= _lastNumber)
            throw new InvalidOperationException($"Field {number} was written after field {_lastNumber}: fields are written in ascending order.");
        _lastNumber = number;
        Plain(((ulong)number << 2) | (ulong)type);
    }

    private void Plain(ulong value) => _length += Varint.Write(Room(Varint.MaxBytes), value);

    private void PlainText(string text)
    {
        // Up to 42 characters surely take fewer than 128 bytes: the length is one byte and can be filled in afterwards.
        if (text.Length <= 42)
        {
            var room = Room(1 + (3 * text.Length));
            var bytes = Encoding.UTF8.GetBytes(text, room[1..]);
            room[0] = (byte)bytes;
            _length += 1 + bytes;
            return;
        }

        var count = Encoding.UTF8.GetByteCount(text);
        Plain((ulong)count);
        Encoding.UTF8.GetBytes(text, Room(count));
        _length += count;
    }

    /// <summary>Starts a block whose length is not yet known.</summary>
    private int BeginBlock()
    {
        Room(1)[0] = 0;
        return ++_length;
    }

    /// <summary>Puts the length before the block, moving it where the length takes more than the one byte left for it.</summary>
    private void EndBlock(int start)
    {
        var count = _length - start;
        var extra = (Math.Max(1, 32 - BitOperations.LeadingZeroCount((uint)count)) + 6) / 7 - 1;
        if (extra > 0)
        {
            Room(extra);
            _buffer.AsSpan(start, count).CopyTo(_buffer.AsSpan(start + extra));
            _length += extra;
        }

        Varint.Write(_buffer.AsSpan(start - 1), (ulong)count);
    }

    private Span<byte> Room(int count)
    {
        if (_buffer.Length - _length < count)
            Array.Resize(ref _buffer, Math.Max(_buffer.Length * 2, _length + count));
        return _buffer.AsSpan(_length);
    }
}
