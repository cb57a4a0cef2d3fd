using System.Diagnostics;

namespace KpiPlatform.Attack;

/// <summary>
/// Holds an attacker to a rate. Attacker, server and honest callers share this machine's processors: without it, what is measured is who of them gets
/// the processor, not what the server does about the attack.
/// </summary>
public sealed class Pace(int perSecond)
{
    private const int BurstsPerSecond = 50;
    private readonly long _started = Stopwatch.GetTimestamp();
    private readonly int _burst = Math.Max(1, perSecond / BurstsPerSecond);
    private long _done;

    /// <summary>Counts one and waits if it is ahead.</summary>
    public async ValueTask StepAsync(CancellationToken cancellationToken)
    {
        if (++_done % _burst != 0)
            return;
        var ahead = ((double)_done / perSecond) - Stopwatch.GetElapsedTime(_started).TotalSeconds;
        if (ahead > 0)
            await Task.Delay(TimeSpan.FromSeconds(ahead), cancellationToken);
        else
            cancellationToken.ThrowIfCancellationRequested();
    }
}
