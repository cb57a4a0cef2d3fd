using System.IO.Compression;

namespace Grpc.Net.Compression;

/// <summary>One message compression algorithm. Implementations are shared by concurrent calls and must be thread safe.</summary>
public interface ICompressionProvider
{
    /// <summary>The name sent in <c>grpc-encoding</c> and <c>grpc-accept-encoding</c>, for instance <c>gzip</c>.</summary>
    string EncodingName { get; }

    /// <summary>Wraps <paramref name="stream"/> so that what is written is compressed into it.</summary>
    /// <param name="stream">Receives the compressed bytes; stays open when the returned stream is disposed.</param>
    /// <param name="compressionLevel">The level wanted for this message; null takes the provider's own default.</param>
    /// <returns>A stream whose disposal writes the end of the compressed data.</returns>
    Stream CreateCompressionStream(Stream stream, CompressionLevel? compressionLevel);

    /// <summary>Wraps <paramref name="stream"/> so that reading yields the decompressed bytes.</summary>
    /// <param name="stream">The compressed bytes; closed with the returned stream.</param>
    /// <returns>A stream that throws <see cref="InvalidDataException"/> when the bytes are not of this encoding.</returns>
    Stream CreateDecompressionStream(Stream stream);
}
