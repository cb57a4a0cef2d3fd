namespace KpiPlatform.Domain.Scorecards;

/// <summary>What happened to a scorecard beside its numbers: versions, closings, overrides. Plain data that any serializer can store.</summary>
public sealed record ScorecardLog
{
    /// <summary>Ascending.</summary>
    public IReadOnlyList<VersionMark> Versions { get; init; } = [];

    /// <summary>In the order in which they were closed.</summary>
    public IReadOnlyList<PeriodClosure> Closures { get; init; } = [];

    /// <summary>In the order in which they were made.</summary>
    public IReadOnlyList<ScorecardOverride> Overrides { get; init; } = [];
}
