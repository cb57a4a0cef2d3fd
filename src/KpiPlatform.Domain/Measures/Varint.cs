namespace KpiPlatform.Domain.Measures;

/// <summary>Numbers of variable length: seven bits a byte, least significant first, the top bit set on all but the last.</summary>
public static class Varint
{
    /// <summary>Most bytes of one number.</summary>
    public const int MaxBytes = 10;

    /// <summary>Writes a number and returns how many bytes it took, 1 to 10.</summary>
    public static int Write(Span<byte> target, ulong value)
    {
        var at = 0;
        while (value >= 0x80)
        {
            target[at++] = (byte)(value | 0x80);
            value >>= 7;
        }

        target[at++] = (byte)value;
        return at;
    }

    /// <summary>Reads a number and moves past it.</summary>
    /// <exception cref="FormatException">The bytes end within the number, or it has more than 64 bits.</exception>
    public static ulong Read(ref ReadOnlySpan<byte> source)
    {
        ulong value = 0;
        for (var i = 0; i < MaxBytes; i++)
        {
            if (i >= source.Length)
                throw new FormatException("The bytes end within a number.");
            var part = source[i];
            if (i == MaxBytes - 1 && part > 1)
                break;
            value |= (ulong)(part & 0x7F) << (7 * i);
            if (part < 0x80)
            {
                source = source[(i + 1)..];
                return value;
            }
        }

        throw new FormatException("A number has more than 64 bits.");
    }

    /// <summary>Maps small numbers of either sign to small unsigned ones.</summary>
    public static ulong ZigZag(long value) => (ulong)((value << 1) ^ (value >> 63));

    /// <summary>Reverses <see cref="ZigZag"/>.</summary>
    public static long UnZigZag(ulong value) => (long)(value >> 1) ^ -(long)(value & 1);
}
