using System.IO.Compression;

namespace KpiPlatform.Dashboard.Live;

/// <summary>
/// A text compressed so that it can stand anywhere in a gzip stream (RFC 1952): it refers to nothing before it and ends at a whole byte, without ending
/// the stream. So one compression serves all pages that are sent the text, whatever each was sent before. Immutable, thread-safe.
/// </summary>
internal sealed class GzipPiece
{
    /// <summary>Compresses.</summary>
    public GzipPiece(ReadOnlySpan<byte> text)
    {
        using var bytes = new MemoryStream();
        using (var deflate = new DeflateStream(bytes, CompressionLevel.Optimal, leaveOpen: true))
        {
            deflate.Write(text);

            // A flush ends the block with an empty one, at a whole byte; what disposing adds would end the stream.
            deflate.Flush();
            Bytes = bytes.ToArray();
        }

        Check = GzipCheck.Of(text);
    }

    /// <summary>The blocks.</summary>
    public ReadOnlyMemory<byte> Bytes { get; }

    /// <summary>Of the text.</summary>
    public GzipCheck Check { get; }
}
