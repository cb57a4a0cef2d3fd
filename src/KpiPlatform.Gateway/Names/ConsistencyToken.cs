using System.Buffers.Text;
using KpiPlatform.Domain;
using KpiPlatform.Domain.Journal;
using KpiPlatform.Gateway.Errors;

namespace KpiPlatform.Gateway.Names;

/// <summary>
/// The one home of the tokens that acknowledgements carry and reads wait for: base64url of a version byte and an encoded
/// <see cref="PositionVector"/>. The empty text is the empty vector.
/// </summary>
internal static class ConsistencyToken
{
    private const byte Version = 1;

    /// <summary>Longest token looked at, in characters.</summary>
    private const int MaxLength = 16 * 1024;

    /// <summary>The token of a vector.</summary>
    public static string Encode(PositionVector positions) => positions.IsEmpty ? string.Empty : Encode(positions.Encode());

    /// <summary>The token of an encoded vector; nothing encodes to the empty text.</summary>
    public static string Encode(ReadOnlySpan<byte> encodedPositions)
    {
        if (encodedPositions.IsEmpty)
            return string.Empty;
        Span<byte> bytes = encodedPositions.Length < 256 ? stackalloc byte[encodedPositions.Length + 1] : new byte[encodedPositions.Length + 1];
        bytes[0] = Version;
        encodedPositions.CopyTo(bytes[1..]);
        return Base64Url.EncodeToString(bytes);
    }

    /// <summary>The vector of a token.</summary>
    /// <exception cref="DomainException">INVALID_TOKEN, naming the field.</exception>
    public static PositionVector Decode(string token, string field = "token")
    {
        if (token.Length == 0)
            return PositionVector.Empty;
        if (token.Length <= MaxLength && Base64Url.IsValid(token))
        {
            var bytes = Base64Url.DecodeFromChars(token);
            if (bytes.Length > 1 && bytes[0] == Version)
            {
                try
                {
                    return PositionVector.Decode(bytes.AsSpan(1));
                }
                catch (FormatException)
                {
                    // Told below, as of every text that is no token.
                }
            }
        }

        throw new DomainException(ErrorKind.InvalidArgument, Reasons.InvalidToken, "The token is none that this API gave out. Give back a token unchanged, or leave it empty.", field);
    }

    /// <summary>The encoded vector of a token, checked; empty for the empty token.</summary>
    /// <exception cref="DomainException">INVALID_TOKEN, naming the field.</exception>
    public static ReadOnlyMemory<byte> DecodeToBytes(string token, string field = "token") =>
        token.Length == 0 ? ReadOnlyMemory<byte>.Empty : Decode(token, field).Encode();
}
