namespace KpiPlatform.Grains.Segments;

/// <summary>Options of looking at segments.</summary>
public sealed class SegmentOptions
{
    /// <summary>How often it is looked whether the time of customers has come and whether segments have changed. Default 1 s. Range: 10 ms to 1 min.</summary>
    public TimeSpan Interval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Most states of customers that wait to be looked at. Beyond, only that the tenant has some is remembered, and its customers are looked
    /// at as they are then. Default 100,000.
    /// </summary>
    public int MaxQueued { get; set; } = 100_000;

    /// <summary>Most customers in one transaction. Default 500. Range: 1 to 1,000.</summary>
    public int Batch { get; set; } = 500;

    /// <summary>Customers that are read at once. Default 16.</summary>
    public int MaxParallel { get; set; } = 16;
}
