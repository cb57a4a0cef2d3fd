using KpiPlatform.Domain.Indicators;

namespace KpiPlatform.Domain.Scorecards;

/// <summary>An indicator with its goal: from a baseline to a target by a deadline.</summary>
/// <remarks>What is left open (null, empty, None) has a default; <see cref="IndicatorGoal"/> says which.</remarks>
public sealed record ScorecardIndicatorDefinition
{
    /// <summary>Unique in the objective; empty means the indicator's id.</summary>
    public string Id { get; init; } = string.Empty;

    /// <summary>Catalogue id. Required, unless the indicator is taken over from another scorecard.</summary>
    public string Indicator { get; init; } = string.Empty;

    /// <summary>At most 200 bytes; empty means the catalogue's.</summary>
    public string Title { get; init; } = string.Empty;

    /// <summary>0 or more; null means 1.</summary>
    public double? Weight { get; init; }

    /// <summary>None means the catalogue's.</summary>
    public Direction Direction { get; init; }

    /// <summary>Where it started. Required, except to maintain.</summary>
    public double? Baseline { get; init; }

    /// <summary>Where it is to be; above the baseline to increase, below to decrease. Required, here or as <see cref="RelativeTarget"/>, except to maintain.</summary>
    public double? Target { get; init; }

    /// <summary>Local date by which, "2026-12-31". Required.</summary>
    public string Deadline { get; init; } = string.Empty;

    /// <summary>Value of performance 0; null means the baseline.</summary>
    public double? ScoreMin { get; init; }

    /// <summary>Value of performance 100; null means the target.</summary>
    public double? ScoreMax { get; init; }

    /// <summary>Performance from which the status is green; null means 200/3.</summary>
    public double? GreenFrom { get; init; }

    /// <summary>Performance from which the status is yellow; null means 100/3.</summary>
    public double? YellowFrom { get; init; }

    /// <summary>Observations below which the status is grey; null means the catalogue's.</summary>
    public long? MinimumSample { get; init; }

    /// <summary>Which part, of an indicator with several; empty means the value.</summary>
    public string Component { get; init; } = string.Empty;

    /// <summary>Local date of the baseline, "2026-01-01"; empty means the day on which the indicator was added.</summary>
    public string BaselineDate { get; init; } = string.Empty;

    /// <summary>"+50 %" of the baseline, in place of <see cref="Target"/>; see <see cref="Scorecards.RelativeTarget"/>.</summary>
    public string RelativeTarget { get; init; } = string.Empty;

    /// <summary>The unit that the goal is meant in; empty means the catalogue's. Another than the catalogue's is refused.</summary>
    public string Unit { get; init; } = string.Empty;

    /// <summary>How a value becomes a performance; None means Band to maintain, otherwise Linear.</summary>
    public ScoringFunction Scoring { get; init; }

    /// <summary>Value of performance 100/3, for Thresholds.</summary>
    public double? RedFlag { get; init; }

    /// <summary>Value of performance 200/3, for Thresholds; null means the target.</summary>
    public double? Goal { get; init; }

    /// <summary>Lower end of the band to stay in, itself in it; null for none. To maintain, one end at least is required.</summary>
    public double? BandLow { get; init; }

    /// <summary>Upper end of the band, itself in it; null for none.</summary>
    public double? BandHigh { get; init; }

    /// <summary>How far outside of the band performance falls to 0; 0 or null: at once.</summary>
    public double? Tolerance { get; init; }

    /// <summary>For Formula: an expression over value, min, max, baseline and target, clamped to 0…100.</summary>
    public string ScoringFormula { get; init; } = string.Empty;

    /// <summary>What decides the status, the first that matches; empty means the scorecard's, or <see cref="GreenFrom"/> and <see cref="YellowFrom"/>.</summary>
    public IReadOnlyList<StatusRule> StatusRules { get; init; } = [];

    /// <summary>What progress is expected by when; empty means linear from baseline date to deadline.</summary>
    public IReadOnlyList<Milestone> Milestones { get; init; } = [];

    /// <summary>Weights that hold for some time.</summary>
    public IReadOnlyList<DatedWeight> DatedWeights { get; init; } = [];

    /// <summary>Goals that hold for some time.</summary>
    public IReadOnlyList<DatedTarget> DatedTargets { get; init; } = [];

    /// <summary>Lagging (the default) feeds the parent; leading rolls up beside.</summary>
    public IndicatorRole Role { get; init; }

    /// <summary>Every so many days a new value is due, 1 or more; null if nothing is due.</summary>
    public int? UpdateIntervalDays { get; init; }

    /// <summary>A value whose newest observation is older than so many days is stale; null means the update interval, or never without one.</summary>
    public int? StaleAfterDays { get; init; }

    /// <summary>What becomes of an observed value in a period without an observation of its own.</summary>
    public Inheritance Inheritance { get; init; }

    /// <summary>Whether a red status asks for a comment on the period.</summary>
    public bool CommentRequired { get; init; }

    /// <summary>Who answers for it; at most 200 bytes. Empty means the objective's owner.</summary>
    public string Owner { get; init; } = string.Empty;

    /// <summary>Local date on which somebody is to look at it again; empty for none.</summary>
    public string ReviewDate { get; init; } = string.Empty;

    /// <summary>Local date from which on it counts no more; empty for none.</summary>
    public string RetiredOn { get; init; } = string.Empty;

    /// <summary>Id of a dimension of the tenant, to take the indicator for one of its values; empty for the whole.</summary>
    public string Dimension { get; init; } = string.Empty;

    /// <summary>A declared value of <see cref="Dimension"/>, or "other".</summary>
    public string DimensionValue { get; init; } = string.Empty;

    /// <summary>"scorecard/perspective/objective/indicator" of which value, goal and status are taken over; empty for an indicator of its own.</summary>
    public string Source { get; init; } = string.Empty;
}
