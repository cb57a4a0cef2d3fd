using Grpc.Core;
using KpiPlatform.Gateway.Errors;
using KpiPlatform.Gateway.Names;
using Microsoft.Extensions.Hosting;

namespace KpiPlatform.Gateway.Access;

/// <summary>
/// Checks the credentials of open streams again every second, each credential once for all of its streams, and ends those whose credential is
/// over. Thread-safe.
/// </summary>
/// <remarks>
/// A key that was revoked is forgotten at once on the server where it was revoked, and within <see cref="GatewayOptions.KeyMemory"/> on others; a
/// second later at most its streams are told, and have <see cref="WatchedStream.Grace"/> to end: 5 s in all.
/// </remarks>
internal sealed class StreamWatch(Authenticator authenticator, IAccessAudit audit, TimeProvider time) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);
    private readonly Lock _lock = new();
    private readonly HashSet<WatchedStream> _open = [];

    /// <summary>Puts a stream under watch until it is disposed.</summary>
    public WatchedStream Open(CallerFeature call, ServerCallContext context)
    {
        var stream = new WatchedStream(call, context, time, Close);
        if (call.Access.IsPublic)
            return stream;
        lock (_lock)
            _open.Add(stream);
        return stream;
    }

    /// <summary>Checks all streams now.</summary>
    public async Task CheckAsync(CancellationToken cancellationToken)
    {
        List<WatchedStream> open;
        lock (_lock)
            open = [.. _open];
        foreach (var group in open.GroupBy(stream => KeyDigestOf(stream.Call.Credential)))
        {
            if (await RefusalAsync(group.First().Call, cancellationToken) is not { } refusal)
                continue;
            foreach (var stream in group)
            {
                if (stream.End(refusal))
                    audit.Record(new(time.Now(), stream.Call.Caller, stream.Call.Access.Method, string.Empty, Allowed: false, RpcErrors.ReasonOf(refusal), stream.Call.Caller.Source));
            }
        }
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
                await CheckAsync(stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Stopping.
        }
    }

    private static KeyDigest KeyDigestOf(Credential credential) => credential.Digest is { Length: > 0 } digest ? KeyDigest.Of(digest) : default;

    /// <summary>Where storage is away nothing can have been revoked either; the stream goes on until that is known.</summary>
    private async Task<RpcException?> RefusalAsync(CallerFeature call, CancellationToken cancellationToken)
    {
        try
        {
            await authenticator.IdentifyAsync(call.Credential, call.Caller.Source, cancellationToken);
            return null;
        }
        catch (RpcException exception) when (exception.StatusCode == StatusCode.Unauthenticated)
        {
            return exception;
        }
        catch (Exception) when (!cancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }

    private void Close(WatchedStream stream)
    {
        lock (_lock)
            _open.Remove(stream);
    }
}
