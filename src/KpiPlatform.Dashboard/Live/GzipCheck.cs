using System.Buffers.Binary;

namespace KpiPlatform.Dashboard.Live;

/// <summary>
/// Check sum (CRC-32 of ISO 3309) and length of a text, as a gzip stream ends with. That of two texts one after the other follows from those of both: so a
/// stream of many pieces is checked without reading any of them again. The default is that of the empty text.
/// </summary>
/// <param name="Sum">The check sum.</param>
/// <param name="Length">Bytes.</param>
/// <param name="Shift">x^(8 · <paramref name="Length"/>) modulo the polynomial, bits reversed as in the sum: what appending the text multiplies a sum before it by.</param>
internal readonly record struct GzipCheck(uint Sum, long Length, uint Shift)
{
    private const uint Polynomial = 0xEDB88320;
    private const uint One = 0x80000000;
    private const uint ByteShift = One >> 8;
    private static readonly uint[] Table = MakeTable();

    /// <summary>That of nothing.</summary>
    public static GzipCheck Empty { get; } = new(0, 0, One);

    /// <summary>That of a text.</summary>
    public static GzipCheck Of(ReadOnlySpan<byte> text)
    {
        var sum = uint.MaxValue;
        foreach (var value in text)
            sum = Table[(byte)(sum ^ value)] ^ (sum >> 8);
        return new(~sum, text.Length, Power(text.Length));
    }

    /// <summary>That of this text and another behind it.</summary>
    public GzipCheck With(GzipCheck next) => new(Times(Sum, next.Shift) ^ next.Sum, Length + next.Length, Times(Shift, next.Shift));

    /// <summary>Writes what a gzip stream ends with: sum and length, eight bytes.</summary>
    public void Write(Span<byte> to)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(to, Sum);
        BinaryPrimitives.WriteUInt32LittleEndian(to[4..], (uint)Length);
    }

    private static uint Power(int bytes)
    {
        var (result, square) = (One, ByteShift);
        for (var left = (uint)bytes; left > 0; left >>= 1)
        {
            if ((left & 1) != 0)
                result = Times(result, square);
            square = Times(square, square);
        }

        return result;
    }

    /// <summary>The product of two polynomials, whose highest power is the lowest bit.</summary>
    private static uint Times(uint a, uint b)
    {
        uint product = 0;
        for (; a != 0; a <<= 1)
        {
            if ((a & One) != 0)
                product ^= b;
            b = (b & 1) != 0 ? (b >> 1) ^ Polynomial : b >> 1;
        }

        return product;
    }

    private static uint[] MakeTable()
    {
        var table = new uint[256];
        for (uint i = 0; i < table.Length; i++)
        {
            var value = i;
            for (var bit = 0; bit < 8; bit++)
                value = (value & 1) != 0 ? (value >> 1) ^ Polynomial : value >> 1;
            table[i] = value;
        }

        return table;
    }
}
