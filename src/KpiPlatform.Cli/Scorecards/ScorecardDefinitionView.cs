using KpiPlatform.Cli.Connection;
using KpiPlatform.Cli.Output;
using KpiPlatform.Protocol.V1;

namespace KpiPlatform.Cli.Scorecards;

/// <summary>How definitions of scorecards are listed.</summary>
internal static class ScorecardDefinitionView
{
    public static ResourceView<ScorecardDefinition> View { get; } = new(
        [
            new("Scorecard", d => Cells.Text(ResourceNames.LastSegment(d.Name))),
            new("Title", d => Cells.Text(d.Title)),
            new("Perspectives", d => Cells.Count(d.Perspectives.Count), AlignRight: true),
            new("Indicators", d => Cells.Count(Indicators(d)), AlignRight: true),
            new("Version", d => Cells.Count(d.Version), AlignRight: true),
            new("Changed", d => Cells.Date(d.UpdateTime)),
        ],
        [
            new("scorecard", d => ResourceNames.LastSegment(d.Name)),
            new("title", d => d.Title),
            new("description", d => d.Description),
            new("perspectives", d => d.Perspectives.Count),
            new("indicators", d => Indicators(d)),
            new("version", d => d.Version),
            new("create_time", d => d.CreateTime),
            new("update_time", d => d.UpdateTime),
        ]);

    private static int Indicators(ScorecardDefinition definition) =>
        definition.Perspectives.Sum(p => p.Objectives.Sum(o => o.Indicators.Count));
}
