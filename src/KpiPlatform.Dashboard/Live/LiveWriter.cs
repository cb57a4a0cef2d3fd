using KpiPlatform.Dashboard.Errors;
using Microsoft.AspNetCore.Http;

namespace KpiPlatform.Dashboard.Live;

/// <summary>
/// Writes server-sent events: <c>elements</c> (HTML of elements to swap by id, one a line: each is parsed by itself, since a row of a table is none
/// beside a paragraph), <c>said</c> (a text for screen readers), <c>changed</c> (read the page again and swap its parts), <c>reload</c> (the page is made
/// of other parts now), <c>signin</c> (signed out; the data says why), <c>end</c> (gone; the data says why).
/// </summary>
internal sealed class LiveWriter(HttpResponse response)
{
    /// <summary>Begins: headers go out, and browsers learn how soon to come back.</summary>
    public async Task BeginAsync(CancellationToken cancellationToken)
    {
        await response.WriteAsync("retry: 2000\n\n", cancellationToken);
        await response.Body.FlushAsync(cancellationToken);
    }

    /// <summary>A sign of life.</summary>
    public async Task BeatAsync(CancellationToken cancellationToken)
    {
        await response.WriteAsync(": beat\n\n", cancellationToken);
        await response.Body.FlushAsync(cancellationToken);
    }

    /// <summary>An event. Lines of the data are lines of the event.</summary>
    public async Task WriteAsync(string name, string data, CancellationToken cancellationToken)
    {
        await response.WriteAsync($"event: {name}\ndata: {data.Replace("\n", "\ndata: ", StringComparison.Ordinal)}\n\n", cancellationToken);
        await response.Body.FlushAsync(cancellationToken);
    }

    /// <summary>The page is to be read again.</summary>
    public Task ChangedAsync(CancellationToken cancellationToken) => WriteAsync("changed", "parts", cancellationToken);

    /// <summary>Nobody is signed in any more.</summary>
    public Task SignedOutAsync(CancellationToken cancellationToken) => WriteAsync("signin", "You are signed out: your session has ended, or your key is not accepted any more.", cancellationToken);

    /// <summary>There will be nothing more to tell.</summary>
    public Task EndAsync(Failure failure, CancellationToken cancellationToken) =>
        failure.SignsOut ? SignedOutAsync(cancellationToken) : WriteAsync("end", OneLine($"{failure.Title}. {failure.Advice}"), cancellationToken);

    /// <summary>A line break ends a line of the format; in HTML it is but a space.</summary>
    public static string OneLine(string html) => html.ReplaceLineEndings(" ");
}
