namespace KpiPlatform.Grains.Alerts;

/// <summary>Options of looking at rules.</summary>
public sealed class AlertOptions
{
    /// <summary>How often rules are looked at whose values may have changed. Default 1 s. Range: 10 ms to 1 min.</summary>
    public TimeSpan Interval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>How often rules are looked at though nothing was recorded: time passes, and definitions change. Default 20 s. Range: 1 s to 10 min.</summary>
    public TimeSpan RecheckInterval { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>How often rules over periods such as last-30-days are looked at, which no totals are kept of. Default 1 min. Range: 1 s to 1 h.</summary>
    public TimeSpan CustomPeriodInterval { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>How long the value of an open action may be behind. Default 5 s. Range: 0 to 10 min.</summary>
    public TimeSpan ValueInterval { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Added to the time of silence: what came is counted a little later than it came. Default 3 s. Range: 0 to 1 min.</summary>
    public TimeSpan SilenceGrace { get; set; } = TimeSpan.FromSeconds(3);

    /// <summary>Tenants that are looked at at once. Default 4.</summary>
    public int MaxParallel { get; set; } = 4;

    /// <summary>Most customers in one transaction. Default 500. Range: 1 to 1,000.</summary>
    public int Batch { get; set; } = 500;

    /// <summary>How long events and resolved actions are kept. Default 400 days. Range: 1 day to 10 years.</summary>
    public TimeSpan Keep { get; set; } = TimeSpan.FromDays(400);

    /// <summary>
    /// Name of this process among those that share the database: one at a time sees to a tenant. Default: empty, it is alone and sees to all.
    /// </summary>
    public string Owner { get; set; } = string.Empty;

    /// <summary>How long a tenant stays with a process that is not heard of. Default 15 s. Range: 5 s to 5 min.</summary>
    public TimeSpan OwnedFor { get; set; } = TimeSpan.FromSeconds(15);
}
