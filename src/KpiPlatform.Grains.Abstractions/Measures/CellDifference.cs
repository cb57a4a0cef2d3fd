namespace KpiPlatform.Grains.Abstractions.Measures;

/// <summary>A cell that does not hold what the journal says.</summary>
/// <param name="Key">Packed CellKey.</param>
/// <param name="Held">What the cell holds.</param>
/// <param name="Folded">What folding the journal gives.</param>
[GenerateSerializer]
[Immutable]
[Alias("kpi.CellDifference")]
public readonly record struct CellDifference([property: Id(0)] ulong Key, [property: Id(1)] long Held, [property: Id(2)] long Folded);
