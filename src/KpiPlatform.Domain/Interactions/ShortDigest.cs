using System.Buffers.Binary;
using System.Security.Cryptography;

namespace KpiPlatform.Domain.Interactions;

/// <summary>First 8 bytes of SHA-256, read as an unsigned big-endian number.</summary>
internal static class ShortDigest
{
    /// <summary>A hash object of this thread, reused: making one costs a quarter of hashing what an interaction has.</summary>
    [ThreadStatic]
    private static IncrementalHash? _hash;

    /// <summary>The digest of bytes.</summary>
    public static ulong Of(ReadOnlySpan<byte> bytes)
    {
        var hash = _hash ??= IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(bytes);
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        hash.GetHashAndReset(digest);
        return BinaryPrimitives.ReadUInt64BigEndian(digest);
    }
}
