using System.Diagnostics;
using System.Net;
using System.Text.RegularExpressions;

namespace KpiPlatform.Benchmarks.Dashboard;

/// <summary>A person at a browser: signs in, opens pages, keeps one open that updates itself.</summary>
internal sealed partial class Page : IDisposable
{
    private readonly HttpClient _http;
    private readonly CancellationTokenSource _closing = new();
    private Task _live = Task.CompletedTask;
    private long _bytes;

    private Page(string address) =>
        _http = new HttpClient(new SocketsHttpHandler { CookieContainer = new CookieContainer(), MaxConnectionsPerServer = 8 }) { BaseAddress = new Uri(address), Timeout = Timeout.InfiniteTimeSpan };

    /// <summary>Bytes that the open page was sent.</summary>
    public long Bytes => Interlocked.Read(ref _bytes);

    /// <summary>Signs in.</summary>
    /// <param name="address">Web address of the server.</param>
    /// <param name="key">Access key.</param>
    /// <param name="plain">Whether content comes as it is, rather than compressed.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<Page> SignInAsync(string address, string key, bool plain, CancellationToken cancellationToken)
    {
        var page = new Page(address);
        var form = await page._http.GetStringAsync("/sign-in", cancellationToken);
        using var content = new FormUrlEncodedContent([new("__RequestVerificationToken", Token().Match(form).Groups["token"].Value), new("key", key)]);
        (await page._http.PostAsync("/session/begin", content, cancellationToken)).EnsureSuccessStatusCode();
        if (!plain)
            page._http.DefaultRequestHeaders.Add("Accept-Encoding", "gzip, deflate, br, zstd");
        return page;
    }

    /// <summary>Opens a page; how long it took and how many bytes came.</summary>
    public async Task<(double Milliseconds, int Bytes)> OpenAsync(string path, CancellationToken cancellationToken)
    {
        var start = Stopwatch.GetTimestamp();
        var bytes = await _http.GetByteArrayAsync(path, cancellationToken);
        return (Stopwatch.GetElapsedTime(start).TotalMilliseconds, bytes.Length);
    }

    /// <summary>Keeps a live stream open; returns once its first update has come.</summary>
    public async Task WatchAsync(string path, CancellationToken cancellationToken)
    {
        var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _live = ReadAsync(path, begun, _closing.Token);
        await begun.Task.WaitAsync(cancellationToken);
    }

    /// <summary>Closes the live stream.</summary>
    public async Task CloseAsync()
    {
        await _closing.CancelAsync();
        await _live.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public void Dispose()
    {
        _closing.Dispose();
        _http.Dispose();
    }

    private async Task ReadAsync(string path, TaskCompletionSource begun, CancellationToken cancellationToken)
    {
        try
        {
            using var response = await _http.GetAsync(path, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            response.EnsureSuccessStatusCode();
            await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
            var buffer = new byte[64 * 1024];
            while (await stream.ReadAsync(buffer, cancellationToken) is var read and > 0)
            {
                // The first bytes are but "retry"; what comes then is the scorecard.
                if (Interlocked.Add(ref _bytes, read) > 256)
                    begun.TrySetResult();
            }
        }
        catch (Exception exception)
        {
            begun.TrySetException(exception);
            throw;
        }
    }

    [GeneratedRegex("__RequestVerificationToken\" value=\"(?<token>[^\"]+)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Token();
}
