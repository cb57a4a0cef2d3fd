namespace KpiPlatform.Cli.Connection;

/// <summary>Waits between attempts: doubling, with jitter, up to a bound. Not thread-safe.</summary>
internal sealed class Backoff
{
    private const double MinJitter = 0.75;
    private const double MaxJitter = 1.25;
    private static readonly TimeSpan First = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(10);

    private TimeSpan _next = First;

    /// <summary>How long to wait now. At least <paramref name="asked"/>, if the server asked for a delay.</summary>
    public TimeSpan Next(TimeSpan? asked = null)
    {
        // Jitter keeps many clients of one restarted server from coming back all at once.
        var delay = _next * (MinJitter + (Random.Shared.NextDouble() * (MaxJitter - MinJitter)));
        _next = _next * 2 < Longest ? _next * 2 : Longest;
        return asked > delay ? asked.Value : delay;
    }

    /// <summary>Starts again from the shortest wait, after something went well.</summary>
    public void Reset() => _next = First;
}
