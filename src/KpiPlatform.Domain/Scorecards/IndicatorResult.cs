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

    /// <summary>0 to 100, clamped; null without a value.</summary>
    public double? Performance { get; init; }

    /// <summary>Percent of the way from baseline to target, unclamped; null without a value.</summary>
    public double? Progress { get; init; }

    /// <summary>Whether progress is at least what the time passed lets expect; null without a value.</summary>
    public bool? OnTrack { get; init; }

    /// <summary>How it stands. In an open period a flow is held against its goal prorated by elapsed days.</summary>
    public required Status Status { get; init; }

    /// <summary>Where it started.</summary>
    public required double Baseline { get; init; }

    /// <summary>Where it is to be.</summary>
    public required double Target { get; init; }

    /// <summary>Local date by which.</summary>
    public required string Deadline { get; init; }

    /// <summary>One of <see cref="Scorecards.GreyReason"/>; empty unless the status is grey.</summary>
    public string GreyReason { get; init; } = string.Empty;

    /// <summary>Whether another says the same, apart from how recent it is.</summary>
    public bool SaysSameAs(IndicatorResult other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return Value.SaysSameAs(other.Value) && this with { Value = other.Value } == other;
    }
}
