namespace KpiPlatform.Domain.Scorecards;

/// <summary>How far an objective is expected to be by a date between baseline and deadline. Between milestones expectations are linear.</summary>
public sealed record Milestone
{
    /// <summary>Local date, "2026-06-30"; it is meant from the first instant of that day. Required.</summary>
    public string Date { get; init; } = string.Empty;

    /// <summary>Progress expected, in percent; either this or <see cref="Value"/>.</summary>
    public double? Progress { get; init; }

    /// <summary>Value expected, in the indicator's unit.</summary>
    public double? Value { get; init; }
}
