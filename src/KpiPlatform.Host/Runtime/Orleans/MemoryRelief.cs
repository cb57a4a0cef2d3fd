using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace KpiPlatform.Host.Runtime.Orleans;

/// <summary>
/// Lets a silo that refuses work for want of memory take work again. What is in use is known as of the last collection, and one that is given nothing to do allocates
/// nothing, so it collects nothing: it would refuse for ever, with customers long gone from its memory. Once it has been over the limit for a few seconds this
/// collects everything, and again after ever longer pauses while that does not help.
/// </summary>
internal sealed partial class MemoryRelief(IHeap heap, TimeProvider time, ILogger<MemoryRelief> logger) : BackgroundService
{
    /// <summary>Share of the memory from which on work is refused.</summary>
    public const double Limit = GrainRuntimeSetup.ShedAtMemoryPercent / 100.0;

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan ShortestPause = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(1);
    private TimeSpan _pause = ShortestPause;
    private long? _since;

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        while (!stoppingToken.IsCancellationRequested)
        {
            Look();
            await Task.Delay(Interval, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Looks once; collects if it is due.</summary>
    internal void Look()
    {
        if (heap.Share < Limit)
        {
            (_since, _pause) = (null, ShortestPause);
            return;
        }

        // Collections that come by themselves may still bring it below.
        _since ??= time.GetTimestamp();
        if (time.GetElapsedTime(_since.Value) < _pause)
            return;
        var before = heap.Share;
        heap.Collect();
        LogCollected(logger, before, heap.Share);
        _since = time.GetTimestamp();
        _pause = _pause * 2 < LongestPause ? _pause * 2 : LongestPause;
    }

    [LoggerMessage(EventId = 5100, Level = LogLevel.Warning, Message = "This host refuses work for want of memory: {Before:P0} of it were in use, after a collection of everything {After:P0}.")]
    private static partial void LogCollected(ILogger logger, double before, double after);
}
