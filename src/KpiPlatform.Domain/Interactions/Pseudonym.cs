using System.Text;

namespace KpiPlatform.Domain.Interactions;

/// <summary>Stands for a text about a person where only "the same or not" matters; it stays when the text is erased.</summary>
public static class Pseudonym
{
    /// <summary>First 8 bytes of SHA-256 over the UTF-8 text, read as an unsigned big-endian number; 0 for the empty text.</summary>
    /// <param name="text">The text.</param>
    public static ulong Of(string text)
    {
        if (text.Length == 0)
            return 0;
        var maxBytes = Encoding.UTF8.GetMaxByteCount(text.Length);
        var buffer = maxBytes <= 512 ? stackalloc byte[512] : new byte[maxBytes];
        var length = Encoding.UTF8.GetBytes(text, buffer);
        return ShortDigest.Of(buffer[..length]);
    }
}
