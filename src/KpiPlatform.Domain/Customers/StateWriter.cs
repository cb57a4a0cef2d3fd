using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using KpiPlatform.Domain.Measures;
using NodaTime;

namespace KpiPlatform.Domain.Customers;

/// <summary>Writes state in the snapshot's encoding: varints, zigzag for signed numbers, length-prefixed UTF-8.</summary>
internal sealed class StateWriter
{
    private readonly ArrayBufferWriter<byte> _buffer = new(256);

    public ReadOnlySpan<byte> Written => _buffer.WrittenSpan;

    public void Unsigned(ulong value) => _buffer.Advance(Varint.Write(_buffer.GetSpan(Varint.MaxBytes), value));

    public void Signed(long value) => Unsigned(Varint.ZigZag(value));

    public void Flag(bool value) => Unsigned(value ? 1UL : 0UL);

    public void Fixed32(uint value)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(_buffer.GetSpan(4), value);
        _buffer.Advance(4);
    }

    public void Fixed64(ulong value)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(_buffer.GetSpan(8), value);
        _buffer.Advance(8);
    }

    public void Real(double value) => Fixed64(BitConverter.DoubleToUInt64Bits(value));

    public void Text(string value)
    {
        var count = Encoding.UTF8.GetByteCount(value);
        Unsigned((ulong)count);
        _buffer.Advance(Encoding.UTF8.GetBytes(value, _buffer.GetSpan(count)));
    }

    public void Time(Instant value) => Signed(value.ToUnixTimeTicks());

    public void OptionalTime(Instant? value)
    {
        Flag(value is not null);
        if (value is { } instant)
            Time(instant);
    }

    public void OptionalReal(double? value)
    {
        Flag(value is not null);
        if (value is { } number)
            Real(number);
    }

    public void OptionalDay(int? value)
    {
        Flag(value is not null);
        if (value is { } day)
            Signed(day);
    }

    public void Steps(IReadOnlyList<DayStep> steps)
    {
        Unsigned((ulong)steps.Count);
        foreach (var (day, amount) in steps)
        {
            Signed(day);
            Signed(amount);
        }
    }
}
