using Grpc.Core;

namespace KpiPlatform.Gateway.Access;

/// <summary>A call's context with a token that is cancelled earlier.</summary>
internal sealed class EndingCallContext : ServerCallContext
{
    /// <summary>Where the framework looks for the request of a context that is not its own.</summary>
    private const string HttpContextKey = "__HttpContext";
    private readonly ServerCallContext _context;
    private readonly CancellationToken _ending;

    public EndingCallContext(ServerCallContext context, CancellationToken ending)
    {
        _context = context;
        _ending = ending;
        context.UserState[HttpContextKey] = context.GetHttpContext();
    }

    /// <inheritdoc/>
    protected override string MethodCore => _context.Method;

    /// <inheritdoc/>
    protected override string HostCore => _context.Host;

    /// <inheritdoc/>
    protected override string PeerCore => _context.Peer;

    /// <inheritdoc/>
    protected override DateTime DeadlineCore => _context.Deadline;

    /// <inheritdoc/>
    protected override Metadata RequestHeadersCore => _context.RequestHeaders;

    /// <inheritdoc/>
    protected override CancellationToken CancellationTokenCore => _ending;

    /// <inheritdoc/>
    protected override Metadata ResponseTrailersCore => _context.ResponseTrailers;

    /// <inheritdoc/>
    protected override Status StatusCore
    {
        get => _context.Status;
        set => _context.Status = value;
    }

    /// <inheritdoc/>
    protected override WriteOptions? WriteOptionsCore
    {
        get => _context.WriteOptions;
        set => _context.WriteOptions = value;
    }

    /// <inheritdoc/>
    protected override AuthContext AuthContextCore => _context.AuthContext;

    /// <inheritdoc/>
    protected override IDictionary<object, object> UserStateCore => _context.UserState;

    /// <inheritdoc/>
    protected override ContextPropagationToken CreatePropagationTokenCore(ContextPropagationOptions? options) => _context.CreatePropagationToken(options);

    /// <inheritdoc/>
    protected override Task WriteResponseHeadersAsyncCore(Metadata responseHeaders) => _context.WriteResponseHeadersAsync(responseHeaders);
}
