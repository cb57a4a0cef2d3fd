using NodaTime;

namespace KpiPlatform.Domain.Webhooks;

/// <summary>How long to wait after a delivery failed: twice as long each time, up to a bound, and between half of that and all of it, so that deliveries that failed together do not come back together.</summary>
/// <param name="First">After the first failure, at most.</param>
/// <param name="Longest">Never longer.</param>
public sealed record WebhookBackoff(Duration First, Duration Longest)
{
    private const int MaxDoublings = 40;

    /// <summary>The delay.</summary>
    /// <param name="failures">Failures so far, from 1.</param>
    /// <param name="chance">Evenly distributed from 0 to 1.</param>
    public Duration After(int failures, double chance)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(failures, 1);
        var seconds = Math.Min(First.TotalSeconds * Math.Pow(2, Math.Min(failures - 1, MaxDoublings)), Longest.TotalSeconds);
        return Duration.FromSeconds(seconds * (1 + chance) / 2);
    }
}
