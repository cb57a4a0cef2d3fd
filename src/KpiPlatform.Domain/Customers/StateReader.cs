using System.Buffers.Binary;
using System.Text;
using KpiPlatform.Domain.Measures;
using NodaTime;

namespace KpiPlatform.Domain.Customers;

/// <summary>Reads what <see cref="StateWriter"/> wrote. Damaged bytes give a FormatException.</summary>
internal ref struct StateReader(ReadOnlySpan<byte> bytes)
{
    private ReadOnlySpan<byte> _rest = bytes;

    public readonly bool AtEnd => _rest.IsEmpty;

    public ulong Unsigned() => Varint.Read(ref _rest);

    public long Signed() => Varint.UnZigZag(Unsigned());

    public int Int() => checked((int)Signed());

    public int Count()
    {
        var count = Unsigned();
        return count <= (ulong)_rest.Length ? (int)count : throw new FormatException($"{_rest.Length} bytes can't hold {count} items.");
    }

    public bool Flag() => Unsigned() != 0;

    public ulong Fixed64() => BinaryPrimitives.ReadUInt64LittleEndian(Take(8));

    public double Real() => BitConverter.UInt64BitsToDouble(Fixed64());

    public string Text() => Encoding.UTF8.GetString(Take(Count()));

    public Instant Time() => Instant.FromUnixTimeTicks(Signed());

    public Instant? OptionalTime() => Flag() ? Time() : null;

    public double? OptionalReal() => Flag() ? Real() : null;

    private ReadOnlySpan<byte> Take(int count)
    {
        if (count > _rest.Length)
            throw new FormatException($"{count} bytes wanted, {_rest.Length} left.");
        var taken = _rest[..count];
        _rest = _rest[count..];
        return taken;
    }
}
