using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using KpiPlatform.Domain.Webhooks;

namespace KpiPlatform.Gateway.Webhooks;

/// <summary>
/// Sends one event to one webhook. Where a name leads is looked at when the connection is made, and that very address is connected to: a name
/// that changes its address after it was checked gets nowhere else. Redirects are not followed, and no proxy is asked. Thread-safe.
/// </summary>
internal sealed class WebhookSender : IDisposable
{
    private const string Product = "KpiPlatform";
    private static readonly TimeSpan MaxRetryAfter = TimeSpan.FromHours(1);
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan ConnectionLifetime = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan IdleTimeout = TimeSpan.FromSeconds(30);
    private const int MaxHeadersKilobytes = 16;

    private readonly WebhookOptions _options;
    private readonly TimeProvider _time;
    private readonly HttpClient _client;

    public WebhookSender(WebhookOptions options, TimeProvider time)
    {
        _options = options;
        _time = time;
        _client = new(
            new SocketsHttpHandler
            {
                AllowAutoRedirect = false,
                UseProxy = false,
                UseCookies = false,
                ConnectTimeout = ConnectTimeout,
                PooledConnectionLifetime = ConnectionLifetime,
                PooledConnectionIdleTimeout = IdleTimeout,
                MaxResponseHeadersLength = MaxHeadersKilobytes,
                MaxConnectionsPerServer = options.MaxParallelOfTenant,
                ConnectCallback = ConnectAsync,
            },
            disposeHandler: true)
        {
            Timeout = Timeout.InfiniteTimeSpan,
        };
    }

    /// <summary>Sends it.</summary>
    /// <param name="webhook">Where to.</param>
    /// <param name="eventId">Id of the event.</param>
    /// <param name="body">The event.</param>
    /// <param name="attempt">From 1.</param>
    /// <param name="cancellationToken">Gives up; what has arrived by then is sent again.</param>
    public async Task<WebhookAnswer> SendAsync(WebhookEndpoint webhook, string eventId, byte[] body, int attempt, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(_options.Timeout, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        try
        {
            using var request = Request(webhook, eventId, body, attempt);
            using var response = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token);
            return response.IsSuccessStatusCode ? WebhookAnswer.Arrived : new($"The receiver answered {(int)response.StatusCode}.", RetryAfter(response));
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new(string.Create(CultureInfo.InvariantCulture, $"The receiver did not answer within {_options.Timeout.TotalSeconds:0.#} s."), null);
        }
        catch (HttpRequestException exception)
        {
            return new(Describe(exception), null);
        }
        catch (Exception exception) when (exception is IOException or UriFormatException or InvalidOperationException or NotSupportedException)
        {
            return new("The request could not be sent.", null);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _client.Dispose();

    private HttpRequestMessage Request(WebhookEndpoint webhook, string eventId, byte[] body, int attempt)
    {
        var timestamp = _time.GetUtcNow().ToUnixTimeSeconds();
        var request = new HttpRequestMessage(HttpMethod.Post, new Uri(webhook.Url)) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json", "utf-8");
        request.Headers.UserAgent.Add(new ProductInfoHeaderValue(new ProductHeaderValue(Product)));
        request.Headers.Add("Kpi-Event-Id", eventId);
        request.Headers.Add("Kpi-Timestamp", timestamp.ToString(CultureInfo.InvariantCulture));
        request.Headers.Add("Kpi-Signature", WebhookSignature.Of(webhook.Secret, timestamp, body));
        request.Headers.Add("Kpi-Attempt", attempt.ToString(CultureInfo.InvariantCulture));
        return request;
    }

    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var found = await Dns.GetHostAddressesAsync(context.DnsEndPoint.Host, cancellationToken);
        var allowed = _options.AllowPrivate ? found : [.. found.Where(PublicAddresses.Contain)];
        if (allowed.Length == 0)
            throw found.Length == 0 ? new SocketException((int)SocketError.HostNotFound) : new WebhookDeniedException();
        SocketException? last = null;
        foreach (var address in allowed)
        {
            var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            try
            {
                await socket.ConnectAsync(new IPEndPoint(address, context.DnsEndPoint.Port), cancellationToken);
                return new NetworkStream(socket, ownsSocket: true);
            }
            catch (SocketException exception)
            {
                socket.Dispose();
                last = exception;
            }
            catch
            {
                socket.Dispose();
                throw;
            }
        }

        throw last!;
    }

    private TimeSpan? RetryAfter(HttpResponseMessage response)
    {
        var asked = response.Headers.RetryAfter switch
        {
            { Delta: { } delta } => delta,
            { Date: { } date } => date - _time.GetUtcNow(),
            _ => (TimeSpan?)null,
        };
        return asked is { } wait && wait > TimeSpan.Zero ? (wait < MaxRetryAfter ? wait : MaxRetryAfter) : null;
    }

    private static string Describe(HttpRequestException exception) => exception.InnerException switch
    {
        WebhookDeniedException => "The URL leads to a machine or network that alerts are not sent to.",
        SocketException socket => $"No connection: {socket.SocketErrorCode}.",
        System.Security.Authentication.AuthenticationException => "The receiver's certificate could not be verified.",
        OperationCanceledException or TimeoutException => "No connection: it took too long.",
        _ => $"The exchange broke: {exception.HttpRequestError}.",
    };
}
