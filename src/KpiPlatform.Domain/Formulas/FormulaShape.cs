namespace KpiPlatform.Domain.Formulas;

/// <summary>What a part of a formula is, before anything is computed. Immutable.</summary>
/// <param name="IsCondition">A condition rather than a number.</param>
/// <param name="Unit">Unit of the number; that of a plain number for a condition.</param>
/// <param name="Dimension">Dimension of a vector; null if it is none.</param>
/// <param name="IsFlow">Whether it adds up over the days of a period.</param>
internal sealed record FormulaShape(bool IsCondition, FormulaUnit Unit, string? Dimension, bool IsFlow)
{
    /// <summary>A number.</summary>
    public static FormulaShape Number(FormulaUnit unit, string? dimension, bool isFlow = false) => new(false, unit, dimension, isFlow);

    /// <summary>A condition.</summary>
    public static FormulaShape Condition(string? dimension) => new(true, FormulaUnit.Ratio, dimension, false);
}
