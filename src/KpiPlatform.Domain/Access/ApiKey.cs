using System.Buffers;
using System.Security.Cryptography;
using System.Text;

namespace KpiPlatform.Domain.Access;

/// <summary>
/// The text of API keys: "kpi_", 32 characters of 160 random bits, 6 characters of checksum, in the alphabet a-z2-7. Who has the text has
/// the key; only its digest is kept. The checksum tells a typing error without asking the database; it is no protection.
/// </summary>
public static class ApiKey
{
    /// <summary>What every key starts with, so that a leaked one is recognised for what it is.</summary>
    public const string Prefix = "kpi_";

    /// <summary>Characters of a key.</summary>
    public const int Length = 42;

    /// <summary>Longest text that is looked at as a key, in characters: keys given in the configuration may have any form.</summary>
    public const int MaxLength = 512;

    private const string Alphabet = "abcdefghijklmnopqrstuvwxyz234567";
    private const int BitsPerCharacter = 5;
    private const int SecretBytes = 20;
    private const int ChecksumLength = 6;
    private const int IdLength = 16;
    private static readonly SearchValues<char> Characters = SearchValues.Create(Alphabet);

    /// <summary>Makes a new one.</summary>
    public static string Create()
    {
        Span<byte> secret = stackalloc byte[SecretBytes];
        RandomNumberGenerator.Fill(secret);
        var body = Prefix + Encode(secret, SecretBytes * 8 / BitsPerCharacter);
        return body + Checksum(body);
    }

    /// <summary>Whether a text has the form of a key and its checksum.</summary>
    public static bool IsWellFormed(ReadOnlySpan<char> text) =>
        text.Length == Length
        && text.StartsWith(Prefix, StringComparison.Ordinal)
        && !text[Prefix.Length..].ContainsAnyExcept(Characters)
        && text[^ChecksumLength..].SequenceEqual(Checksum(text[..^ChecksumLength]));

    /// <summary>SHA-256 of a key's UTF-8 bytes. A key has so much chance in it that nothing slower is needed.</summary>
    /// <exception cref="ArgumentException">The text is longer than <see cref="MaxLength"/>.</exception>
    public static byte[] Digest(ReadOnlySpan<char> text)
    {
        if (text.Length > MaxLength)
            throw new ArgumentException($"A key has at most {MaxLength} characters.", nameof(text));
        Span<byte> bytes = stackalloc byte[Encoding.UTF8.GetMaxByteCount(MaxLength)];
        return SHA256.HashData(bytes[..Encoding.UTF8.GetBytes(text, bytes)]);
    }

    /// <summary>The id of a key by its digest: tells keys apart in lists and logs, and opens nothing.</summary>
    public static string IdOf(ReadOnlySpan<byte> digest) => Encode(digest, IdLength);

    private static string Checksum(ReadOnlySpan<char> body) => Encode(Digest(body), ChecksumLength);

    private static string Encode(ReadOnlySpan<byte> bytes, int characters)
    {
        Span<char> text = stackalloc char[characters];
        var (buffer, bits, next) = (0, 0, 0);
        for (var i = 0; i < characters; i++)
        {
            if (bits < BitsPerCharacter)
            {
                buffer = (buffer << 8) | bytes[next++];
                bits += 8;
            }

            bits -= BitsPerCharacter;
            text[i] = Alphabet[(buffer >> bits) & (Alphabet.Length - 1)];
            buffer &= (1 << bits) - 1;
        }

        return new string(text);
    }
}
