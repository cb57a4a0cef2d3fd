using System.Runtime.CompilerServices;
using System.Text;

namespace KpiPlatform.Cli.Import.Reading;

/// <summary>
/// Splits a stream into lines before decoding it, so that bytes that are no text spoil one line and not the rest, and
/// that line is known by its number. Line ends are LF or CR LF. For encodings in which LF is the byte 10.
/// </summary>
internal static class LineReader
{
    /// <summary>Longer lines are rejected: nothing that large becomes an interaction, which is at most 64 KiB.</summary>
    public const int MaxLineBytes = 256 * 1024;

    private const int BufferBytes = 64 * 1024;
    private static ReadOnlySpan<byte> Utf8Mark => [0xEF, 0xBB, 0xBF];

    /// <summary>Yields every line. A last line without a line end counts; nothing after the last line end does not.</summary>
    public static async IAsyncEnumerable<PhysicalLine> ReadAsync(
        Stream stream, Encoding encoding, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var strict = Encoding.GetEncoding(encoding.CodePage, EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback);
        var buffer = new byte[BufferBytes];
        var (start, end) = (0, 0);
        long number = 0;
        long offset = 0;
        long skipped = 0;
        while (true)
        {
            var length = buffer.AsSpan(start, end - start).IndexOf((byte)'\n');
            if (length >= 0)
            {
                offset += length + 1;
                yield return skipped > 0
                    ? TooLong(++number, offset, skipped + length)
                    : Decode(strict, buffer.AsSpan(start, length), ++number, offset);
                start += length + 1;
                skipped = 0;
                continue;
            }

            if (end - start >= MaxLineBytes)
            {
                // Keep nothing of a line that is refused anyway, but find its end.
                skipped += end - start;
                offset += end - start;
                start = end;
            }

            if (start > 0)
            {
                buffer.AsSpan(start, end - start).CopyTo(buffer);
                (start, end) = (0, end - start);
            }

            if (end == buffer.Length)
                Array.Resize(ref buffer, buffer.Length * 2);
            // A read from a terminal or a pipe does not always end on cancellation by itself.
            var read = await stream.ReadAsync(buffer.AsMemory(end), cancellationToken).AsTask().WaitAsync(cancellationToken);
            if (read == 0)
                break;
            end += read;
        }

        if (skipped > 0)
            yield return TooLong(number + 1, offset + end, skipped + end);
        else if (end > 0)
            yield return Decode(strict, buffer.AsSpan(0, end), number + 1, offset + end);
    }

    private static PhysicalLine Decode(Encoding encoding, ReadOnlySpan<byte> bytes, long number, long endOffset)
    {
        if (bytes.Length > 0 && bytes[^1] == (byte)'\r')
            bytes = bytes[..^1];
        if (number == 1 && bytes.StartsWith(Utf8Mark) && encoding.CodePage == Encoding.UTF8.CodePage)
            bytes = bytes[Utf8Mark.Length..];
        if (bytes.Length > MaxLineBytes)
            return TooLong(number, endOffset, bytes.Length);
        try
        {
            return new PhysicalLine(number, endOffset, encoding.GetString(bytes), null);
        }
        catch (DecoderFallbackException error)
        {
            var problem = new LineProblem("", "BAD_ENCODING", $"byte {error.Index + 1} of the line is not {encoding.WebName}; name the file's encoding in the mapping");
            return new PhysicalLine(number, endOffset, "", problem);
        }
    }

    private static PhysicalLine TooLong(long number, long endOffset, long bytes) =>
        new(number, endOffset, "", new LineProblem("", "LINE_TOO_LONG", $"{bytes} bytes; at most {MaxLineBytes}"));
}
