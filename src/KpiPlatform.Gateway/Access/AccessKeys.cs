using System.Security.Cryptography;
using KpiPlatform.Domain.Access;

namespace KpiPlatform.Gateway.Access;

/// <summary>The keys of the platform that the configuration gives, as SHA-256 digests. Immutable, thread-safe.</summary>
internal sealed class AccessKeys
{
    private readonly byte[][] _digests;

    public AccessKeys(GatewayOptions options) => _digests = [.. options.AccessKeys.Select(key => ApiKey.Digest(key))];

    /// <summary>Id of the key of a digest; null if it is none of them. Takes the same time whichever it is and however much of it is right.</summary>
    public string? Find(ReadOnlySpan<byte> digest)
    {
        var found = false;
        foreach (var known in _digests)
            found |= CryptographicOperations.FixedTimeEquals(known, digest);
        return found ? ApiKey.IdOf(digest) : null;
    }
}
