using KpiPlatform.Domain.Indicators;
using KpiPlatform.Domain.Measures;

namespace KpiPlatform.Domain.Formulas;

/// <summary>What the names of one formula stand for, and what was learned on the way. Complete once the formula is checked.</summary>
internal sealed class FormulaBindings
{
    /// <summary>Measures by id.</summary>
    public Dictionary<string, NamedMeasure> Measures { get; } = new(StringComparer.Ordinal);

    /// <summary>Indicators by id.</summary>
    public Dictionary<string, Indicator> Indicators { get; } = new(StringComparer.Ordinal);

    /// <summary>Dimensions by id.</summary>
    public Dictionary<string, FormulaDimension> Dimensions { get; } = new(StringComparer.Ordinal);

    /// <summary>Ids of all measures, also those of indicators, sorted.</summary>
    public IReadOnlyList<string> AllMeasures =>
        [.. Measures.Keys.Concat(Indicators.Values.OfType<FormulaIndicator>().SelectMany(indicator => indicator.Formula.Measures)).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    /// <summary>Whether it can be computed for a dimension value.</summary>
    public bool IsDimensional { get; set; } = true;

    /// <summary>Periods that it looks back.</summary>
    public int PreviousPeriods { get; set; }

    /// <summary>Most sums that it takes.</summary>
    public int Sums { get; set; }

    /// <summary>Indicators along the longest chain, this formula's own included.</summary>
    public int Chain { get; set; } = 1;
}
