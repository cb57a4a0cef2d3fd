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

    /// <summary>How often it is looked for what is due. Default 500 ms. Range: 10 ms to 1 min.</summary>
    public TimeSpan Interval { get; set; } = TimeSpan.FromMilliseconds(500);

    /// <summary>Requests under way at once. Default 64.</summary>
    public int MaxParallel { get; set; } = 64;

    /// <summary>Requests under way at once of one tenant. Default 16.</summary>
    public int MaxParallelOfTenant { get; set; } = 16;

    /// <summary>Requests under way at once to one webhook. Default 4.</summary>
    public int MaxParallelOfWebhook { get; set; } = 4;

    /// <summary>Requests of one tenant in a minute; what is beyond waits. Default 600.</summary>
    public int MaxPerMinuteOfTenant { get; set; } = 600;
}
