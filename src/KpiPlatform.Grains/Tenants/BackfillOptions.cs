namespace KpiPlatform.Grains.Tenants;

/// <summary>How a tenant is counted anew.</summary>
public sealed class BackfillOptions
{
    /// <summary>Customers read at a time. Default 256. Range: 1 to 1,000.</summary>
    public int PageSize { get; set; } = 256;

    /// <summary>Customers counted at the same time. Default 16.</summary>
    public int MaxParallel { get; set; } = 16;

    /// <summary>Pause between pages, for everybody else. Default 10 ms.</summary>
    public TimeSpan Pause { get; set; } = TimeSpan.FromMilliseconds(10);

    /// <summary>Pause after customers that could not be counted. Default 1 s.</summary>
    public TimeSpan RetryDelay { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>How often to look whether every process knows of a new definition; counting begins when all do. Default 250 ms.</summary>
    public TimeSpan AnnounceInterval { get; set; } = TimeSpan.FromMilliseconds(250);

    /// <summary>How long the old cells are kept up for readers that have not noticed the switch. Default 10 s: twice the age that a copy of a definition may have.</summary>
    public TimeSpan RetireDelay { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Most cells that a definition may have. Default 1,000,000.</summary>
    public long MaxCells { get; set; } = 1_000_000;
}
