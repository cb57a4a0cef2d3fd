using System.Buffers.Binary;
using System.Text;
using KpiPlatform.Domain.Measures;
using NodaTime;

namespace KpiPlatform.Domain.Customers;

/// <summary>Reads what <see cref="StateWriter"/> wrote. Damaged bytes give a FormatException.</summary>
internal ref struct StateReader(ReadOnlySpan<byte> bytes)
{
    // What local days can be computed of, with room on either side.
    private static readonly Instant Earliest = Instant.FromUtc(1, 1, 1, 0, 0);
    private static readonly Instant Latest = Instant.FromUtc(9998, 1, 1, 0, 0);

    private ReadOnlySpan<byte> _rest = bytes;

    public readonly bool AtEnd => _rest.IsEmpty;

    public ulong Unsigned() => Varint.Read(ref _rest);

    public long Signed() => Varint.UnZigZag(Unsigned());

    public int Int() => Signed() is var value && value is >= int.MinValue and <= int.MaxValue
        ? (int)value
        : throw new FormatException($"{value} is no number of 32 bits.");

    public int Count()
    {
        var count = Unsigned();
        return count <= (ulong)_rest.Length ? (int)count : throw new FormatException($"{_rest.Length} bytes can't hold {count} items.");
    }

    public bool Flag() => Unsigned() switch
    {
        0 => false,
        1 => true,
        var other => throw new FormatException($"A flag is 0 or 1, not {other}."),
    };

    public ulong Fixed64() => BinaryPrimitives.ReadUInt64LittleEndian(Take(8));

    public double Real() => BitConverter.UInt64BitsToDouble(Fixed64());

    public string Text() => Encoding.UTF8.GetString(Take(Count()));

    public Instant Time() => Signed() is var ticks && ticks >= Earliest.ToUnixTimeTicks() && ticks <= Latest.ToUnixTimeTicks()
        ? Instant.FromUnixTimeTicks(ticks)
        : throw new FormatException($"{ticks} ticks are no time of the years 1 to 9997.");

    public Instant? OptionalTime() => Flag() ? Time() : null;

    public double? OptionalReal() => Flag() ? Real() : null;

    public int? OptionalDay() => Flag() ? Int() : null;

    public List<DayStep> Steps()
    {
        var steps = new List<DayStep>();
        var count = Count();
        for (var i = 0; i < count; i++)
            steps.Add(new(Int(), Signed()));
        return steps;
    }

    private ReadOnlySpan<byte> Take(int count)
    {
        if (count > _rest.Length)
            throw new FormatException($"{count} bytes wanted, {_rest.Length} left.");
        var taken = _rest[..count];
        _rest = _rest[count..];
        return taken;
    }
}
