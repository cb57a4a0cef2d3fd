using System.Text;
using KpiPlatform.Cli.Connection;

namespace KpiPlatform.Cli.Output;

/// <summary>Writes a document that comes in pieces of bytes, which may end within a character.</summary>
internal static class JsonPieces
{
    /// <summary>Writes to a file, whole or not at all, or to the standard output.</summary>
    /// <param name="session">The command's session.</param>
    /// <param name="file">Path; null for the standard output.</param>
    /// <param name="pieces">The pieces.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task WriteAsync(Session session, string? file, IAsyncEnumerable<ReadOnlyMemory<byte>> pieces, CancellationToken cancellationToken)
    {
        if (file is null)
        {
            var decoder = Encoding.UTF8.GetDecoder();
            await foreach (var piece in pieces.WithCancellation(cancellationToken))
            {
                var text = new char[decoder.GetCharCount(piece.Span, flush: false)];
                decoder.GetChars(piece.Span, text, flush: false);
                await session.Environment.Output.WriteAsync(text);
            }

            await session.Environment.Output.WriteLineAsync();
            return;
        }

        var partial = file + ".part";
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };

        // It is about persons: for nobody's eyes but the user's.
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        try
        {
            await using (var stream = new FileStream(partial, options))
            {
                await foreach (var piece in pieces.WithCancellation(cancellationToken))
                    await stream.WriteAsync(piece, cancellationToken);
            }

            File.Move(partial, file, overwrite: true);
        }
        finally
        {
            File.Delete(partial);
        }
    }
}
