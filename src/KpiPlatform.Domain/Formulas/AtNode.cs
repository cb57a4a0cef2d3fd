namespace KpiPlatform.Domain.Formulas;

/// <summary>at(x, dimension: value): x for one value of a dimension.</summary>
/// <param name="Offset">Characters before the function.</param>
/// <param name="Operand">x.</param>
/// <param name="Dimension">Id of the dimension.</param>
/// <param name="DimensionOffset">Characters before that.</param>
/// <param name="Value">The value; "other" for what is not declared, unless a value of that name is.</param>
/// <param name="ValueOffset">Characters before that.</param>
internal sealed record AtNode(int Offset, FormulaNode Operand, string Dimension, int DimensionOffset, string Value, int ValueOffset)
    : FormulaNode(Offset, Operand.Depth + 1);
