using KpiPlatform.Cli.Output;
using KpiPlatform.Protocol.V1;

namespace KpiPlatform.Cli.Scorecards;

/// <summary>One line of a scorecard: the whole, a perspective, an objective or an indicator.</summary>
internal sealed record ScorecardRow(string Level, Scorecard Scorecard)
{
    public string Perspective { get; init; } = "";

    public string Objective { get; init; } = "";

    public string Title { get; init; } = "";

    public double? Weight { get; init; }

    public double? Performance { get; init; }

    public Status Status { get; init; }

    /// <summary>Absent for an indicator.</summary>
    public double? Coverage { get; init; }

    public string Owner { get; init; } = "";

    public string StatusLabel { get; init; } = "";

    /// <summary>Absent for an indicator.</summary>
    public double? LeadingPerformance { get; init; }

    /// <summary>Absent unless the period is closed and something arrived later.</summary>
    public double? LatePerformanceAdjustment { get; init; }

    /// <summary>Absent above an indicator.</summary>
    public IndicatorResult? Indicator { get; init; }

    /// <summary>Columns of the CSV form.</summary>
    public static IReadOnlyList<CsvColumn<ScorecardRow>> Csv { get; } =
    [
        new("scorecard", r => Connection.ResourceNames.LastSegment(r.Scorecard.Name)),
        new("period", r => r.Scorecard.Period?.Label ?? ""),
        new("as_of_time", r => r.Scorecard.AsOfTime),
        new("partial", r => r.Scorecard.Partial),
        new("level", r => r.Level),
        new("perspective", r => r.Perspective),
        new("objective", r => r.Objective),
        new("id", r => r.Indicator?.Id ?? ""),
        new("indicator", r => r.Indicator?.Value?.Indicator ?? ""),
        new("title", r => r.Title),
        new("weight", r => r.Weight),
        new("value", r => r.Indicator?.Value is { HasValue: true } value ? value.Value : null),
        new("unit", r => r.Indicator?.Value?.Unit ?? ""),
        new("sample_size", r => r.Indicator?.Value?.SampleSize),
        new("baseline", r => r.Indicator is { HasBaseline: true } i ? i.Baseline : null),
        new("target", r => r.Indicator is { HasTarget: true } i ? i.Target : null),
        new("deadline", r => r.Indicator?.Deadline ?? ""),
        new("performance", r => r.Performance),
        new("progress", r => r.Indicator is { HasProgress: true } i ? i.Progress : null),
        new("on_track", r => r.Indicator is { HasOnTrack: true } i ? i.OnTrack : null),
        new("status", r => StatusText.Word(r.Status)),
        new("coverage", r => r.Coverage),
        new("owner", r => r.Owner),
        new("grey_reason", r => r.Indicator?.GreyReason ?? ""),
        new("definition_version", r => r.Scorecard.DefinitionVersion),
        new("status_label", r => r.StatusLabel),
        new("leading_performance", r => r.LeadingPerformance),
        new("role", r => r.Indicator is { Role: IndicatorRole.Leading } ? "leading" : r.Indicator is null ? "" : "lagging"),
        new("band_low", r => r.Indicator is { HasBandLow: true } i ? i.BandLow : null),
        new("band_high", r => r.Indicator is { HasBandHigh: true } i ? i.BandHigh : null),
        new("expected_progress", r => r.Indicator is { HasExpectedProgress: true } i ? i.ExpectedProgress : null),
        new("overridden", r => r.Indicator?.Overridden),
        new("inherited", r => r.Indicator?.Inherited),
        new("stale", r => r.Indicator?.Stale),
        new("close_time", r => r.Scorecard.CloseTime),
        new("late_adjustment", r => r.Indicator is { HasLateAdjustment: true } i ? i.LateAdjustment : null),
        new("late_performance_adjustment", r => r.LatePerformanceAdjustment),
        new("comment_missing", r => r.Indicator?.CommentMissing),
        new("source", r => r.Indicator?.Source ?? ""),
    ];

    /// <summary>All lines of a scorecard, each parent before its children.</summary>
    public static IEnumerable<ScorecardRow> Of(Scorecard card)
    {
        yield return new ScorecardRow("scorecard", card)
        {
            Title = card.Title,
            Performance = card.HasPerformance ? card.Performance : null,
            Status = card.Status,
            StatusLabel = card.StatusLabel,
            LeadingPerformance = card.HasLeadingPerformance ? card.LeadingPerformance : null,
            LatePerformanceAdjustment = card.HasLatePerformanceAdjustment ? card.LatePerformanceAdjustment : null,
            Coverage = card.Coverage,
        };
        foreach (var perspective in card.Perspectives)
        {
            yield return new ScorecardRow("perspective", card)
            {
                Perspective = perspective.Id,
                Title = Or(perspective.Title, perspective.Id),
                Weight = perspective.Weight,
                Performance = perspective.HasPerformance ? perspective.Performance : null,
                Status = perspective.Status,
                StatusLabel = perspective.StatusLabel,
                LeadingPerformance = perspective.HasLeadingPerformance ? perspective.LeadingPerformance : null,
                LatePerformanceAdjustment = perspective.HasLatePerformanceAdjustment ? perspective.LatePerformanceAdjustment : null,
                Coverage = perspective.Coverage,
            };
            foreach (var objective in perspective.Objectives)
            {
                yield return new ScorecardRow("objective", card)
                {
                    Perspective = perspective.Id,
                    Objective = objective.Id,
                    Title = Or(objective.Title, objective.Id),
                    Weight = objective.Weight,
                    Performance = objective.HasPerformance ? objective.Performance : null,
                    Status = objective.Status,
                    StatusLabel = objective.StatusLabel,
                    LeadingPerformance = objective.HasLeadingPerformance ? objective.LeadingPerformance : null,
                    LatePerformanceAdjustment = objective.HasLatePerformanceAdjustment ? objective.LatePerformanceAdjustment : null,
                    Coverage = objective.Coverage,
                    Owner = objective.Owner,
                };
                foreach (var indicator in objective.Indicators)
                {
                    yield return new ScorecardRow("indicator", card)
                    {
                        Perspective = perspective.Id,
                        Objective = objective.Id,
                        Title = Or(indicator.Title, indicator.Id),
                        Weight = indicator.Weight,
                        Performance = indicator.HasPerformance ? indicator.Performance : null,
                        Status = indicator.Status,
                        StatusLabel = indicator.StatusLabel,
                        LatePerformanceAdjustment = indicator.HasLatePerformanceAdjustment ? indicator.LatePerformanceAdjustment : null,
                        Owner = indicator.Owner.Length > 0 ? indicator.Owner : objective.Owner,
                        Indicator = indicator,
                    };
                }
            }
        }
    }

    private static string Or(string title, string id) => title.Length > 0 ? title : id;
}
