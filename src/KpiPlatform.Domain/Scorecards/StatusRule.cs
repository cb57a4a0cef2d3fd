namespace KpiPlatform.Domain.Scorecards;

/// <summary>A rule for a status: the first of an ordered list that matches decides. A number that there is none of matches nothing.</summary>
public sealed record StatusRule
{
    /// <summary>Which number it looks at; None means Performance.</summary>
    public StatusInput Input { get; init; }

    /// <summary>How it compares; None matches always.</summary>
    public StatusComparison Comparison { get; init; }

    /// <summary>What it compares with. Required unless it matches always.</summary>
    public double? Threshold { get; init; }

    /// <summary>Red, Yellow, Green or Grey. Required.</summary>
    public Status Status { get; init; }

    /// <summary>What the status is called, "on target"; at most 64 bytes, empty for none.</summary>
    public string Label { get; init; } = string.Empty;
}
