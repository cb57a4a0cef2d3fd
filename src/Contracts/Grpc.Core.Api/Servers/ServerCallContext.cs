namespace Grpc.Core;

/// <summary>One call as its server sees it. Lives as long as the call; not thread safe.</summary>
public abstract class ServerCallContext
{
    private Dictionary<object, object>? _userState;

    /// <summary>The path of the call: <c>/service/method</c>.</summary>
    public string Method => MethodCore;

    /// <summary>The authority the client addressed.</summary>
    public string Host => HostCore;

    /// <summary>The address of the client, for instance <c>ipv4:127.0.0.1:50314</c>.</summary>
    public string Peer => PeerCore;

    /// <summary>The UTC instant after which the client no longer waits; <see cref="DateTime.MaxValue"/> when it set none.</summary>
    public DateTime Deadline => DeadlineCore;

    /// <summary>The headers of the request.</summary>
    public Metadata RequestHeaders => RequestHeadersCore;

    /// <summary>Cancelled when the client gives up, the connection breaks or the deadline passes.</summary>
    public CancellationToken CancellationToken => CancellationTokenCore;

    /// <summary>Sent after the last response. Add to it at any time before the method returns.</summary>
    public Metadata ResponseTrailers => ResponseTrailersCore;

    /// <summary>The outcome sent when the method returns normally; <see cref="StatusCode.OK"/> unless set.</summary>
    public Status Status
    {
        get => StatusCore;
        set => StatusCore = value;
    }

    /// <summary>Options of the response writes that follow; null for the defaults.</summary>
    public WriteOptions? WriteOptions
    {
        get => WriteOptionsCore;
        set => WriteOptionsCore = value;
    }

    /// <summary>What the transport proved about the client.</summary>
    public AuthContext AuthContext => AuthContextCore;

    /// <summary>State that interceptors and the method share during this call.</summary>
    public IDictionary<object, object> UserState => UserStateCore;

    /// <summary>Where a server gives <see cref="Method"/>.</summary>
    protected abstract string MethodCore { get; }

    /// <summary>Where a server gives <see cref="Host"/>.</summary>
    protected abstract string HostCore { get; }

    /// <summary>Where a server gives <see cref="Peer"/>.</summary>
    protected abstract string PeerCore { get; }

    /// <summary>Where a server gives <see cref="Deadline"/>.</summary>
    protected abstract DateTime DeadlineCore { get; }

    /// <summary>Where a server gives <see cref="RequestHeaders"/>.</summary>
    protected abstract Metadata RequestHeadersCore { get; }

    /// <summary>Where a server gives <see cref="CancellationToken"/>.</summary>
    protected abstract CancellationToken CancellationTokenCore { get; }

    /// <summary>Where a server gives <see cref="ResponseTrailers"/>.</summary>
    protected abstract Metadata ResponseTrailersCore { get; }

    /// <summary>Where a server keeps <see cref="Status"/>.</summary>
    protected abstract Status StatusCore { get; set; }

    /// <summary>Where a server keeps <see cref="WriteOptions"/>.</summary>
    protected abstract WriteOptions? WriteOptionsCore { get; set; }

    /// <summary>Where a server gives <see cref="AuthContext"/>.</summary>
    protected abstract AuthContext AuthContextCore { get; }

    /// <summary>Where a server keeps <see cref="UserState"/>; by default a dictionary made on first use.</summary>
    protected virtual IDictionary<object, object> UserStateCore => _userState ??= [];

    /// <summary>Sends the response headers now instead of with the first response.</summary>
    /// <param name="responseHeaders">The headers.</param>
    /// <returns>Completes when the transport took them.</returns>
    /// <exception cref="InvalidOperationException">They have been sent already.</exception>
    public Task WriteResponseHeadersAsync(Metadata responseHeaders) => WriteResponseHeadersAsyncCore(responseHeaders);

    /// <summary>Makes a token for the calls that this call makes.</summary>
    /// <param name="options">What is handed on; null for everything.</param>
    /// <returns>The token.</returns>
    public ContextPropagationToken CreatePropagationToken(ContextPropagationOptions? options = null) => CreatePropagationTokenCore(options);

    /// <summary>Where a server sends the response headers.</summary>
    /// <param name="responseHeaders">The headers.</param>
    /// <returns>Completes when the transport took them.</returns>
    protected abstract Task WriteResponseHeadersAsyncCore(Metadata responseHeaders);

    /// <summary>Where a server makes the propagation token.</summary>
    /// <param name="options">What is handed on; null for everything.</param>
    /// <returns>The token.</returns>
    protected abstract ContextPropagationToken CreatePropagationTokenCore(ContextPropagationOptions? options);
}
