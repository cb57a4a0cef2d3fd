using KpiPlatform.Dashboard.Scorecards;
using KpiPlatform.Protocol.V1;
using Microsoft.AspNetCore.Components;

namespace KpiPlatform.Dashboard.Parts;

/// <summary>A row of a scorecard's table. Rendered with the page, and again by itself when its indicator moves.</summary>
public partial class IndicatorRow
{
    /// <summary>Id of the perspective that it is in.</summary>
    [Parameter, EditorRequired]
    public string PerspectiveId { get; set; } = string.Empty;

    /// <summary>Id of the objective that it is in.</summary>
    [Parameter, EditorRequired]
    public string ObjectiveId { get; set; } = string.Empty;

    /// <summary>The values.</summary>
    [Parameter, EditorRequired]
    public IndicatorResult Indicator { get; set; } = null!;

    /// <summary>How it was in the periods before.</summary>
    [Parameter]
    public Trend Trend { get; set; } = Trend.Empty;

    /// <summary>Where it is shown.</summary>
    [Parameter, EditorRequired]
    public CardContext Context { get; set; } = null!;

    private string Id => NodeIds.Indicator(PerspectiveId, ObjectiveId, Indicator.Id);

    private string Goal()
    {
        var unit = Indicator.Value?.Unit ?? string.Empty;
        if (Indicator.HasTarget)
            return Numbers.Goal(Indicator.Target, unit);
        return (Indicator.HasBandLow, Indicator.HasBandHigh) switch
        {
            (true, true) => $"{Numbers.Goal(Indicator.BandLow, unit)} to {Numbers.Goal(Indicator.BandHigh, unit)}",
            (true, false) => "at least " + Numbers.Goal(Indicator.BandLow, unit),
            (false, true) => "at most " + Numbers.Goal(Indicator.BandHigh, unit),
            _ => Numbers.None,
        };
    }

    private IEnumerable<string> Marks()
    {
        if (Indicator.Role == IndicatorRole.Leading)
            yield return "leading";
        if (Indicator.Overridden || Indicator.Value is { Overridden: true })
            yield return "overridden";
        if (Indicator.Value is { Modelled: true })
            yield return "modelled";
        if (Indicator.Value is { Late: true } || Indicator.HasLateAdjustment)
            yield return Indicator.HasLateAdjustment ? $"late {Numbers.Signed(Indicator.LateAdjustment, 2)}" : "late";
        if (Indicator.Value is { BeforeCoverage: true })
            yield return "facts deleted";
        if (Indicator.Inherited)
            yield return "carried over";
        if (Indicator.Stale)
            yield return "stale";
        if (Indicator.Retired)
            yield return "retired";
        if (Indicator.CommentMissing)
            yield return "comment wanted";
        else if (Indicator.Comments > 0)
            yield return Indicator.Comments == 1 ? "1 comment" : $"{Indicator.Comments} comments";
    }
}
