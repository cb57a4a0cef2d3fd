using KpiPlatform.Domain.Formulas;
using KpiPlatform.Domain.Indicators;

namespace KpiPlatform.Domain.Measures;

/// <summary>
/// A measure by its name: what formulas are made of. Its number is
/// <see cref="Quantity"/> ÷ <see cref="Scale"/> (÷ <see cref="Divisor"/>), money besides ÷ the minor units of a whole one. Immutable.
/// </summary>
public sealed record NamedMeasure
{
    /// <summary>Stable id: a-z, 0-9 and "_", beginning with a letter.</summary>
    public required string Id { get; init; }

    /// <summary>Title in English.</summary>
    public required string Title { get; init; }

    /// <summary>What it counts, and on which day.</summary>
    public required string Description { get; init; }

    /// <summary>What it is measured in.</summary>
    public required MeasureUnit Unit { get; init; }

    /// <summary>The unit as formulas have it, e.g. "count".</summary>
    public string UnitText => FormulaUnit.Of(Unit).Text;

    /// <summary>What it says about a period.</summary>
    public MeasureNature Nature { get; init; } = MeasureNature.Flow;

    /// <summary>The exact integer behind it.</summary>
    public required Quantity Quantity { get; init; }

    /// <summary>What it is divided by, where it is a mean; nothing to divide by is no value. Null: it is not divided.</summary>
    public Quantity? Divisor { get; init; }

    /// <summary>Units of the integer in one shown: 1,000,000 where cells hold millionths. Default 1. Minor units of money come on top.</summary>
    public long Scale { get; init; } = 1;

    /// <summary>Number of observations behind it; null: the quantity itself, where it counts.</summary>
    public Quantity? Sample { get; init; }

    /// <summary>Read instead of <see cref="Quantity"/>, where it is one of many values; no values are no value. Null: it is none.</summary>
    public IRankedValue? Ranked { get; init; }

    /// <summary>Whether it is kept by the tenant's dimensions.</summary>
    public bool IsDimensional => Ranked is null && Indicator.AllDimensional(Divisor is null ? [Quantity] : [Quantity, Divisor]);

    /// <summary>Whether it adds up over the days of a period.</summary>
    public bool IsFlow => Ranked is null && Divisor is null && Quantity.IsFlow;
}
