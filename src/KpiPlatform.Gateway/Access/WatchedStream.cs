using Grpc.Core;
using Microsoft.AspNetCore.Http;

namespace KpiPlatform.Gateway.Access;

/// <summary>One open stream, which ends when its credential does. Dispose when it has ended.</summary>
internal sealed class WatchedStream : IDisposable
{
    /// <summary>How long a stream that was told to end has for it, what it was told before included; then its connection to the caller is cut, who reads nothing anyway.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromMilliseconds(1_500);

    private readonly Lock _lock = new();
    private readonly ServerCallContext _context;
    private readonly TimeProvider _time;
    private readonly Action<WatchedStream> _close;
    private readonly CancellationTokenSource _ending;
    private RpcException? _refusal;
    private ITimer? _abort;
    private bool _isClosed;

    public WatchedStream(CallerFeature call, ServerCallContext context, TimeProvider time, Action<WatchedStream> close)
    {
        Call = call;
        _context = context;
        _time = time;
        _close = close;
        _ending = CancellationTokenSource.CreateLinkedTokenSource(context.CancellationToken);
    }

    /// <summary>Whose it is.</summary>
    public CallerFeature Call { get; }

    /// <summary>Runs the service's method; if the credential ended meanwhile, that is how the stream ends, whatever the method makes of it.</summary>
    public async Task RunAsync(Func<ServerCallContext, Task> method)
    {
        try
        {
            await method(new EndingCallContext(_context, _ending.Token));
        }
        catch (Exception) when (Refusal() is not null)
        {
            // What fails when a stream is told to end is not the point.
        }

        if (Refusal() is { } refusal)
            throw refusal;
    }

    /// <summary>Tells the stream to end.</summary>
    /// <returns>False if it has ended or was told before.</returns>
    public bool End(RpcException refusal)
    {
        lock (_lock)
        {
            if (_isClosed || _refusal is not null)
                return false;
            _refusal = refusal;
            var http = _context.GetHttpContext();
            _abort = _time.CreateTimer(_ => Abort(http), state: null, Grace, Timeout.InfiniteTimeSpan);
        }

        _ = _ending.CancelAsync();
        return true;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_lock)
        {
            if (_isClosed)
                return;
            _isClosed = true;
            _abort?.Dispose();
        }

        _close(this);
        _ending.Dispose();
    }

    private RpcException? Refusal()
    {
        lock (_lock)
            return _refusal;
    }

    private void Abort(HttpContext http)
    {
        lock (_lock)
        {
            if (!_isClosed)
                http.Abort();
        }
    }
}
