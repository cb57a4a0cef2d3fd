using System.Text;

namespace KpiPlatform.Domain.Interactions;

/// <summary>The 64-bit hash by which an interaction is known in state, order and journal.</summary>
public static class InteractionIdentity
{
    /// <summary>First 8 bytes of SHA-256 over UTF-8 source, a zero byte, UTF-8 id, read as an unsigned big-endian number.</summary>
    /// <remarks>Different hashes prove different identities; equal hashes are compared in full before anything is called a duplicate.</remarks>
    /// <param name="source">Source, at most 64 UTF-8 bytes.</param>
    /// <param name="id">Id within it, at most 64 UTF-8 bytes.</param>
    public static ulong Hash(string source, string id)
    {
        var maxBytes = Encoding.UTF8.GetMaxByteCount(source.Length) + 1 + Encoding.UTF8.GetMaxByteCount(id.Length);
        var buffer = maxBytes <= 512 ? stackalloc byte[512] : new byte[maxBytes];
        var length = Encoding.UTF8.GetBytes(source, buffer);
        buffer[length++] = 0;
        length += Encoding.UTF8.GetBytes(id, buffer[length..]);
        return ShortDigest.Of(buffer[..length]);
    }
}
