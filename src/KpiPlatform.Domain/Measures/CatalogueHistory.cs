using System.Collections.Frozen;
using KpiPlatform.Domain.Customers;

namespace KpiPlatform.Domain.Measures;

/// <summary>
/// Which built-in measures each version of the catalogue counts. Cells counted under an older catalogue lack the newer measures;
/// what is asked of those is folded from the journal until the cells are counted anew.
/// </summary>
/// <remarks>
/// A measure never changes what it counts: a changed one gets a new number. Only then do older cells and newer differences add up.
/// </remarks>
public static class CatalogueHistory
{
    /// <summary>The catalogue of this program.</summary>
    public const int Current = CustomerFold.CatalogueVersion;

    /// <summary>The first catalogue; tenants stored before catalogues had versions are of it.</summary>
    public const int First = 1;

    // Measures of the first catalogue, by number.
    private static readonly FrozenSet<ushort> OfFirst = new ushort[]
    {
        1, 2, 3, 10, 11, 12, 13, 14, 20, 21, 22, 23, 24, 25, 26, 30, 31, 32, 33, 40, 41, 42, 43, 44, 45, 46, 47, 50, 51, 52, 53, 54, 55,
    }.ToFrozenSet();

    /// <summary>Whether cells counted under a catalogue hold a measure. Measures of the tenant's own, from 10,000, come with its definition and always are; of what no cells hold nothing is missing.</summary>
    public static bool Counts(int catalogue, MeasureId measure) =>
        catalogue >= Current || measure.Value >= TenantMeasuresFrom || OperationalMeasures.Holds(measure) || PerformanceMeasures.Holds(measure) || OfFirst.Contains(measure.Value);

    private const ushort TenantMeasuresFrom = 10_000;
}
