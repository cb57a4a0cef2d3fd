using KpiPlatform.Domain.Indicators;

namespace KpiPlatform.Domain.Scorecards;

/// <summary>An indicator of a scorecard with its value and how that stands. Immutable.</summary>
public sealed record IndicatorResult
{
    /// <summary>Id within the objective.</summary>
    public required string Id { get; init; }

    /// <summary>Title.</summary>
    public required string Title { get; init; }

    /// <summary>Weight among its siblings.</summary>
    public required double Weight { get; init; }

    /// <summary>The value, with everything needed to judge it.</summary>
    public required IndicatorValue Value { get; init; }

    /// <summary>0 to 100, clamped; null without a value. Entered by a person where <see cref="Overridden"/> says so.</summary>
    public double? Performance { get; init; }

    /// <summary>Percent of the way from baseline to target, unclamped; null without a value and to maintain.</summary>
    public double? Progress { get; init; }

    /// <summary>Whether progress is at least what the time passed lets expect, to maintain whether it is in the band; null without a value.</summary>
    public bool? OnTrack { get; init; }

    /// <summary>How it stands. In an open period a flow is held against its goal prorated by elapsed days.</summary>
    public required Status Status { get; init; }

    /// <summary>What the rule that decided the status calls it; empty if it has no name for it.</summary>
    public string StatusLabel { get; init; } = string.Empty;

    /// <summary>Where it started; null to maintain, unless said.</summary>
    public double? Baseline { get; init; }

    /// <summary>Where it is to be; null to maintain, unless said.</summary>
    public double? Target { get; init; }

    /// <summary>Lower end of the band; null for none.</summary>
    public double? BandLow { get; init; }

    /// <summary>Upper end of the band; null for none.</summary>
    public double? BandHigh { get; init; }

    /// <summary>Increase, Decrease or Maintain.</summary>
    public Direction Direction { get; init; }

    /// <summary>How the value became a performance.</summary>
    public ScoringFunction Scoring { get; init; }

    /// <summary>Progress expected by now, in percent; null where progress is.</summary>
    public double? ExpectedProgress { get; init; }

    /// <summary>Local date by which.</summary>
    public required string Deadline { get; init; }

    /// <summary>One of <see cref="Scorecards.GreyReason"/>; empty unless the status is grey.</summary>
    public string GreyReason { get; init; } = string.Empty;

    /// <summary>Lagging or Leading.</summary>
    public IndicatorRole Role { get; init; } = IndicatorRole.Lagging;

    /// <summary>Who answers for it.</summary>
    public string Owner { get; init; } = string.Empty;

    /// <summary>The value was observed before the period began.</summary>
    public bool Inherited { get; init; }

    /// <summary>The newest observation is older than allowed: the value shows but counts for nothing above.</summary>
    public bool Stale { get; init; }

    /// <summary>It, or its objective, counts no more.</summary>
    public bool Retired { get; init; }

    /// <summary>A person replaced the value or the performance.</summary>
    public bool Overridden { get; init; }

    /// <summary>Id of the override in force; empty for none.</summary>
    public string OverrideId { get; init; } = string.Empty;

    /// <summary>Local date by which a new value is due; empty if nothing is due.</summary>
    public string UpdateDue { get; init; } = string.Empty;

    /// <summary>Comments on it for the period.</summary>
    public int Comments { get; init; }

    /// <summary>It is red, has to be commented on then, and nobody has.</summary>
    public bool CommentMissing { get; init; }

    /// <summary>"scorecard/perspective/objective/indicator" that it is taken over from; empty for an indicator of its own.</summary>
    public string Source { get; init; } = string.Empty;

    /// <summary>In a closed period: what arrived later would add to the value; null without it, or if nothing arrived.</summary>
    public double? LateAdjustment { get; init; }

    /// <summary>In a closed period: what arrived later would add to the performance.</summary>
    public double? LatePerformanceAdjustment { get; init; }

    /// <summary>Whether it feeds its parent: it has a performance that is neither stale nor retired.</summary>
    internal bool Feeds => Performance is not null && !Stale && !Retired;

    /// <summary>Whether another says the same, apart from how recent it is.</summary>
    public bool SaysSameAs(IndicatorResult other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return Value.SaysSameAs(other.Value) && this with { Value = other.Value } == other;
    }
}
