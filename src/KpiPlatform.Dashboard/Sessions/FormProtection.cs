using System.Globalization;
using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;

namespace KpiPlatform.Dashboard.Sessions;

/// <summary>
/// Seals form tokens with <see cref="IFormKeys"/>: id of the key, nonce, tag, AES-256-GCM. In place of the framework's own ring of keys, which would
/// have to be stored, guarded and agreed on by hosts a second time. Immutable, thread-safe.
/// </summary>
internal sealed class FormProtection : IDataProtector
{
    private const int KeyBytes = 32;
    private const int NonceBytes = 12;
    private const int TagBytes = 16;
    private const int HeadBytes = 1 + NonceBytes + TagBytes;
    private readonly IFormKeys _keys;
    private readonly string _purpose;

    public FormProtection(IFormKeys keys)
        : this(keys, string.Empty)
    {
    }

    private FormProtection(IFormKeys keys, string purpose)
    {
        _keys = keys;
        _purpose = purpose;
    }

    /// <inheritdoc/>
    public IDataProtector CreateProtector(string purpose)
    {
        // With their lengths, no two chains of purposes read alike.
        ArgumentNullException.ThrowIfNull(purpose);
        return new FormProtection(_keys, string.Create(CultureInfo.InvariantCulture, $"{_purpose}{purpose.Length}:{purpose}"));
    }

    /// <inheritdoc/>
    public byte[] Protect(byte[] plaintext)
    {
        ArgumentNullException.ThrowIfNull(plaintext);
        var result = new byte[HeadBytes + plaintext.Length];
        result[0] = _keys.Current;
        RandomNumberGenerator.Fill(result.AsSpan(1, NonceBytes));
        using var cipher = Cipher(result[0]);
        cipher.Encrypt(result.AsSpan(1, NonceBytes), plaintext, result.AsSpan(HeadBytes), result.AsSpan(1 + NonceBytes, TagBytes));
        return result;
    }

    /// <inheritdoc/>
    public byte[] Unprotect(byte[] protectedData)
    {
        ArgumentNullException.ThrowIfNull(protectedData);
        if (protectedData.Length < HeadBytes)
            throw new CryptographicException("It is too short to be a token.");
        var plain = new byte[protectedData.Length - HeadBytes];
        using var cipher = Cipher(protectedData[0]);
        cipher.Decrypt(protectedData.AsSpan(1, NonceBytes), protectedData.AsSpan(HeadBytes), protectedData.AsSpan(1 + NonceBytes, TagBytes), plain);
        return plain;
    }

    private AesGcm Cipher(byte id)
    {
        Span<byte> key = stackalloc byte[KeyBytes];
        return _keys.TryDerive(id, "kpi dashboard form " + _purpose, key) ? new AesGcm(key, TagBytes) : throw new CryptographicException("Its key is not known, or not any more.");
    }
}
