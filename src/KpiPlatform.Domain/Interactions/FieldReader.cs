using System.Buffers.Binary;
using System.Text;
using KpiPlatform.Domain.Measures;
using NodaTime;

namespace KpiPlatform.Domain.Interactions;

/// <summary>
/// Reads what <see cref="FieldWriter"/> wrote. Callers ask for fields in ascending order of number: a field that is not there
/// gives its default, a field that nobody asks for (written by a newer version) is skipped.
/// </summary>
/// <remarks>The checksum was verified before; what throws <see cref="JournalDamagedException"/> here was written wrongly.</remarks>
internal ref struct FieldReader
{
    private ReadOnlySpan<byte> _rest;
    private int _number;
    private WireType _type;

    /// <summary>Starts on bytes; empty bytes have no field.</summary>
    public FieldReader(ReadOnlySpan<byte> bytes, string id, Instant occurredAt)
    {
        _rest = bytes;
        Id = id;
        OccurredAt = occurredAt;
        Advance();
    }

    /// <summary>Reads one item of a list.</summary>
    public delegate T ItemReader<out T>(ref FieldReader item);

    /// <summary>Id of the interaction: what <see cref="TextOrId"/> gives where nothing was written.</summary>
    public string Id { get; set; }

    /// <summary>Time of the interaction: what <see cref="TimeOrOccurred"/> gives where nothing was written.</summary>
    public Instant OccurredAt { get; }

    /// <summary>Skips what is left of this section and goes to the next, whose numbers start over.</summary>
    public void NextSection()
    {
        Seek(int.MaxValue);
        _number = 0;
        Advance();
    }

    /// <summary>A text, or empty.</summary>
    public string Text(int number) => Find(number, WireType.Bytes) ? TextAndAdvance() : string.Empty;

    /// <summary>A text that is mostly <paramref name="expected"/>, whose instance is then given back.</summary>
    public string Text(int number, string expected)
    {
        if (!Find(number, WireType.Bytes))
            return string.Empty;
        var bytes = Block();
        Span<char> characters = stackalloc char[64];
        string text;
        if (bytes.Length <= characters.Length)
        {
            var count = Encoding.UTF8.GetChars(bytes, characters);
            text = characters[..count].SequenceEqual(expected) ? expected : new string(characters[..count]);
        }
        else
        {
            text = Encoding.UTF8.GetString(bytes);
        }

        Advance();
        return text;
    }

    /// <summary>A text, or the interaction's id.</summary>
    public string TextOrId(int number) => Find(number, WireType.Bytes) ? TextAndAdvance() : Id;

    /// <summary>A whole number, or 0.</summary>
    public long Number(int number)
    {
        if (!Find(number, WireType.Varint))
            return 0;
        var value = Varint.UnZigZag(Plain());
        Advance();
        return value;
    }

    /// <summary>A whole number of 32 bits, or 0.</summary>
    public int Int32(int number)
    {
        var value = Number(number);
        return value is >= int.MinValue and <= int.MaxValue ? (int)value : throw new JournalDamagedException($"Field {number} is {value}, not a number of 32 bits.");
    }

    /// <summary>A whole number of 0 to 255, or 0.</summary>
    public byte Byte(int number)
    {
        var value = Number(number);
        return value is >= byte.MinValue and <= byte.MaxValue ? (byte)value : throw new JournalDamagedException($"Field {number} is {value}, not 0 to 255.");
    }

    /// <summary>A yes or no.</summary>
    public bool Flag(int number) => Number(number) != 0;

    /// <summary>A hash, or 0.</summary>
    public ulong Fixed(int number)
    {
        if (!Find(number, WireType.Fixed))
            return 0;
        var value = BinaryPrimitives.ReadUInt64LittleEndian(Take(sizeof(ulong)));
        Advance();
        return value;
    }

    /// <summary>A real number, or 0.</summary>
    public double Real(int number) => BitConverter.UInt64BitsToDouble(Fixed(number));

    /// <summary>A real number, or none.</summary>
    public double? OptionalReal(int number) => Find(number, WireType.Fixed) ? Real(number) : null;

    /// <summary>A duration, or zero.</summary>
    public TimeSpan Span(int number) => TimeSpan.FromTicks(Number(number) * TimeSpan.TicksPerMicrosecond);

    /// <summary>An instant; 1970 where nothing was written.</summary>
    public Instant Time(int number) => OptionalTime(number) ?? default;

    /// <summary>An instant, or none.</summary>
    public Instant? OptionalTime(int number) =>
        Find(number, WireType.Varint) ? Instant.FromUnixTimeTicks(Number(number) * TimeSpan.TicksPerMicrosecond) : null;

    /// <summary>An instant, or the interaction's own.</summary>
    public Instant TimeOrOccurred(int number) => OptionalTime(number) ?? OccurredAt;

    /// <summary>A decimal number, or 0.</summary>
    public decimal Decimal(int number)
    {
        if (!Find(number, WireType.Bytes))
            return 0;
        var bytes = Block();
        if (bytes.Length is < 1 or > 13 || (bytes[0] & 0x7F) > 28)
            throw new JournalDamagedException($"Field {number} is not a decimal number: {bytes.Length} bytes.");
        Span<byte> mantissa = stackalloc byte[12];
        mantissa.Clear();
        bytes[1..].CopyTo(mantissa);
        var value = new decimal(
            BinaryPrimitives.ReadInt32LittleEndian(mantissa),
            BinaryPrimitives.ReadInt32LittleEndian(mantissa[4..]),
            BinaryPrimitives.ReadInt32LittleEndian(mantissa[8..]),
            (bytes[0] & 0x80) != 0,
            (byte)(bytes[0] & 0x7F));
        Advance();
        return value;
    }

    /// <summary>What something is about, or nothing.</summary>
    public About About(int number)
    {
        if (!Find(number, WireType.Bytes))
            return Interactions.About.Nothing;
        var bytes = Block();
        if (bytes.IsEmpty)
            throw new JournalDamagedException($"Field {number} is empty.");
        var kind = (AboutKind)bytes[0];
        bytes = bytes[1..];
        var about = new About(kind, TextOf(ref bytes));
        Advance();
        return about;
    }

    /// <summary>Texts, or none.</summary>
    public IReadOnlyList<string> Texts(int number)
    {
        if (!Find(number, WireType.Bytes))
            return [];
        var bytes = Block();
        var texts = new string[CountOf(ref bytes, number)];
        for (var i = 0; i < texts.Length; i++)
            texts[i] = TextOf(ref bytes);
        Advance();
        return texts;
    }

    /// <summary>Pairs, or none.</summary>
    public KeyValuePair<string, string>[] Pairs(int number)
    {
        if (!Find(number, WireType.Bytes))
            return [];
        var bytes = Block();
        var pairs = new KeyValuePair<string, string>[CountOf(ref bytes, number)];
        for (var i = 0; i < pairs.Length; i++)
            pairs[i] = new(TextOf(ref bytes), TextOf(ref bytes));
        Advance();
        return pairs;
    }

    /// <summary>Items with fields of their own, or none.</summary>
    public IReadOnlyList<T> List<T>(int number, ItemReader<T> read)
    {
        if (!Find(number, WireType.Bytes))
            return [];
        var bytes = Block();
        var items = new T[CountOf(ref bytes, number)];
        for (var i = 0; i < items.Length; i++)
        {
            var item = new FieldReader(BlockOf(ref bytes), Id, OccurredAt);
            items[i] = read(ref item);
        }

        Advance();
        return items;
    }

    /// <summary>The attributes of both parts, sorted ordinally by key.</summary>
    public static IReadOnlyList<KeyValuePair<string, string>> Attributes(int number, ref FieldReader facts, ref FieldReader personal)
    {
        var declared = facts.Pairs(number);
        var others = personal.Pairs(number);
        if (declared.Length == 0)
            return others;
        if (others.Length == 0)
            return declared;
        KeyValuePair<string, string>[] all = [.. declared, .. others];
        Array.Sort(all, static (left, right) => string.CompareOrdinal(left.Key, right.Key));
        return all;
    }

    /// <summary>The raw value of the next field and its number, or 0 at the end of the section.</summary>
    public int Next(out ReadOnlySpan<byte> value)
    {
        value = default;
        if (_number == int.MaxValue)
            return 0;
        var number = _number;
        var before = _rest;
        SkipValue();
        value = before[..(before.Length - _rest.Length)];
        Advance();
        return number;
    }

    private bool Find(int number, WireType type)
    {
        if (_number < number)
            Seek(number);
        if (_number != number)
            return false;
        return _type == type ? true : throw new JournalDamagedException($"Field {number} is written as {_type}, expected {type}.");
    }

    private void Seek(int number)
    {
        while (_number < number)
        {
            SkipValue();
            Advance();
        }
    }

    private void Advance()
    {
        if (_rest.IsEmpty)
        {
            _number = int.MaxValue;
            return;
        }

        var tag = Plain();
        if (tag == 0)
        {
            // End of the section.
            _number = int.MaxValue;
            return;
        }

        var number = tag >> 2;
        if (number <= (ulong)_number || number >= int.MaxValue)
            throw new JournalDamagedException($"Field {number} follows field {_number}: fields stand in ascending order.");
        _number = (int)number;
        _type = (WireType)(tag & 3);
    }

    private void SkipValue()
    {
        switch (_type)
        {
            case WireType.Varint:
                Plain();
                break;
            case WireType.Fixed:
                Take(sizeof(ulong));
                break;
            case WireType.Bytes:
                Block();
                break;
            default:
                throw new JournalDamagedException($"Field {_number} has the unknown wire type {(int)_type}.");
        }
    }

    private string TextAndAdvance()
    {
        var text = Encoding.UTF8.GetString(Block());
        Advance();
        return text;
    }

    private ReadOnlySpan<byte> Block() => BlockOf(ref _rest);

    private ReadOnlySpan<byte> Take(int count) => TakeOf(ref _rest, count);

    private ulong Plain() => PlainOf(ref _rest);

    private static string TextOf(scoped ref ReadOnlySpan<byte> bytes) => Encoding.UTF8.GetString(BlockOf(ref bytes));

    private static int CountOf(scoped ref ReadOnlySpan<byte> bytes, int number)
    {
        var count = PlainOf(ref bytes);

        // Every item takes a byte at least; so a damaged count cannot ask for more memory than the row has bytes.
        return count <= (ulong)bytes.Length ? (int)count : throw new JournalDamagedException($"Field {number} claims {count} items in {bytes.Length} bytes.");
    }

    private static ReadOnlySpan<byte> BlockOf(scoped ref ReadOnlySpan<byte> bytes)
    {
        var length = PlainOf(ref bytes);
        return length <= (ulong)bytes.Length
            ? TakeOf(ref bytes, (int)length)
            : throw new JournalDamagedException($"A value of {length} bytes is cut off after {bytes.Length}.");
    }

    private static ReadOnlySpan<byte> TakeOf(scoped ref ReadOnlySpan<byte> bytes, int count)
    {
        if (bytes.Length < count)
            throw new JournalDamagedException($"A value of {count} bytes is cut off after {bytes.Length}.");
        var taken = bytes[..count];
        bytes = bytes[count..];
        return taken;
    }

    private static ulong PlainOf(scoped ref ReadOnlySpan<byte> bytes)
    {
        if (!bytes.IsEmpty && bytes[0] < 0x80)
        {
            var value = bytes[0];
            bytes = bytes[1..];
            return value;
        }

        try
        {
            return Varint.Read(ref bytes);
        }
        catch (FormatException exception)
        {
            throw new JournalDamagedException($"A number cannot be read: {exception.Message}", exception);
        }
    }
}
