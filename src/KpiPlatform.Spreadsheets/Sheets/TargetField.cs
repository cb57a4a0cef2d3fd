using KpiPlatform.Domain.Scorecards;

namespace KpiPlatform.Spreadsheets.Sheets;

/// <summary>A column of the sheet Targets: how it is called, what kind of cell it has, where it stands in a definition. Immutable.</summary>
/// <param name="Heading">What stands above it.</param>
/// <param name="Field">Name of the field in the contract.</param>
/// <param name="Kind">What a cell holds.</param>
/// <param name="Read">Its value in an indicator's own goal: a double, a text, or null.</param>
/// <param name="Write">An indicator with another value in its own goal.</param>
/// <param name="ReadDated">Its value in a dated goal.</param>
/// <param name="WriteDated">A dated goal with another value.</param>
internal sealed record TargetField(
    string Heading,
    string Field,
    TargetFieldKind Kind,
    Func<ScorecardIndicatorDefinition, object?> Read,
    Func<ScorecardIndicatorDefinition, object?, ScorecardIndicatorDefinition> Write,
    Func<DatedTarget, object?> ReadDated,
    Func<DatedTarget, object?, DatedTarget> WriteDated)
{
    /// <summary>All, in the order of the sheet.</summary>
    public static readonly IReadOnlyList<TargetField> All =
    [
        new("Baseline", "baseline", TargetFieldKind.Number, d => d.Baseline, (d, v) => d with { Baseline = (double?)v }, t => t.Baseline, (t, v) => t with { Baseline = (double?)v }),
        new("Baseline date", "baseline_date", TargetFieldKind.Date, d => Text(d.BaselineDate), (d, v) => d with { BaselineDate = Text(v) }, t => Text(t.BaselineDate), (t, v) => t with { BaselineDate = Text(v) }),
        new("Target", "target", TargetFieldKind.Number, d => d.Target, (d, v) => d with { Target = (double?)v }, t => t.Target, (t, v) => t with { Target = (double?)v }),
        new("Relative target", "relative_target", TargetFieldKind.Text, d => Text(d.RelativeTarget), (d, v) => d with { RelativeTarget = Text(v) }, t => Text(t.RelativeTarget), (t, v) => t with { RelativeTarget = Text(v) }),
        new("Deadline", "deadline", TargetFieldKind.Date, d => Text(d.Deadline), (d, v) => d with { Deadline = Text(v) }, t => Text(t.Deadline), (t, v) => t with { Deadline = Text(v) }),
        new("Score 0 at", "score_min", TargetFieldKind.Number, d => d.ScoreMin, (d, v) => d with { ScoreMin = (double?)v }, t => t.ScoreMin, (t, v) => t with { ScoreMin = (double?)v }),
        new("Score 100 at", "score_max", TargetFieldKind.Number, d => d.ScoreMax, (d, v) => d with { ScoreMax = (double?)v }, t => t.ScoreMax, (t, v) => t with { ScoreMax = (double?)v }),
        new("Red flag", "red_flag", TargetFieldKind.Number, d => d.RedFlag, (d, v) => d with { RedFlag = (double?)v }, t => t.RedFlag, (t, v) => t with { RedFlag = (double?)v }),
        new("Goal", "goal", TargetFieldKind.Number, d => d.Goal, (d, v) => d with { Goal = (double?)v }, t => t.Goal, (t, v) => t with { Goal = (double?)v }),
        new("Band from", "band_low", TargetFieldKind.Number, d => d.BandLow, (d, v) => d with { BandLow = (double?)v }, t => t.BandLow, (t, v) => t with { BandLow = (double?)v }),
        new("Band to", "band_high", TargetFieldKind.Number, d => d.BandHigh, (d, v) => d with { BandHigh = (double?)v }, t => t.BandHigh, (t, v) => t with { BandHigh = (double?)v }),
    ];

    private static string? Text(string text) => text.Length == 0 ? null : text;

    private static string Text(object? value) => (string?)value ?? string.Empty;
}
