namespace KpiPlatform.Gateway.Names;

/// <summary>What a token is for; one for something else is none. The numbers are in tokens that are under way.</summary>
internal enum TokenPurpose : byte
{
    /// <summary>What a read is to see: <see cref="ConsistencyToken"/>.</summary>
    Consistency = 1,

    /// <summary>Where a page ended: <see cref="PageToken"/>.</summary>
    Page = 2,

    /// <summary>Where a watcher stands.</summary>
    Resume = 3,
}
