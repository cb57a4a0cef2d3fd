namespace KpiPlatform.Grains.Abstractions.Measures;

/// <summary>Cells beside what the journal says.</summary>
/// <param name="AsOfTicks">What was recorded until then was compared, ticks of 100 ns since 1970.</param>
/// <param name="DefinitionVersion">Definition that both were counted under.</param>
/// <param name="Interactions">Interactions folded.</param>
/// <param name="Cells">Cells compared.</param>
/// <param name="DifferentCells">Cells that differ.</param>
/// <param name="Differences">The first of them, by key.</param>
[GenerateSerializer]
[Immutable]
[Alias("kpi.MeasuresComparison")]
public sealed record MeasuresComparison(
    [property: Id(0)] long AsOfTicks,
    [property: Id(1)] int DefinitionVersion,
    [property: Id(2)] long Interactions,
    [property: Id(3)] long Cells,
    [property: Id(4)] long DifferentCells,
    [property: Id(5)] CellDifference[] Differences);
