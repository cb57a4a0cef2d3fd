namespace KpiPlatform.Dashboard.Platform;

/// <summary>How a host of the platform is.</summary>
public sealed record HostStatus
{
    /// <summary>The machine's name.</summary>
    public required string Name { get; init; }

    /// <summary>The build that it runs.</summary>
    public required string Version { get; init; }

    /// <summary>When it started.</summary>
    public required DateTimeOffset StartTime { get; init; }

    /// <summary>Whether it takes calls; false while it stops.</summary>
    public required bool IsServing { get; init; }

    /// <summary>Memory of the process, in bytes.</summary>
    public required long MemoryBytes { get; init; }

    /// <summary>Active grains by type, the most first.</summary>
    public required IReadOnlyList<(string Type, long Count)> Activations { get; init; }

    /// <summary>Commits of the journal in the last minute.</summary>
    public required long Commits { get; init; }

    /// <summary>Rows that they wrote.</summary>
    public required long CommittedRows { get; init; }

    /// <summary>Half of them took no longer; null without commits.</summary>
    public required TimeSpan? CommitMedian { get; init; }

    /// <summary>99 of 100 took no longer; null without commits.</summary>
    public required TimeSpan? Commit99 { get; init; }
}
