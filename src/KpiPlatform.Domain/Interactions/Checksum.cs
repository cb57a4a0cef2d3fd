using System.Buffers.Binary;
using System.Numerics;

namespace KpiPlatform.Domain.Interactions;

/// <summary>CRC-32C (Castagnoli): finds every single flipped bit and every burst of up to 32 bits.</summary>
internal static class Checksum
{
    /// <summary>Of no bytes yet.</summary>
    public const uint Start = uint.MaxValue;

    /// <summary>With eight more bytes, little-endian.</summary>
    public static uint Add(uint checksum, ulong value) => BitOperations.Crc32C(checksum, value);

    /// <summary>With more bytes.</summary>
    public static uint Add(uint checksum, ReadOnlySpan<byte> bytes)
    {
        while (bytes.Length >= sizeof(ulong))
        {
            checksum = BitOperations.Crc32C(checksum, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
            bytes = bytes[sizeof(ulong)..];
        }

        foreach (var value in bytes)
            checksum = BitOperations.Crc32C(checksum, value);
        return checksum;
    }

    /// <summary>The checksum as it is stored.</summary>
    public static uint Finish(uint checksum) => ~checksum;
}
