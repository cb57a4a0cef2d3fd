using KpiPlatform.Cli.Output;
using KpiPlatform.Protocol.V1;
using Spectre.Console.Rendering;

namespace KpiPlatform.Cli.Indicators;

/// <summary>How the catalogue of indicators is listed.</summary>
internal static class IndicatorDescriptionView
{
    public static ResourceView<IndicatorDescription> View { get; } = new(
        [
            new("Indicator", i => Cells.Text(i.Id)),
            new("Unit", i => Cells.Text(i.Unit)),
            new("Direction", i => i.Direction == Direction.Unspecified ? Cells.None : DirectionOf(i)),
            new("Meaning", i => Cells.Text(i.Definition.Length > 0 ? i.Definition : i.Title)),
        ],
        [
            new("id", i => i.Id),
            new("title", i => i.Title),
            new("definition", i => i.Definition),
            new("unit", i => i.Unit),
            new("direction", DirectionOf),
            new("source", i => i.Source),
            new("inputs", i => string.Join(';', i.Inputs)),
            new("components", i => string.Join(';', i.Components)),
            new("dimensional", i => i.Dimensional),
        ]);

    /// <summary>One indicator with all there is to say.</summary>
    public static IRenderable Details(IndicatorDescription indicator)
    {
        var rows = new List<(string, string)>
        {
            ("Indicator", Cells.Text(indicator.Id)),
            ("Title", Cells.Text(indicator.Title)),
            ("Meaning", Cells.Text(indicator.Definition)),
            ("Unit", Cells.Text(indicator.Unit)),
            ("Direction", Cells.Text(DirectionOf(indicator))),
            ("Made of", Cells.Text(string.Join(", ", indicator.Inputs))),
            ("By dimension", indicator.Dimensional ? "yes" : "no"),
        };
        if (indicator.Components.Count > 0)
            rows.Add(("Parts", Cells.Text(string.Join(", ", indicator.Components))));
        rows.Add(("Source", Cells.Text(indicator.Source)));
        return Tables.Pairs(rows);
    }

    private static string DirectionOf(IndicatorDescription indicator) =>
        indicator.Direction == Direction.Unspecified ? "" : indicator.Direction.ToString().ToLowerInvariant();
}
