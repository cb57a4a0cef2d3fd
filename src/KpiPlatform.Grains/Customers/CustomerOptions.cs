namespace KpiPlatform.Grains.Customers;

/// <summary>Options of customer grains.</summary>
public sealed class CustomerOptions
{
    /// <summary>A snapshot is written once so many rows stand behind the last one. Default 128. Range: 1 and more.</summary>
    public int SnapshotEveryRows { get; set; } = 128;

    /// <summary>How far the customer index may be behind commits. Default 250 ms. Range: 10 ms to 1 s.</summary>
    public TimeSpan IndexInterval { get; set; } = TimeSpan.FromMilliseconds(250);

    /// <summary>Most entries in one transaction of the index. Default 2,000.</summary>
    public int IndexBatch { get; set; } = 2_000;
}
