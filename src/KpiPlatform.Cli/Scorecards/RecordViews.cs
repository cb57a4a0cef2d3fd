using KpiPlatform.Cli.Connection;
using KpiPlatform.Cli.Output;
using KpiPlatform.Protocol.V1;

namespace KpiPlatform.Cli.Scorecards;

/// <summary>How what is kept beside a scorecard's values is shown: versions, closed periods, overrides, comments, reviews.</summary>
internal static class RecordViews
{
    /// <summary>Versions of a definition.</summary>
    public static ResourceView<ScorecardVersion> Versions { get; } = new(
        [
            new("Version", v => Cells.Count(v.Version), AlignRight: true),
            new("Since", v => Cells.Time(v.CreateTime)),
            new("", v => v.Available ? "" : "not kept any more"),
        ],
        [
            new("version", v => v.Version),
            new("create_time", v => v.CreateTime),
            new("available", v => v.Available),
        ]);

    /// <summary>Closed periods.</summary>
    public static ResourceView<ClosedPeriod> Periods { get; } = new(
        [
            new("Period", p => Cells.Text(p.Period?.Label)),
            new("Closed", p => Cells.Time(p.CloseTime)),
            new("By", p => Cells.Text(p.ClosedBy)),
            new("Version", p => Cells.Count(p.DefinitionVersion), AlignRight: true),
        ],
        [
            new("period", p => p.Period?.Label ?? ""),
            new("start_time", p => p.Period?.StartTime),
            new("end_time", p => p.Period?.EndTime),
            new("close_time", p => p.CloseTime),
            new("closed_by", p => p.ClosedBy),
            new("definition_version", p => p.DefinitionVersion),
        ]);

    /// <summary>Overrides.</summary>
    public static ResourceView<Override> Overrides { get; } = new(
        [
            new("Id", o => Cells.Text(o.Id)),
            new("Indicator", o => Cells.Text(o.Indicator)),
            new("Period", o => Cells.Text(o.Period)),
            new("Instead", o => o.HasValue ? $"value {Cells.Number(o.Value, 2)}" : $"performance {Cells.Number(o.Performance, 1)}"),
            new("State", o => o.InForce ? "in force" : o.WithdrawTime is not null ? "withdrawn" : "expired"),
            new("Why", o => $"{Cells.Text(o.Reason)} ({Cells.Text(o.Author)})"),
        ],
        [
            new("id", o => o.Id),
            new("indicator", o => o.Indicator),
            new("period", o => o.Period),
            new("value", o => o.HasValue ? o.Value : null),
            new("performance", o => o.HasPerformance ? o.Performance : null),
            new("author", o => o.Author),
            new("reason", o => o.Reason),
            new("in_force", o => o.InForce),
            new("create_time", o => o.CreateTime),
            new("expire_time", o => o.ExpireTime),
            new("withdraw_time", o => o.WithdrawTime),
        ]);

    /// <summary>Comments.</summary>
    public static ResourceView<Comment> Comments { get; } = new(
        [
            new("Period", c => Cells.Text(c.Period)),
            new("Indicator", c => Cells.Text(c.Indicator)),
            new("When", c => Cells.Date(c.CreateTime)),
            new("Who", c => Cells.Text(c.Author)),
            new("Comment", c => Cells.Text(c.Text)),
        ],
        [
            new("id", c => c.Id),
            new("indicator", c => c.Indicator),
            new("period", c => c.Period),
            new("author", c => c.Author),
            new("text", c => c.Text),
            new("create_time", c => c.CreateTime),
        ]);

    /// <summary>Reviews that are due.</summary>
    public static ResourceView<OverdueReview> Reviews { get; } = new(
        [
            new("Due", r => Cells.Text(r.ReviewDate)),
            new("Scorecard", r => Cells.Text(ResourceNames.LastSegment(r.Scorecard))),
            new("What", r => Cells.Text(Path(r))),
            new("Title", r => Cells.Text(r.Title)),
            new("Owner", r => Cells.Text(r.Owner)),
        ],
        [
            new("review_date", r => r.ReviewDate),
            new("scorecard", r => ResourceNames.LastSegment(r.Scorecard)),
            new("perspective", r => r.Perspective),
            new("objective", r => r.Objective),
            new("indicator", r => r.Indicator),
            new("title", r => r.Title),
            new("owner", r => r.Owner),
        ]);

    private static string Path(OverdueReview review) =>
        review.Indicator.Length == 0 ? $"{review.Perspective}/{review.Objective}" : $"{review.Perspective}/{review.Objective}/{review.Indicator}";
}
