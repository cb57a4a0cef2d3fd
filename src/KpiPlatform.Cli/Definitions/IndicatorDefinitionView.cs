using KpiPlatform.Cli.Connection;
using KpiPlatform.Cli.Output;
using KpiPlatform.Protocol.V1;
using Spectre.Console.Rendering;

namespace KpiPlatform.Cli.Definitions;

/// <summary>How a tenant's own indicators are shown.</summary>
internal static class IndicatorDefinitionView
{
    public static ResourceView<IndicatorDefinition> View { get; } = new(
        [
            new("Indicator", i => Cells.Text(Id(i))),
            new("Unit", i => Cells.Text(i.Unit)),
            new("Formula", i => Cells.Text(i.Formula)),
        ],
        [
            new("id", Id),
            new("title", i => i.Title),
            new("description", i => i.Description),
            new("formula", i => i.Formula),
            new("unit", i => i.Unit),
            new("direction", DirectionOf),
            new("minimum_sample", i => i.MinimumSample),
            new("components", i => string.Join(';', i.Components)),
            new("dimensional", i => i.Dimensional),
            new("measures", i => string.Join(';', i.Measures)),
        ]);

    /// <summary>One indicator with all there is to say.</summary>
    public static IRenderable Details(IndicatorDefinition indicator)
    {
        var rows = new List<(string, string)>
        {
            ("Indicator", Cells.Text(Id(indicator))),
            ("Title", Cells.Text(indicator.Title)),
            ("Meaning", Cells.Text(indicator.Description)),
            ("Formula", Cells.Text(indicator.Formula)),
            ("Unit", Cells.Text(indicator.Unit)),
            ("Direction", Cells.Text(DirectionOf(indicator))),
            ("Minimum sample", Cells.Count(indicator.MinimumSample)),
            ("Measures", Cells.Text(string.Join(", ", indicator.Measures))),
            ("By dimension", indicator.Dimensional ? "yes" : "no"),
        };
        if (indicator.Components.Count > 0)
            rows.Add(("Parts", Cells.Text(string.Join(", ", indicator.Components))));
        rows.Add(("Created", Cells.Time(indicator.CreateTime)));
        rows.Add(("Changed", Cells.Time(indicator.UpdateTime)));
        return Tables.Pairs(rows);
    }

    private static string Id(IndicatorDefinition indicator) => ResourceNames.LastSegment(indicator.Name);

    private static string DirectionOf(IndicatorDefinition indicator) =>
        indicator.Direction == Direction.Unspecified ? "" : indicator.Direction.ToString().ToLowerInvariant();
}
