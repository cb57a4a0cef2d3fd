using KpiPlatform.Dashboard.Errors;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace KpiPlatform.Dashboard.Live;

/// <summary>
/// Writes server-sent events: <c>elements</c> (HTML of elements to swap by id, one a line: each is parsed by itself, since a row of a table is none
/// beside a paragraph), <c>said</c> (a text for screen readers), <c>changed</c> (read the page again and swap its parts), <c>reload</c> (the page is made
/// of other parts now), <c>signin</c> (signed out; the data says why), <c>end</c> (gone; the data says why). Compressed where the browser takes gzip, in
/// pieces that are made once for all pages (<see cref="GzipPiece"/>).
/// </summary>
internal sealed class LiveWriter(HttpResponse response)
{
    private const string Gzip = "gzip";

    // A header without name and time, and the block that ends a stream: empty, and the last.
    private static readonly byte[] Head = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff];
    private static readonly byte[] Tail = [0x03, 0x00];
    private static readonly LiveUpdate Begin = new("retry: 2000\n\n");
    private static readonly LiveUpdate Beat = new(": beat\n\n");
    private static readonly LiveUpdate Changed = new(EventText("changed", "parts"));

    private GzipCheck? _check;

    /// <summary>Begins: headers go out, and browsers learn how soon to come back.</summary>
    public async Task BeginAsync(CancellationToken cancellationToken)
    {
        response.ContentType = "text/event-stream";
        response.Headers.Append(HeaderNames.Vary, HeaderNames.AcceptEncoding);
        if (TakesGzip(response.HttpContext.Request.Headers.AcceptEncoding))
        {
            response.Headers.ContentEncoding = Gzip;
            _check = GzipCheck.Empty;
            await response.Body.WriteAsync(Head, cancellationToken);
        }

        await WriteAsync(Begin, cancellationToken);
    }

    /// <summary>A sign of life.</summary>
    public Task BeatAsync(CancellationToken cancellationToken) => WriteAsync(Beat, cancellationToken);

    /// <summary>The page is to be read again.</summary>
    public Task ChangedAsync(CancellationToken cancellationToken) => WriteAsync(Changed, cancellationToken);

    /// <summary>An event. Lines of the data are lines of the event.</summary>
    public Task WriteAsync(string name, string data, CancellationToken cancellationToken) => WriteAsync(new LiveUpdate(EventText(name, data)), cancellationToken);

    /// <summary>Events.</summary>
    public async Task WriteAsync(LiveUpdate update, CancellationToken cancellationToken)
    {
        if (_check is { } check)
        {
            _check = check.With(update.Compressed.Check);
            await response.Body.WriteAsync(update.Compressed.Bytes, cancellationToken);
        }
        else
        {
            await response.Body.WriteAsync(update.Plain, cancellationToken);
        }

        await response.Body.FlushAsync(cancellationToken);
    }

    /// <summary>Nobody is signed in any more.</summary>
    public Task SignedOutAsync(CancellationToken cancellationToken) => WriteAsync("signin", "You are signed out: your session has ended, or your key is not accepted any more.", cancellationToken);

    /// <summary>There will be nothing more to tell.</summary>
    public Task EndAsync(Failure failure, CancellationToken cancellationToken) =>
        failure.SignsOut ? SignedOutAsync(cancellationToken) : WriteAsync("end", OneLine($"{failure.Title}. {failure.Advice}"), cancellationToken);

    /// <summary>Ends the stream so that who reads it knows that it is whole.</summary>
    public async Task CompleteAsync(CancellationToken cancellationToken)
    {
        if (_check is not { } check)
            return;
        var tail = new byte[Tail.Length + 8];
        Tail.CopyTo(tail, 0);
        check.Write(tail.AsSpan(Tail.Length));
        await response.Body.WriteAsync(tail, cancellationToken);
    }

    /// <summary>An event as it is written.</summary>
    public static string EventText(string name, string data) => $"event: {name}\ndata: {data.Replace("\n", "\ndata: ", StringComparison.Ordinal)}\n\n";

    /// <summary>A line break ends a line of the format; in HTML it is but a space.</summary>
    public static string OneLine(string html) => html.ReplaceLineEndings(" ");

    /// <summary>Whether a browser takes gzip; "*" and weights but 0 do not matter, since there is nothing to choose from.</summary>
    private static bool TakesGzip(StringValues accepted) =>
        StringWithQualityHeaderValue.TryParseList(accepted, out var values) && values.Any(value => value.Value.Equals(Gzip, StringComparison.OrdinalIgnoreCase) && value.Quality is not 0);
}
