using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace KpiPlatform.Domain.Auditing;

/// <summary>What holds the entries of a log together: h(n) = SHA-256(h(n − 1), entry n), with h(0) = 32 zero bytes. Never changes: what is written is compared with it.</summary>
public static class AuditChain
{
    /// <summary>Length of a digest.</summary>
    public const int DigestBytes = SHA256.HashSizeInBytes;

    /// <summary>The digest before the first entry.</summary>
    public static ReadOnlyMemory<byte> Start { get; } = new byte[DigestBytes];

    /// <summary>Digest of an entry in its place: over the digest before, sequence, tenant (0 for the platform), time in microseconds since 1970, count, allowed, and the texts, each after its length; numbers big-endian.</summary>
    /// <param name="before">Digest of the entry before.</param>
    /// <param name="sequence">Its place.</param>
    /// <param name="entry">The entry.</param>
    public static byte[] Digest(ReadOnlySpan<byte> before, long sequence, AuditEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        ArgumentOutOfRangeException.ThrowIfNotEqual(before.Length, DigestBytes, nameof(before));
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(before);
        Span<byte> numbers = stackalloc byte[25];
        BinaryPrimitives.WriteInt64BigEndian(numbers, sequence);
        BinaryPrimitives.WriteInt32BigEndian(numbers[8..], entry.Tenant?.Value ?? 0);
        BinaryPrimitives.WriteInt64BigEndian(numbers[12..], entry.At.ToUnixTimeTicks() / TimeSpan.TicksPerMicrosecond);
        BinaryPrimitives.WriteInt32BigEndian(numbers[20..], entry.Count);
        numbers[24] = entry.Allowed ? (byte)1 : (byte)0;
        hash.AppendData(numbers);
        Span<byte> length = stackalloc byte[sizeof(int)];
        foreach (var text in (ReadOnlySpan<string>)[entry.Principal, entry.Method, entry.Resource, entry.Reason, entry.Source])
        {
            var bytes = Encoding.UTF8.GetBytes(text);
            BinaryPrimitives.WriteInt32BigEndian(length, bytes.Length);
            hash.AppendData(length);
            hash.AppendData(bytes);
        }

        return hash.GetHashAndReset();
    }
}
