using KpiPlatform.Domain.Indicators;

namespace KpiPlatform.Domain.Scorecards;

/// <summary>An indicator with its goal: from a baseline to a target by a deadline.</summary>
/// <remarks>What is left open (null, empty, None) has a default; <see cref="IndicatorGoal"/> says which.</remarks>
public sealed record ScorecardIndicatorDefinition
{
    /// <summary>Unique in the objective; empty means the indicator's id.</summary>
    public string Id { get; init; } = string.Empty;

    /// <summary>Catalogue id. Required.</summary>
    public string Indicator { get; init; } = string.Empty;

    /// <summary>At most 200 bytes; empty means the catalogue's.</summary>
    public string Title { get; init; } = string.Empty;

    /// <summary>0 or more; null means 1.</summary>
    public double? Weight { get; init; }

    /// <summary>None means the catalogue's.</summary>
    public Direction Direction { get; init; }

    /// <summary>Where it started. Required.</summary>
    public double? Baseline { get; init; }

    /// <summary>Where it is to be; above the baseline to increase, below to decrease. Required.</summary>
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
}
