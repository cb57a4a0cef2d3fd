using Grpc.Core;
using KpiPlatform.Dashboard.Errors;
using KpiPlatform.Dashboard.Platform;
using Microsoft.Extensions.Logging;

namespace KpiPlatform.Dashboard.Live;

/// <summary>
/// That something changed, for all open pages about it: counts the messages of a stream, which goes on when it breaks. What changed a page reads by
/// itself, as whoever looks at it may see it. Thread-safe.
/// </summary>
internal sealed partial class ChangeFeed : IAsyncDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private readonly ChangeTopic _topic;
    private readonly PlatformClients _clients;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Task _run;
    private TaskCompletionSource _next = NewSource();
    private volatile ChangeMark _latest = new(0);

    public ChangeFeed(ChangeTopic topic, PlatformClients clients, TimeProvider time, ILogger logger)
    {
        _topic = topic;
        _clients = clients;
        _time = time;
        _logger = logger;
        _run = Task.Run(() => RunAsync(_stopping.Token));
    }

    /// <summary>How far it is.</summary>
    public int Number => _latest.Number;

    /// <summary>Waits for a mark beyond the one that a page has seen.</summary>
    /// <param name="number">Number of that one.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    public async Task<ChangeMark> AfterAsync(int number, CancellationToken cancellationToken)
    {
        while (true)
        {
            var next = Volatile.Read(ref _next);
            if (_latest is var latest && (latest.Number > number || latest.End is not null))
                return latest;
            await next.Task.WaitAsync(cancellationToken);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _run;
        _stopping.Dispose();
    }

    private async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                try
                {
                    await _topic.ReadAsync(_clients, () => Publish(new(_latest.Number + 1)), cancellationToken);
                }
                catch (RpcException exception) when (!cancellationToken.IsCancellationRequested && ScorecardFeed.IsTransient(exception))
                {
                    LogInterrupted(exception.StatusCode);
                }

                await Task.Delay(ScorecardFeed.RetryDelay, _time, cancellationToken);
            }
        }
        catch (Exception exception) when (cancellationToken.IsCancellationRequested && exception is OperationCanceledException or RpcException)
        {
            // The last page has left.
        }
        catch (RpcException exception)
        {
            Publish(new(_latest.Number + 1, Failure.Of(exception)));
        }
        catch (Exception exception)
        {
            LogFailed(exception);
            Publish(new(_latest.Number + 1, Failure.Of(new RpcException(new Grpc.Core.Status(StatusCode.Internal, "The page cannot be updated.")))));
        }
    }

    private void Publish(ChangeMark mark)
    {
        // First the mark, then the signal: who misses the signal sees the mark.
        _latest = mark;
        Interlocked.Exchange(ref _next, NewSource()).TrySetResult();
    }

    private static TaskCompletionSource NewSource() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    [LoggerMessage(EventId = 6003, Level = LogLevel.Debug, Message = "A stream of changes broke with {Status}; it goes on in a second.")]
    private partial void LogInterrupted(StatusCode status);

    [LoggerMessage(EventId = 6004, Level = LogLevel.Error, Message = "Open pages are not told of changes any more.")]
    private partial void LogFailed(Exception exception);
}
