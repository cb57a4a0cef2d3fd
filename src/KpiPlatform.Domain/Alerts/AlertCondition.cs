using KpiPlatform.Domain.Scorecards;

namespace KpiPlatform.Domain.Alerts;

/// <summary>When an indicator is bad.</summary>
public sealed record AlertCondition
{
    /// <summary>What is held against what.</summary>
    public AlertConditionKind Kind { get; init; }

    /// <summary>On which side of the threshold it is bad; None for a status.</summary>
    public AlertComparison Comparison { get; init; }

    /// <summary>In the indicator's unit, or in percent.</summary>
    public double Threshold { get; init; }

    /// <summary>How far the value must come back over the threshold before it is good again, in the threshold's unit, 0 or more. Default 0.</summary>
    public double Hysteresis { get; init; }

    /// <summary>What percent are of.</summary>
    public AlertBase Base { get; init; }

    /// <summary>The statuses that are bad.</summary>
    public IReadOnlyList<Status> To { get; init; } = [];

    /// <summary>Only if the status before was one of these; empty for any, and for no status before.</summary>
    public IReadOnlyList<Status> From { get; init; } = [];

    /// <summary>How long ago the value is that a change is counted from, in seconds.</summary>
    public long WindowSeconds { get; init; }

    /// <summary>Whether a change is in percent of the value then, rather than in the indicator's unit.</summary>
    public bool IsRelative { get; init; }

    /// <inheritdoc/>
    public bool Equals(AlertCondition? other) =>
        other is not null && Kind == other.Kind && Comparison == other.Comparison && Threshold.Equals(other.Threshold) && Hysteresis.Equals(other.Hysteresis)
        && Base == other.Base && To.SequenceEqual(other.To) && From.SequenceEqual(other.From) && WindowSeconds == other.WindowSeconds && IsRelative == other.IsRelative;

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Kind, Comparison, Threshold, Hysteresis, Base, WindowSeconds);
}
