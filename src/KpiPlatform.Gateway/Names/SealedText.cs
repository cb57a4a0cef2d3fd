using System.Buffers.Text;
using KpiPlatform.Gateway.Access;

namespace KpiPlatform.Gateway.Names;

/// <summary>
/// Tokens that callers keep and give back unread: base64url of a version byte, the id of the server's key, 96 bits of an HMAC-SHA256 over the
/// purpose, the tenant that the call names and the content, and the content. So a token is of this installation, this tenant and this
/// purpose, or it is none.
/// </summary>
internal static class SealedText
{
    private const byte Version = 2;
    private const int KeyAt = 1;
    private const int CodeAt = 2;

    /// <summary>Bytes before the content.</summary>
    private const int ContentAt = CodeAt + TokenSeal.CodeLength;

    private const int MaxStackBytes = 512;

    /// <summary>Seals a content for the tenant that the running call names.</summary>
    public static string Seal(TokenPurpose purpose, ReadOnlySpan<byte> content)
    {
        var (seal, tenant) = CallerScope.Sealing();
        var length = ContentAt + content.Length;
        var bytes = length <= MaxStackBytes ? stackalloc byte[length] : new byte[length];
        bytes[0] = Version;
        content.CopyTo(bytes[ContentAt..]);
        bytes[KeyAt] = seal.Sign(purpose, tenant, content, bytes[CodeAt..ContentAt]);
        return Base64Url.EncodeToString(bytes);
    }

    /// <summary>The content of a token; null if it was not sealed here for this purpose and the tenant that the running call names, or was changed.</summary>
    public static byte[]? Open(TokenPurpose purpose, string token, int maxLength)
    {
        if (token.Length > maxLength || !Base64Url.IsValid(token))
            return null;
        var bytes = Base64Url.DecodeFromChars(token);

        // Another way to write the same bytes is a change, too.
        if (bytes.Length <= ContentAt || bytes[0] != Version || !string.Equals(Base64Url.EncodeToString(bytes), token, StringComparison.Ordinal))
            return null;
        var (seal, tenant) = CallerScope.Sealing();
        return seal.IsRight(purpose, tenant, bytes[KeyAt], bytes.AsSpan(ContentAt), bytes.AsSpan(CodeAt, TokenSeal.CodeLength)) ? bytes[ContentAt..] : null;
    }
}
