using System.Runtime.InteropServices;

namespace KpiPlatform.Gateway.Access;

/// <summary>A SHA-256 as a key of dictionaries.</summary>
internal readonly record struct KeyDigest(ulong A, ulong B, ulong C, ulong D)
{
    /// <summary>Of 32 bytes.</summary>
    public static KeyDigest Of(ReadOnlySpan<byte> digest)
    {
        var parts = MemoryMarshal.Cast<byte, ulong>(digest);
        return new(parts[0], parts[1], parts[2], parts[3]);
    }
}
