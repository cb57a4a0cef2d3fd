using KpiPlatform.Domain.Indicators;
using KpiPlatform.Domain.Measures;
using KpiPlatform.Domain.Tenants;

namespace KpiPlatform.Domain.Formulas;

/// <summary>What names in a formula stand for. Where a measure and an indicator have one id, it is the measure: they say the same.</summary>
internal interface IFormulaNames
{
    /// <summary>Ids of everything there is, for suggestions.</summary>
    IEnumerable<string> Ids { get; }

    /// <summary>The tenant's dimensions; their position is their slot.</summary>
    IReadOnlyList<DimensionDefinition> Dimensions { get; }

    /// <summary>A measure, or null.</summary>
    NamedMeasure? Measure(string id);

    /// <summary>An indicator, or null.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="offset">Where the formula names it, for an error within it such as a cycle.</param>
    Indicator? Indicator(string id, int offset);
}
