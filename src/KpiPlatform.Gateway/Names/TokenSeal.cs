using System.Collections.Frozen;
using System.Security.Cryptography;
using System.Text;
using NodaTime;

namespace KpiPlatform.Gateway.Names;

/// <summary>Computes and checks the codes of tokens with the server's keys, which <see cref="TokenKeys"/> keeps up to date. Thread-safe.</summary>
internal sealed class TokenSeal(TimeProvider time) : IServerSecrets
{
    /// <summary>Bytes of a code: 96 bits, which nobody guesses one call at a time.</summary>
    public const int CodeLength = 12;

    private const int MaxTenantBytes = 64;
    private const int MaxStackBytes = 1024;
    private volatile KeyRing? _keys;

    /// <inheritdoc/>
    public byte Current => Keys().At(time.Now()).Id;

    /// <summary>Takes over keys.</summary>
    public void Use(IReadOnlyList<TokenKey> keys) => _keys = new(keys.ToFrozenDictionary(key => key.Id, key => key.Secret), [.. keys.OrderBy(key => key.From)]);

    /// <summary>Computes a code.</summary>
    /// <returns>Id of the key that it was computed with.</returns>
    public byte Sign(TokenPurpose purpose, string tenant, ReadOnlySpan<byte> content, Span<byte> code)
    {
        var key = Keys().At(time.Now());
        Compute(key.Secret, purpose, tenant, content, code);
        return key.Id;
    }

    /// <summary>Whether a code is right. Takes the same time however much of it is.</summary>
    public bool IsRight(TokenPurpose purpose, string tenant, byte key, ReadOnlySpan<byte> content, ReadOnlySpan<byte> code)
    {
        if (!Keys().Secrets.TryGetValue(key, out var secret))
            return false;
        Span<byte> right = stackalloc byte[CodeLength];
        Compute(secret, purpose, tenant, content, right);
        return CryptographicOperations.FixedTimeEquals(right, code);
    }

    /// <inheritdoc/>
    public bool TryDerive(byte id, string purpose, Span<byte> secret)
    {
        ArgumentNullException.ThrowIfNull(purpose);
        if (!Keys().Secrets.TryGetValue(id, out var key))
            return false;
        HKDF.DeriveKey(HashAlgorithmName.SHA256, key, secret, salt: default, Encoding.UTF8.GetBytes(purpose));
        return true;
    }

    private static void Compute(byte[] secret, TokenPurpose purpose, string tenant, ReadOnlySpan<byte> content, Span<byte> code)
    {
        // Purpose, length of the tenant's id, the id, the content: no two of them read alike.
        if (tenant.Length > MaxTenantBytes)
            tenant = tenant[..MaxTenantBytes];
        var length = 2 + (4 * MaxTenantBytes) + content.Length;
        var bytes = length <= MaxStackBytes ? stackalloc byte[length] : new byte[length];
        bytes[0] = (byte)purpose;
        var written = Encoding.UTF8.GetBytes(tenant, bytes[2..]);
        bytes[1] = (byte)written;
        content.CopyTo(bytes[(2 + written)..]);
        Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(secret, bytes[..(2 + written + content.Length)], hash);
        hash[..CodeLength].CopyTo(code);
    }

    private KeyRing Keys() => _keys ?? throw new InvalidOperationException("The keys of tokens are not read yet; the gateway has not started.");

    private sealed record KeyRing(FrozenDictionary<byte, byte[]> Secrets, TokenKey[] ByTime)
    {
        /// <summary>The newest one in force; the oldest if the clock was put back.</summary>
        public TokenKey At(Instant now)
        {
            for (var i = ByTime.Length - 1; i > 0; i--)
            {
                if (ByTime[i].From <= now)
                    return ByTime[i];
            }

            return ByTime[0];
        }
    }
}
