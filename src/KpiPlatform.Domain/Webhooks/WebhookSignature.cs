using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace KpiPlatform.Domain.Webhooks;

/// <summary>How receivers know that a request is ours and recent: HMAC-SHA-256 over "timestamp.body".</summary>
public static class WebhookSignature
{
    private const string Version = "v1=";
    private const string Prefix = "whsec_";
    private const int SecretBytes = 32;

    /// <summary>A new secret.</summary>
    public static string CreateSecret() => Prefix + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(SecretBytes));

    /// <summary>The signature: "v1=" and 64 hexadecimal digits.</summary>
    /// <param name="secret">The webhook's secret; its UTF-8 bytes are the key.</param>
    /// <param name="timestamp">Seconds since 1970 at which it is sent.</param>
    /// <param name="body">The body, byte by byte.</param>
    public static string Of(string secret, long timestamp, ReadOnlySpan<byte> body)
    {
        using var hash = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, Encoding.UTF8.GetBytes(secret));
        hash.AppendData(Encoding.UTF8.GetBytes(timestamp.ToString(CultureInfo.InvariantCulture)));
        hash.AppendData("."u8);
        hash.AppendData(body);
        return Version + Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
