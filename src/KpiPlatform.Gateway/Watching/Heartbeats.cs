using Google.Protobuf.WellKnownTypes;
using KpiPlatform.Domain;
using KpiPlatform.Gateway.Errors;

namespace KpiPlatform.Gateway.Watching;

/// <summary>How often a watch of stored events says that it lives.</summary>
internal static class Heartbeats
{
    private static readonly TimeSpan Default = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan Min = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Max = TimeSpan.FromMinutes(5);

    /// <summary>Reads heartbeat_interval.</summary>
    /// <exception cref="DomainException">OUT_OF_RANGE.</exception>
    public static TimeSpan Read(Duration? asked)
    {
        if (asked is null)
            return Default;
        var interval = TimeSpan.FromSeconds(Math.Clamp(asked.Seconds, 0, 86_400)) + TimeSpan.FromTicks(asked.Nanos / 100);
        return interval >= Min && interval <= Max
            ? interval
            : throw new DomainException(ErrorKind.InvalidArgument, Reasons.OutOfRange, $"heartbeat_interval is {interval.TotalSeconds} s; give 1 s to 5 min, or leave it out for 15 s.", "heartbeat_interval");
    }

    /// <summary>Waits for news, or for a time.</summary>
    public static async Task WaitAsync(Task next, TimeSpan delay, TimeProvider time, CancellationToken cancellationToken)
    {
        using var waiting = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await Task.WhenAny(next, Task.Delay(delay, time, waiting.Token));
        await waiting.CancelAsync();
        cancellationToken.ThrowIfCancellationRequested();
    }
}
