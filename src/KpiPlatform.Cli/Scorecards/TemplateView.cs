using KpiPlatform.Cli.Output;
using KpiPlatform.Protocol.V1;

namespace KpiPlatform.Cli.Scorecards;

/// <summary>How templates of scorecards are listed.</summary>
internal static class TemplateView
{
    public static ResourceView<ScorecardTemplate> View { get; } = new(
        [
            new("Template", t => Cells.Text(t.Id)),
            new("Title", t => Cells.Text(t.Title)),
            new("For", t => Cells.Text(t.Description)),
            new("Indicators", t => Cells.Count(Indicators(t)), AlignRight: true),
        ],
        [
            new("template", t => t.Id),
            new("title", t => t.Title),
            new("description", t => t.Description),
            new("indicators", t => Indicators(t)),
            new("missing_indicators", t => string.Join(' ', t.MissingIndicators)),
        ]);

    private static int Indicators(ScorecardTemplate template) =>
        template.Definition?.Perspectives.Sum(p => p.Objectives.Sum(o => o.Indicators.Count)) ?? 0;
}
