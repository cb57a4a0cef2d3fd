using KpiPlatform.Domain;
using KpiPlatform.Domain.Journal;
using KpiPlatform.Gateway.Errors;

namespace KpiPlatform.Gateway.Names;

/// <summary>
/// The one home of the tokens that acknowledgements carry and reads wait for: an encoded <see cref="PositionVector"/> as <see cref="SealedText"/>.
/// The empty text is the empty vector.
/// </summary>
internal static class ConsistencyToken
{
    /// <summary>Longest token looked at, in characters.</summary>
    private const int MaxLength = 16 * 1024;

    /// <summary>The token of a vector.</summary>
    public static string Encode(PositionVector positions) => positions.IsEmpty ? string.Empty : Encode(positions.Encode());

    /// <summary>The token of an encoded vector; nothing encodes to the empty text.</summary>
    public static string Encode(ReadOnlySpan<byte> encodedPositions) =>
        encodedPositions.IsEmpty ? string.Empty : SealedText.Seal(TokenPurpose.Consistency, encodedPositions);

    /// <summary>The vector of a token.</summary>
    /// <exception cref="DomainException">INVALID_TOKEN, naming the field.</exception>
    public static PositionVector Decode(string token, string field = "token")
    {
        if (token.Length == 0)
            return PositionVector.Empty;
        if (SealedText.Open(TokenPurpose.Consistency, token, MaxLength) is { } positions)
        {
            try
            {
                return PositionVector.Decode(positions);
            }
            catch (FormatException)
            {
                // Told below, as of every text that is no token.
            }
        }

        throw new DomainException(ErrorKind.InvalidArgument, Reasons.InvalidToken, "The token is none that this API gave out. Give back a token unchanged, or leave it empty.", field);
    }

    /// <summary>The encoded vector of a token, checked; empty for the empty token.</summary>
    /// <exception cref="DomainException">INVALID_TOKEN, naming the field.</exception>
    public static ReadOnlyMemory<byte> DecodeToBytes(string token, string field = "token") =>
        token.Length == 0 ? ReadOnlyMemory<byte>.Empty : Decode(token, field).Encode();
}
