namespace KpiPlatform.Gateway.Webhooks;

/// <summary>Options of sending alerts to webhooks.</summary>
public sealed class WebhookOptions
{
    /// <summary>
    /// Allow plain HTTP and the addresses of this machine and of private networks, which any tenant's admin can then reach with POST requests. Default
    /// false. For tests, and where all tenants are trusted.
    /// </summary>
    public bool AllowPrivate { get; set; }

    /// <summary>How long a receiver has to answer. Default 10 s. Range: 100 ms to 1 min.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Longest pause after the first failure; each further failure doubles it. Default 1 s. Range: 1 ms to 1 h.</summary>
    public TimeSpan FirstRetry { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Longest pause between attempts. Default 1 h. Range: <see cref="FirstRetry"/> to 24 h.</summary>
    public TimeSpan LongestRetry { get; set; } = TimeSpan.FromHours(1);

    /// <summary>Attempts before an event becomes a dead letter. Default 20, which takes about 9 h. Range: 1 to 100.</summary>
    public int MaxAttempts { get; set; } = 20;

    /// <summary>
    /// How often it is looked for what is due. While nothing can be sent, such as what waits for a webhook that is switched off, up to ten times as long,
    /// until there is something new. Default 500 ms. Range: 10 ms to 1 min.
    /// </summary>
    public TimeSpan Interval { get; set; } = TimeSpan.FromMilliseconds(500);

    /// <summary>Requests under way at once. Default 64. Range: 1 to 10,000.</summary>
    public int MaxParallel { get; set; } = 64;

    /// <summary>Requests under way at once of one tenant. Default 16. Range: 1 to <see cref="MaxParallel"/>.</summary>
    public int MaxParallelOfTenant { get; set; } = 16;

    /// <summary>Requests under way at once to one webhook. Default 4. Range: 1 to <see cref="MaxParallelOfTenant"/>.</summary>
    public int MaxParallelOfWebhook { get; set; } = 4;

    /// <summary>Requests of one tenant in a minute; what is beyond waits. Default 600. Range: 1 to 1,000,000.</summary>
    public int MaxPerMinuteOfTenant { get; set; } = 600;

    /// <summary>Checks the ranges.</summary>
    /// <exception cref="InvalidOperationException">A value is out of its range; says which, and what it may be.</exception>
    public void Validate()
    {
        Require(nameof(Timeout), Timeout, TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(1));
        Require(nameof(FirstRetry), FirstRetry, TimeSpan.FromMilliseconds(1), TimeSpan.FromHours(1));
        Require(nameof(LongestRetry), LongestRetry, FirstRetry, TimeSpan.FromHours(24));
        Require(nameof(MaxAttempts), MaxAttempts, 1, 100);
        Require(nameof(Interval), Interval, TimeSpan.FromMilliseconds(10), TimeSpan.FromMinutes(1));
        Require(nameof(MaxParallel), MaxParallel, 1, 10_000);
        Require(nameof(MaxParallelOfTenant), MaxParallelOfTenant, 1, MaxParallel);
        Require(nameof(MaxParallelOfWebhook), MaxParallelOfWebhook, 1, MaxParallelOfTenant);
        Require(nameof(MaxPerMinuteOfTenant), MaxPerMinuteOfTenant, 1, 1_000_000);
    }

    private static void Require<T>(string name, T value, T min, T max)
        where T : IComparable<T>
    {
        if (value.CompareTo(min) < 0 || value.CompareTo(max) > 0)
            throw new InvalidOperationException($"{name} of webhooks is {value}; it must be {min} to {max}.");
    }
}
