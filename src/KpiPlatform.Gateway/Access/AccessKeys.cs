using System.Security.Cryptography;
using System.Text;

namespace KpiPlatform.Gateway.Access;

/// <summary>The keys that open the API, as SHA-256 digests. Immutable, thread-safe.</summary>
internal sealed class AccessKeys
{
    private const int MaxKeyBytes = 512;
    private readonly byte[][] _digests;

    public AccessKeys(GatewayOptions options) =>
        _digests = [.. options.AccessKeys.Select(key => SHA256.HashData(Encoding.UTF8.GetBytes(key)))];

    /// <summary>Whether everybody may call.</summary>
    public bool IsOpen => _digests.Length == 0;

    /// <summary>Whether a key is one of them. Takes the same time whichever it is and however much of it is right.</summary>
    public bool Contains(ReadOnlySpan<char> key)
    {
        if (Encoding.UTF8.GetByteCount(key) > MaxKeyBytes)
            return false;
        Span<byte> bytes = stackalloc byte[MaxKeyBytes];
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(bytes[..Encoding.UTF8.GetBytes(key, bytes)], digest);
        var found = false;
        foreach (var known in _digests)
            found |= CryptographicOperations.FixedTimeEquals(known, digest);
        return found;
    }
}
