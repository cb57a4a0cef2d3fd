using KpiPlatform.Cli.Output;
using KpiPlatform.Protocol.V1;

namespace KpiPlatform.Cli.Indicators;

/// <summary>How the catalogue of indicators is listed.</summary>
internal static class IndicatorDescriptionView
{
    public static ResourceView<IndicatorDescription> View { get; } = new(
        [
            new("Indicator", i => Cells.Text(i.Id)),
            new("Unit", i => Cells.Text(i.Unit)),
            new("Direction", i => i.Direction == Direction.Unspecified ? Cells.None : i.Direction.ToString().ToLowerInvariant()),
            new("Meaning", i => Cells.Text(i.Definition.Length > 0 ? i.Definition : i.Title)),
        ],
        [
            new("id", i => i.Id),
            new("title", i => i.Title),
            new("definition", i => i.Definition),
            new("unit", i => i.Unit),
            new("direction", i => i.Direction == Direction.Unspecified ? "" : i.Direction.ToString().ToLowerInvariant()),
            new("source", i => i.Source),
            new("inputs", i => string.Join(';', i.Inputs)),
            new("components", i => string.Join(';', i.Components)),
            new("dimensional", i => i.Dimensional),
        ]);
}
