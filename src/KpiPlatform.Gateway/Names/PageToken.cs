using System.Buffers.Binary;
using System.Security.Cryptography;
using Google.Protobuf;
using KpiPlatform.Domain;
using KpiPlatform.Gateway.Errors;

namespace KpiPlatform.Gateway.Names;

/// <summary>
/// Page tokens: a digest of the request that they continue (all its fields but page_size and page_token) and the place where the page
/// ended, as <see cref="SealedText"/>.
/// </summary>
internal static class PageToken
{
    private const int PlaceAt = sizeof(ulong);
    private const int MaxLength = 4 * 1024;

    /// <summary>Makes a token.</summary>
    /// <param name="request">The request; it is not changed.</param>
    /// <param name="place">Writes the place where the page ended.</param>
    public static string Create(IMessage request, Action<BinaryWriter> place)
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        writer.Write(RequestDigest(request));
        place(writer);
        writer.Flush();
        return SealedText.Seal(TokenPurpose.Page, stream.ToArray());
    }

    /// <summary>Reads the place out of the page token of a request; <see langword="default"/> for an empty token.</summary>
    /// <param name="request">The request.</param>
    /// <param name="token">Its page token.</param>
    /// <param name="place">Reads the place.</param>
    /// <typeparam name="T">Type of the place.</typeparam>
    /// <exception cref="DomainException">INVALID_PAGE_TOKEN or, for a token of another request, PAGE_TOKEN_MISMATCH.</exception>
    public static T? Read<T>(IMessage request, string token, Func<BinaryReader, T> place)
    {
        if (token.Length == 0)
            return default;
        var bytes = SealedText.Open(TokenPurpose.Page, token, MaxLength) ?? throw Invalid();
        if (BinaryPrimitives.ReadUInt64LittleEndian(bytes) != RequestDigest(request))
        {
            throw new DomainException(
                ErrorKind.InvalidArgument,
                Reasons.PageTokenMismatch,
                "The page token continues another request: repeat all fields but page_size as they were, or start anew without page_token.",
                "page_token");
        }

        try
        {
            using var reader = new BinaryReader(new MemoryStream(bytes, PlaceAt, bytes.Length - PlaceAt, writable: false));
            return place(reader);
        }
        catch (Exception exception) when (exception is IOException or ArgumentException or FormatException)
        {
            throw Invalid();
        }
    }

    private static DomainException Invalid() =>
        new(ErrorKind.InvalidArgument, Reasons.InvalidPageToken, "The page token is none that this API gave out. Give back next_page_token unchanged.", "page_token");

    private static ulong RequestDigest(IMessage request)
    {
        var descriptor = request.Descriptor;
        var rest = descriptor.Parser.ParseFrom(request.ToByteString());
        descriptor.FindFieldByName("page_token").Accessor.Clear(rest);
        descriptor.FindFieldByName("page_size").Accessor.Clear(rest);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(System.Text.Encoding.UTF8.GetBytes(descriptor.FullName));
        hash.AppendData(rest.ToByteArray());
        return BinaryPrimitives.ReadUInt64LittleEndian(hash.GetHashAndReset());
    }
}
