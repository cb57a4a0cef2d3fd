using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace KpiPlatform.Dashboard.Sessions;

/// <summary>
/// What follows from the id of a session, which nobody but the browser has: the name of its record and the key that the record is sealed with
/// (AES-256-GCM; both by HKDF-SHA-256, so that neither tells the other). Whoever reads the database finds no session and no access key;
/// whoever has the cookie finds nothing without the server. An id is ten hexadecimal digits of the second that the session began in, so that
/// names sort by age, then 256 random bits.
/// </summary>
internal sealed class SessionSeal
{
    private const byte Version = 1;
    private const int TimeDigits = 10;
    private const int SecretBytes = 32;
    private const int NonceBytes = 12;
    private const int TagBytes = 16;
    private const int HeadBytes = 1 + NonceBytes + TagBytes;
    private const int NameBytes = 16;
    private const int IdLength = TimeDigits + (2 * SecretBytes);
    private static readonly SearchValues<char> Digits = SearchValues.Create("0123456789abcdef");
    private readonly byte[] _key;

    private SessionSeal(string id, DateTimeOffset startTime)
    {
        var secret = Convert.FromHexString(id.AsSpan(TimeDigits));
        var time = id[..TimeDigits];
        Id = id;
        StartTime = startTime;
        Name = $"{time}.{Convert.ToHexStringLower(Derive(secret, time, "name", NameBytes))}";
        _key = Derive(secret, time, "seal", SecretBytes);
    }

    /// <summary>What the cookie holds.</summary>
    public string Id { get; }

    /// <summary>When the session began, to the second.</summary>
    public DateTimeOffset StartTime { get; }

    /// <summary>Name of its record.</summary>
    public string Name { get; }

    /// <summary>Of a new session.</summary>
    public static SessionSeal New(DateTimeOffset now)
    {
        var seconds = now.ToUnixTimeSeconds();
        var id = seconds.ToString("x10", CultureInfo.InvariantCulture) + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(SecretBytes));
        return new(id, DateTimeOffset.FromUnixTimeSeconds(seconds));
    }

    /// <summary>Of what a browser sent; null if that is no id.</summary>
    public static SessionSeal? Of(string? id) =>
        id is { Length: IdLength } && !id.AsSpan().ContainsAnyExcept(Digits) && StartOf(id) is { } start ? new(id, start) : null;

    /// <summary>When the session of a record began; null if it is none's name.</summary>
    public static DateTimeOffset? StartOf(string name) =>
        name.Length > TimeDigits && long.TryParse(name.AsSpan(0, TimeDigits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var seconds)
        && seconds <= DateTimeOffset.MaxValue.ToUnixTimeSeconds()
            ? DateTimeOffset.FromUnixTimeSeconds(seconds)
            : null;

    /// <summary>Seals what is to be kept.</summary>
    public byte[] Close(SessionContent content)
    {
        var plain = JsonSerializer.SerializeToUtf8Bytes(content);
        var result = new byte[HeadBytes + plain.Length];
        result[0] = Version;
        RandomNumberGenerator.Fill(result.AsSpan(1, NonceBytes));
        using var cipher = new AesGcm(_key, TagBytes);
        cipher.Encrypt(result.AsSpan(1, NonceBytes), plain, result.AsSpan(HeadBytes), result.AsSpan(1 + NonceBytes, TagBytes), Encoding.ASCII.GetBytes(Name));
        return result;
    }

    /// <summary>Opens what was kept; null if it was changed, or is of another program.</summary>
    public SessionContent? Open(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length <= HeadBytes || bytes[0] != Version)
            return null;
        var plain = new byte[bytes.Length - HeadBytes];
        using var cipher = new AesGcm(_key, TagBytes);
        try
        {
            cipher.Decrypt(bytes.Slice(1, NonceBytes), bytes[HeadBytes..], bytes.Slice(1 + NonceBytes, TagBytes), plain, Encoding.ASCII.GetBytes(Name));
            return JsonSerializer.Deserialize<SessionContent>(plain);
        }
        catch (Exception exception) when (exception is CryptographicException or JsonException)
        {
            return null;
        }
    }

    private static byte[] Derive(byte[] secret, string time, string purpose, int length) =>
        HKDF.DeriveKey(HashAlgorithmName.SHA256, secret, length, Encoding.ASCII.GetBytes(time), Encoding.ASCII.GetBytes("kpi dashboard session " + purpose));
}
